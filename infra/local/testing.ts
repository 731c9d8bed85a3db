import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fn } from './template/types.ts';

/**
 * A temporary folder that goes away at the end of a test.
 *
 * @example
 * using folder = temporaryFolder()
 */
export function temporaryFolder(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'anchang-cloud-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/**
 * A function whose module has the given source and exports `handler`.
 *
 * @example
 * writeFunction(folder.path, 'echo', 'export const handler = (event) => event')
 */
export function writeFunction(dir: string, name: string, source: string, overrides: Partial<Fn> = {}): Fn {
  const file = join(dir, `${name}.mjs`);
  writeFileSync(file, source);
  return {
    name,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    file,
    export: 'handler',
    environment: {},
    timeoutSeconds: 5,
    memoryMb: 128,
    roleArn: `arn:aws:iam::000000000000:role/${name}`,
    asyncRetries: 2,
    ...overrides,
  };
}

/**
 * Waits until a condition holds; after ten seconds it throws.
 *
 * @example
 * await until(() => seen.length === 3)
 */
export async function until<T>(condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    if (performance.now() > deadline) throw new Error(`still not: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
