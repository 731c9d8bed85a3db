import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash of the names and contents of files, tests left out: the same as long as nothing made of them can be another.
 *
 * @param patterns globs from `cwd`
 * @example hashOf(['shared/**\/*.ts', 'package-lock.json'], repositoryRoot)
 */
export function hashOf(patterns: readonly string[], cwd: string): string {
  const files = globSync([...patterns], { cwd, exclude: ['**/*.test.ts'], withFileTypes: true }).filter((entry) => entry.isFile());
  const hash = createHash('sha256');
  for (const file of files.map((entry) => join(entry.parentPath, entry.name)).toSorted()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}
