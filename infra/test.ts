import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `npm test` does, in order; it ends with the first part that fails. */
const parts = [
  { name: 'style', command: ['biome', 'check', '.'] },
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'unit tests', command: ['vitest', 'run', '--project', 'unit'], isCounted: true },
  { name: 'console build', command: ['node', 'infra/console.ts'] },
  { name: 'end-to-end tests', command: ['vitest', 'run', '--project', 'e2e'], isCounted: true },
] as const satisfies readonly Part[];

type Part = { readonly name: string; readonly command: readonly [string, ...string[]]; readonly isCounted?: boolean };
type Totals = { passed: number; failed: number };

const folder = mkdtempSync(join(tmpdir(), 'anchang-test-'));
const totals: Totals = { passed: 0, failed: 0 };
try {
  for (const part of parts) {
    const started = performance.now();
    const code = await run(part);
    console.log(`${code === 0 ? '✓' : '✗'} ${part.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    process.exitCode = code;
    if (code !== 0) break;
  }
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run({ name, command: [program, ...args], isCounted }: Part): Promise<number> {
  console.log(`\n— ${name}`);
  const report = join(folder, 'report.json');
  const reporters = isCounted ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
  const child = spawn(program, [...args, ...reporters], { stdio: 'inherit' });
  const { promise, resolve } = Promise.withResolvers<number>();
  child.on('error', (error) => {
    console.error(error.message);
    resolve(1);
  });
  child.on('exit', (code) => resolve(code ?? 1));
  const code = await promise;
  if (isCounted) count(report);
  return code;
}

/** A run that broke off before any test leaves no report; its exit code tells. */
function count(report: string): void {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number };
    totals.passed += numPassedTests;
    totals.failed += numFailedTests;
    rmSync(report);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
