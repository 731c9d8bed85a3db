import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from './stamp.ts';

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
  const wanted = hashOf(sources, repositoryRoot);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('正在生成控制台… Building the console …');
  const { status, error } = spawnSync(vite, ['build', 'admin', '--logLevel', 'warn'], { cwd: repositoryRoot, stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) throw new Error(`expected the console to be built, got exit code ${status}`);
  writeFileSync(stamp, wanted);
}

if (import.meta.main) buildConsole();
