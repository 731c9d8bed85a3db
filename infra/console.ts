import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

/** The built console. */
export const consoleDir = join(repositoryRoot, 'admin', 'dist');

const sources = ['admin/index.html', 'admin/vite.config.ts', 'admin/{build,src}/**/*', 'shared/**/*.ts', 'functions/*/flows/*.asl.json', 'package-lock.json'];
const vite = join(repositoryRoot, 'node_modules', '.bin', 'vite');
/** React leaves its checks in under any other name. */
const env = { ...process.env, NODE_ENV: 'production' };
const stamp = join(consoleDir, '.built-from');

/**
 * Builds the console, unless what is there was built from the same sources.
 *
 * @throws Error when the build fails; what it printed stands on the terminal
 * @example buildConsole(); serve(consoleDir)
 */
export function buildConsole(): void {
  const wanted = hashOf(sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('正在生成控制台… Building the console …');
  const { status, error } = spawnSync(vite, ['build', 'admin', '--logLevel', 'warn'], { cwd: repositoryRoot, stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) throw new Error(`expected the console to be built, got exit code ${status}`);
  writeFileSync(stamp, wanted);
}

function hashOf(patterns: readonly string[]): string {
  const files = globSync([...patterns], { cwd: repositoryRoot, exclude: ['**/*.test.ts'], withFileTypes: true }).filter((entry) => entry.isFile());
  const hash = createHash('sha256');
  for (const file of files.map((entry) => join(entry.parentPath, entry.name)).toSorted()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

if (import.meta.main) buildConsole();
