import { commands, readGiven } from './commands.ts';
import { exitCodes, PartnerError } from './partner-error.ts';
import type { Said } from './said.ts';

/**
 * Runs one command. Without one, or with one that there is not, it lists them all.
 *
 * @param output where lines for people and programs go, and where complaints
 * @returns the exit code
 * @example process.exitCode = await run(['vectors'], console)
 */
export async function run([name = '', ...args]: readonly string[], output: Pick<Console, 'log' | 'error'>): Promise<number> {
  const isJson = args.includes('--json');
  const say = ({ text, json }: Said) => output.log(isJson ? JSON.stringify(json) : text);
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new PartnerError('usage', `${name === '' ? 'which command?' : `no command ${name}`}\n${list()}`);
    const said = await command.run(readGiven(command, args), say);
    if (said) say(said);
    return said?.ends ? exitCodes[said.ends] : 0;
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error;
    output.error(isJson ? JSON.stringify({ error: error.kind, message: error.message }) : `✗ ${error.message}`);
    return exitCodes[error.kind];
  }
}

const list = (): string =>
  Object.values(commands)
    .map(({ usage, does }) => `  ${usage}\n      ${does}`)
    .join('\n');
