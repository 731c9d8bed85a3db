import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole, consoleDir } from './console.ts';
import { firstAdmin, people } from './demo/people.ts';
import { seedOffice } from './demo/seed.ts';
import type { Cloud } from './local/boot.ts';
import { signIn } from './local/identity/sign-in.ts';
import type { Office } from './local/main.ts';
import { openOffice, type Office as RunningOffice } from './rehearsal/office.ts';
import type { DeploymentSettings } from './settings.ts';
import { hashOf } from './stamp.ts';

const thisFile = fileURLToPath(import.meta.url);
const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));
/** What a cloud assembly is made from, and what of it another synthesis into the same folder, such as a deployment's, would change. */
const sources = ['infra/*.ts', 'infra/{stacks,constructs,demo}/**/*.ts', 'functions/**/*', 'shared/**/*.ts', 'cdk.json', 'package-lock.json'];
const results = ['*.json', 'bundles/**/*'];

/** Where the passwords of a first start are kept for `npm run rehearse`; readable by their owner alone. */
export const accountsFile = (data: string): string => join(data, 'accounts.json');

/** Where the key pairs of the demonstration's banks and law firm are kept, each readable by its owner alone. */
export const partnersFolder = (data: string): string => join(data, 'partners');

/**
 * What `npm start` runs: the synthesized application, the console's files, the demonstration's people and records.
 *
 * @param data the data folder of the office
 * @param settings where webhooks may go that is not public: nowhere, unless whoever starts the office says so
 */
export function createOffice(data: string, settings: OfficeSettings = { webhookNetworks: '' }): Office {
  return {
    site: consoleDir,
    accounts: people.map(({ login, name }) => ({ id: login, loginName: login, name })),
    synth(outdir) {
      buildConsole();
      const wanted = hashOf(sources, repositoryRoot);
      const stamp = join(outdir, '.synthesized-from');
      const state = () => `${wanted} ${hashOf(results, outdir)} ${settings.webhookNetworks}`.trimEnd();
      if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state()) return;
      synthesizeApart(outdir, settings);
      writeFileSync(stamp, state());
    },
    seed: (cloud) => seed(cloud, data),
  };
}

type OfficeSettings = Pick<DeploymentSettings, 'webhookNetworks'>;

/** The CDK takes a while to load, which a start of an unchanged application saves, and memory that an office does not need. */
export function synthesizeApart(outdir: string, { webhookNetworks }: OfficeSettings): void {
  const { status, error } = spawnSync(process.execPath, [thisFile, outdir, webhookNetworks], { cwd: repositoryRoot, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`expected the application to be synthesized, got exit code ${status}`);
}

/** The running office as its people see it, by the passwords that are kept in its data folder. */
export const enterOffice = (origin: string, data: string): RunningOffice => openOffice({ origin, token: tokenOf(origin, data), isLocal: true });

/** Signs people in as they would themselves; a token is kept until a fresh one is asked for. */
export function tokenOf(origin: string, data: string): (login: string, isFresh: boolean) => Promise<string> {
  const passwords: Record<string, string> = JSON.parse(readFileSync(accountsFile(data), 'utf8'));
  const tokens = new Map<string, string>();
  return async (login, isFresh) => {
    const known = tokens.get(login);
    if (known && !isFresh) return known;
    const { accessToken } = await signIn({ origin, loginName: login, password: passwords[login] ?? '' });
    tokens.set(login, accessToken);
    return accessToken;
  };
}

async function seed(cloud: Cloud, data: string): Promise<void> {
  keepPasswords(cloud, data);
  await seedOffice(enterOffice(cloud.origin, data), partnersFolder(data));
}

/** A start that was interrupted has made accounts already; their passwords stay where they are. */
function keepPasswords({ created }: Cloud, data: string): void {
  const known = existsSync(accountsFile(data)) ? JSON.parse(readFileSync(accountsFile(data), 'utf8')) : {};
  const passwords = { ...known, ...Object.fromEntries(created.map(({ loginName, password }) => [loginName, password])) };
  writeFileSync(accountsFile(data), `${JSON.stringify(passwords, null, 2)}\n`, { mode: 0o600 });
}

/** Run by itself, it synthesizes the office into a folder. The rule packs are for the tests and the deployment. */
async function synthesize([outdir, webhookNetworks = '']: readonly string[]): Promise<void> {
  const { synth } = await import('./app.ts');
  await synth({ outdir, isChecked: false, firstAdmin, webhookNetworks });
}

if (import.meta.main) await synthesize(process.argv.slice(2));
