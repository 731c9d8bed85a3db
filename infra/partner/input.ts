import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Field } from '../../shared/kit/signatures/wire.ts';
import { PartnerError } from './partner-error.ts';

/** The bytes of a file, or with `-` of the standard input. @throws PartnerError */
export const readBody = async (file: string): Promise<Uint8Array> => (file === '-' ? new Uint8Array(await buffer(process.stdin)) : readBytes(file));

/** Header fields of a file, one `Name: value` on a line, as `curl -D` writes them; other lines are passed over. @throws PartnerError */
export function readFields(file: string): Field[] {
  const lines = new TextDecoder().decode(readBytes(file)).split(/\r?\n/);
  return lines.flatMap((line): Field[] => {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
  });
}

/** @throws PartnerError */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(readBytes(file)));
  } catch (error) {
    if (error instanceof PartnerError) throw error;
    throw new PartnerError('usage', `${file} is not JSON`);
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new PartnerError('usage', `cannot read ${file}`);
  }
}
