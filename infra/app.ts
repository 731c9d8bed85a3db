import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, type Environment, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { areas } from '../shared/areas/index.ts';
import { type Bundle, bundle, coreEntries, entriesOf, keptBuilds, repositoryRoot } from './bundle.ts';
import { type DeploymentSettings, readSettings } from './settings.ts';
import { AdminStack } from './stacks/admin-stack.ts';
import { AreaStack } from './stacks/area-stack.ts';
import { CoreStack } from './stacks/core-stack.ts';

export type SynthOptions = Partial<DeploymentSettings> & {
  /** Folder of the cloud assembly; the CDK's own, or `cdk.out`, unless given. */
  readonly outdir?: string;
  /** Whether the rule packs and the CDK's own rules look at the application; they take longer than everything else. */
  readonly isChecked?: boolean;
};

/** Behaviour of the CDK that is fixed here, whatever its version takes as the default. */
const flags = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-iam:standardizedServicePrincipals': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard': true,
  // A stack that others build on must not lose what they use; it is also what the one-machine cloud can read.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/core:target-partitions': ['aws', 'aws-cn'],
};

/**
 * Bundles the handlers and synthesizes the application, offline.
 *
 * @example
 * const assembly = await synth({ outdir: 'cdk.out' })
 */
export async function synth(options: SynthOptions = {}): Promise<CloudAssembly> {
  const outdir = resolve(options.outdir ?? process.env.CDK_OUTDIR ?? 'cdk.out');
  const bundles = await bundleAll(outdir);
  return (await createApp(bundles, { ...options, outdir })).synth();
}

type Bundles = Readonly<Record<string, Bundle>>;

/** All bundles by area; `core` holds what the API needs before any area. */
export async function bundleAll(outdir: string): Promise<Bundles> {
  const groups = [['core', coreEntries] as const, ...areas.map((area) => [area.name, entriesOf(area)] as const)];
  return Object.fromEntries(
    await Promise.all(groups.map(async ([name, entries]) => [name, await bundle(name, entries, { outdir, builds: keptBuilds })] as const)),
  );
}

/**
 * The application: a stack of what is shared, one for each area in the order of `areas`, and outside China the console.
 *
 * @example
 * const app = await createApp(await bundleAll('cdk.out'), { outdir: 'cdk.out' })
 */
export async function createApp(bundles: Bundles, options: SynthOptions & { outdir: string }): Promise<App> {
  const { isChecked = true } = options;
  const app = new App({ analyticsReporting: false, outdir: options.outdir, builtinCloudFormationValidation: isChecked, context: flags });
  const settings = readSettings((name) => app.node.tryGetContext(name), options);
  const env = environmentOf(settings);
  if (isChecked) await addRulePacks(app);
  const stackName = (part: string) => `${settings.name}-${part}`;
  const core = new CoreStack(app, stackName('core'), { env, settings, bundle: bundleOf(bundles, 'core') });
  const flows = areas.flatMap(({ name }) => flowsOf(name));
  const machines = Object.fromEntries(flows.map(({ flow }) => [flow, `${settings.name}-${flow}`]));
  const tasks = {};
  for (const area of areas) {
    const stack = new AreaStack(app, stackName(area.name), { env, settings, area, core, machines, bundle: bundleOf(bundles, area.name) });
    Object.assign(tasks, stack.tasks);
    for (const { flow, definition } of flows.filter((candidate) => candidate.area === area.name))
      stack.addFlow(flow, { name: `${settings.name}-${flow}`, definition, tasks });
  }
  if (settings.partition === 'aws') new AdminStack(app, stackName('admin'), { env, settings, core });
  return app;
}

/** They take as long to load as the CDK itself, and a start of the office does without them. */
async function addRulePacks(app: App): Promise<void> {
  const { AwsSolutionsChecks, ServerlessChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

type FlowFile = { readonly area: string; readonly flow: string; readonly definition: string };

/** The flows of an area: `functions/<area>/flows/<flow>.asl.json`. */
function flowsOf(area: string): readonly FlowFile[] {
  const folder = join(repositoryRoot, 'functions', area, 'flows');
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(suffix)) : [];
  return files.map((file) => ({ area, flow: file.slice(0, -suffix.length), definition: readFileSync(join(folder, file), 'utf8') }));
}
const suffix = '.asl.json';

/** Stacks are bound to no account or region, except that those for China must know where they go. */
const environmentOf = ({ partition }: DeploymentSettings): Environment =>
  partition === 'aws-cn' ? { region: process.env.CDK_DEFAULT_REGION?.startsWith('cn-') ? process.env.CDK_DEFAULT_REGION : 'cn-north-1' } : {};

function bundleOf(bundles: Bundles, name: string): Bundle {
  const found = bundles[name];
  if (!found) throw new Error(`expected a bundle of ${name}, got ${Object.keys(bundles).join(', ')}`);
  return found;
}

if (import.meta.main) {
  try {
    await synth();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
