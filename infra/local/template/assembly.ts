import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What a synthesized resource declares. */
export type Resource = { Type: string; Properties?: Record<string, unknown>; Condition?: string };

export type CloudFormation = {
  Resources: Record<string, Resource>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Outputs?: Record<string, { Value: unknown; Condition?: string; Export?: { Name: unknown } }>;
};

export type Stack = {
  name: string;
  /** As the manifest says; undefined where the stack is environment-agnostic. */
  account?: string;
  region?: string;
  template: CloudFormation;
  /** Absolute paths of the file assets by their hash. */
  assets: Record<string, string>;
};

type Artifact = {
  type: string;
  environment?: string;
  properties?: { templateFile?: string; stackName?: string; directoryName?: string; file?: string };
  dependencies?: string[];
};
type AssetManifest = { files?: Record<string, { source: { path?: string } }> };

/**
 * Reads the stacks of a cloud assembly (`cdk.out`), nested assemblies included.
 *
 * @example
 * for (const stack of readAssembly('cdk.out')) console.log(stack.name)
 */
export function readAssembly(dir: string): Stack[] {
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(join(dir, 'manifest.json'));
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly') return readAssembly(join(dir, artifact.properties?.directoryName ?? ''));
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    const [account, region] = (artifact.environment ?? '').replace('aws://', '').split('/');
    return {
      name: artifact.properties?.stackName ?? id,
      account: account === 'unknown-account' ? undefined : account,
      region: region === 'unknown-region' ? undefined : region,
      template: readJson<CloudFormation>(join(dir, artifact.properties?.templateFile ?? `${id}.template.json`)),
      assets: readAssets(
        dir,
        (artifact.dependencies ?? []).map((name) => artifacts[name]),
      ),
    };
  });
}

function readAssets(dir: string, artifacts: (Artifact | undefined)[]): Record<string, string> {
  const assets: Record<string, string> = {};
  for (const artifact of artifacts) {
    if (artifact?.type !== 'cdk:asset-manifest' || !artifact.properties?.file) continue;
    const { files = {} } = readJson<AssetManifest>(join(dir, artifact.properties.file));
    for (const [hash, { source }] of Object.entries(files)) if (source.path) assets[hash] = resolve(dir, source.path);
  }
  return assets;
}

/** The CDK writes these files; what they hold is checked where it is used. */
function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
