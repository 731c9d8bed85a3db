import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { inject, vi } from 'vitest';
import { boot } from '../local/boot.ts';
import { createOffice } from '../office.ts';

/** Functions that stay warm in an office under test: a story goes through all of them, again and again. */
export const environments = 64;

/** The first opening takes in the demonstration, some twenty seconds of a core. */
const seedMs = 240_000;

/** The cloud assembly of the application, synthesized once for all files of a run. */
export const assembly = (): string => join(inject('sharedFolder'), 'cdk.out');

/**
 * Fills a folder with the data of an office that has opened for the first time: its people, records, passwords and partners' keys.
 * The first file of a run that asks for it opens that office; the others wait for it.
 */
export async function copySeededData(to: string): Promise<void> {
  const seeded = join(inject('sharedFolder'), 'seeded');
  if (isFirst(`${seeded}.begun`)) {
    await seed(`${seeded}.new`);
    renameSync(`${seeded}.new`, seeded);
  }
  await vi.waitUntil(() => existsSync(seeded), { timeout: seedMs, interval: 100 });
  cpSync(seeded, to, { recursive: true });
}

async function seed(data: string): Promise<void> {
  mkdirSync(data);
  const cloud = await boot({ ...createOffice(data), data, assembly: assembly(), port: 0, environments, log: () => {} });
  await cloud.close();
}

function isFirst(mark: string): boolean {
  try {
    mkdirSync(mark);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
