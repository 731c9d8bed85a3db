import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTemplate } from '../local/template/template.ts';
import type { Fn } from '../local/template/types.ts';

export type Size = { readonly name: string; readonly kib: number };

const admin = new URL('../../admin/dist/', import.meta.url).pathname;

/** The functions of a synthesized application, each with the file of its handler. */
export const functionsOf = (assembly: string): Fn[] =>
  readTemplate(assembly, {
    origin: 'http://127.0.0.1',
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws',
    parameters: {},
    secret: () => '',
  }).functions;

/** KiB of each function's handler with every chunk that it imports, minified, with the AWS SDK. */
export function functionSizes(assembly: string): Size[] {
  return functionsOf(assembly).map(({ name, file }) => ({ name, kib: sizeOf(file, new Set()) / 1024 }));
}

/** Bytes of a module and of what it imports at its start; clients that are imported when they are needed do not count. */
function sizeOf(file: string, seen: Set<string>): number {
  if (seen.has(file)) return 0;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const imported = [...text.matchAll(/(?:from|import)\s*["'](\.[^"']+)["']/g)].map(([, path = '']) => join(dirname(file), path));
  return statSync(file).size + imported.reduce((total, path) => total + sizeOf(path, seen), 0);
}

/** Compressed KiB of what the console loads before the first list: scripts and styles named by its page. */
export function consoleSizes(): { js: number; css: number } {
  const page = readFileSync(join(admin, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(([, path = '']) => path);
  const size = (ending: string) =>
    named.filter((path) => path.endsWith(ending)).reduce((total, path) => total + statSync(join(admin, `${path}.br`)).size, 0) / 1024;
  return { js: size('.js'), css: size('.css') };
}

/** Is the console built? */
export const hasConsole = (): boolean => readdirSync(new URL('../../admin/', import.meta.url)).includes('dist');
