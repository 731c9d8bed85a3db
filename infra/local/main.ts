import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readNetworks } from '../settings.ts';
import { type BootOptions, boot, type Cloud } from './boot.ts';
import { explainFault } from './faults.ts';

/** What the application brings: how it is synthesized, who works there, and its first data. */
export type Office = Pick<BootOptions, 'accounts' | 'seed' | 'site' | 'siteHeaders'> & {
  /** Writes the cloud assembly. */
  synth(outdir: string): void | Promise<void>;
};

/** Lines that are shown with --verbose only: the access log, and what functions report of their ordinary work. */
const isRoutine = (source: string, line: string) => source === 'access' || /^\{.*"level":"(info|debug|INFO|DEBUG)"/.test(line);

/**
 * The command `npm start`: synthesizes the application, starts it, and prints where it is. Resolves to the exit code
 * when the office is closed by SIGINT or SIGTERM.
 *
 * @example
 * process.exitCode = await main(process.argv.slice(2), async (data, settings) => createOffice(data, settings))
 */
export async function main(args: string[], load: (data: string, settings: { webhookNetworks: string }) => Promise<Office>): Promise<number> {
  const values = optionsOf(args);
  if (!values) return 1;
  const where = { port: Number(values.port), data: resolve(values.data) };
  const closed = Promise.withResolvers<number>();
  // Lambda runs in UTC; code that forgets the time zone must fail here as it would there.
  process.env.TZ = 'UTC';
  // Threads compile the same modules again and again; with the cache each start of one takes half the time.
  process.env.NODE_COMPILE_CACHE ??= join(where.data, 'compiled');
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
  try {
    const office = await load(where.data, { webhookNetworks: values['webhook-networks'] });
    const assembly = resolve(values.assembly);
    if (!values['no-synth'] || !existsSync(join(assembly, 'manifest.json'))) await office.synth(assembly);
    const cloud = await boot({
      ...office,
      ...where,
      assembly,
      environments: Number(values.environments),
      seed: values['no-seed'] ? undefined : office.seed,
      log(source, line) {
        if (values.verbose || !isRoutine(source, line)) console.log(`[${source}] ${line}`);
      },
      onFailure: () => closed.resolve(1),
    });
    announce(cloud);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => closed.resolve(0));
    const code = await closed.promise;
    await cloud.close();
    return code;
  } catch (error) {
    const fault = explainFault(error, where);
    console.error(fault ? `${fault.zh} ${fault.en}` : error);
    return 1;
  }
}

/** The options of the command, or undefined when it is not understood; then the usage stands on the terminal. */
function optionsOf(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string', default: '8080' },
        data: { type: 'string', default: './data' },
        assembly: { type: 'string', default: './cdk.out' },
        environments: { type: 'string', default: '8' },
        'no-seed': { type: 'boolean', default: false },
        'no-synth': { type: 'boolean', default: false },
        'webhook-networks': { type: 'string', default: '' },
        verbose: { type: 'boolean', default: false },
      },
    });
    const networks = readNetworks(values['webhook-networks']);
    // Where webhooks may go is written into what is synthesized, and would not be heard.
    if (networks !== '' && values['no-synth']) throw new Error('expected --webhook-networks or --no-synth, got both');
    return { ...values, 'webhook-networks': networks };
  } catch (error) {
    console.error(
      `${(error as Error).message}\n用法 Usage: npm start -- [--port 8080] [--data ./data] [--environments 8] [--no-seed] [--no-synth] [--webhook-networks 127.0.0.1/32] [--verbose]`,
    );
    return undefined;
  }
}

function announce({ origin, created }: Cloud): void {
  console.log(`案场已开门 The office is open: ${origin}`);
  if (created.length === 0) return;
  console.log('账号与密码只显示这一次 Accounts; the passwords are shown this once:');
  for (const { loginName, name, password } of created) console.log(`  ${loginName.padEnd(16)} ${password}  ${name}`);
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), async (data, settings) => {
    const { createOffice } = await import('../office.ts');
    return createOffice(data, settings);
  });
  // Sockets of the SDK may linger; everything that matters is closed.
  process.exit();
}
