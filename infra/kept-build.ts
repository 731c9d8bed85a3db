import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** What was built, and the files that it was built from. */
export type Build<T> = { readonly result: T; readonly inputs: readonly string[] };
type Kept<T> = { readonly result: T; readonly inputs: readonly (readonly [file: string, hash: string])[] };

/**
 * Builds, or answers what was built before by the same key from files whose content is still the same.
 *
 * @param kept.folder where builds are kept; whoever deletes it loses nothing but time
 * @param kept.key all else that makes another build of the same files: options, tools
 * @example await keptBuild({ folder, key: JSON.stringify([options, version]) }, () => build(options))
 */
export async function keptBuild<T>(kept: { folder: string; key: string }, build: () => Promise<Build<T>>): Promise<T> {
  const file = join(kept.folder, sha256(kept.key));
  const known = existsSync(file) ? (deserialize(readFileSync(file)) as Kept<T>) : undefined; // written below, in a file of this key
  if (known?.inputs.every(([input, hash]) => hashOf(input) === hash)) return known.result;
  const { result, inputs } = await build();
  mkdirSync(kept.folder, { recursive: true });
  // Two that build the same at once write the same; neither reads half of it.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, serialize({ result, inputs: inputs.map((input) => [input, hashOf(input)]) }));
  renameSync(draft, file);
  return result;
}

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

const hashOf = (file: string): string => (existsSync(file) ? sha256(readFileSync(file)) : '');
