import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createOffice } from '../office.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a run of the end-to-end tests keeps what its files share (`offices.ts`). */
    sharedFolder: string;
  }
}

/** Before the first end-to-end test of a run: synthesizes the office and builds its console, once for all files. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'anchang-e2e-'));
  // Each file starts the threads of an office of its own; what one has compiled the next one loads.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  provide('sharedFolder', folder);
  createOffice(folder).synth(join(folder, 'cdk.out'));
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
