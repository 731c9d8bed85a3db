import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
const stampName = '.built-from';

/**
 * Builds the console, unless what is there was built from the same sources.
 *
 * @throws Error when the build fails; what it printed stands on the terminal
 * @example buildConsole(); serve(consoleDir)
 */
export function buildConsole(): void {
  const wanted = hashOf(sources, repositoryRoot);
  const stamp = join(consoleDir, stampName);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('正在生成控制台… Building the console …');
  // Beside the old one, which an open office may be serving.
  const draft = join(repositoryRoot, 'node_modules', '.cache', 'anchang-console');
  const args = ['build', 'admin', '--logLevel', 'warn', '--outDir', draft, '--emptyOutDir'];
  const { status, error } = spawnSync(vite, args, { cwd: repositoryRoot, stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) throw new Error(`expected the console to be built, got exit code ${status}`);
  writeFileSync(join(draft, stampName), wanted);
  rmSync(consoleDir, { recursive: true, force: true });
  renameSync(draft, consoleDir);
}

if (import.meta.main) buildConsole();
