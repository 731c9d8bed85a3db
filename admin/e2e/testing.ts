import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { boot, type Cloud } from '../../infra/local/boot.ts';
import { accountsFile, createOffice, enterOffice } from '../../infra/office.ts';
import type { Office } from '../../infra/rehearsal/office.ts';
import { assembly, copySeededData, environments } from '../../infra/testing/offices.ts';
import { type Desk, type DeskOptions, sitDown } from './desk.ts';

export type ConsoleOffice = {
  readonly cloud: Cloud;
  /** What people other than the one at the screen do. */
  readonly office: Office;
  readonly browser: Browser;
  readonly folder: string;
  /** Signs a person in through the pages a person sees, in a browser of their own. */
  sit(login: string, options?: Partial<DeskOptions>): Promise<Desk>;
  close(): Promise<void>;
};

/** Nothing that would ask a server of the browser's maker. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** An office of its own with the demonstration's people and records, its console built from the sources, and a browser. */
export async function openConsole(): Promise<ConsoleOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'anchang-console-'));
  const lifetime = new AsyncDisposableStack();
  lifetime.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  try {
    const plan = createOffice(folder);
    await copySeededData(folder);
    const cloud = await boot({ ...plan, data: folder, assembly: assembly(), port: 0, environments, log: () => {} });
    lifetime.defer(() => cloud.close());
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: browserFlags });
    lifetime.defer(() => browser.close());
    const passwords: Record<string, string> = JSON.parse(readFileSync(accountsFile(folder), 'utf8'));
    const desk = { browser, origin: cloud.origin, archive: `http://127.0.0.1:${cloud.ports.s3}` };
    return {
      cloud,
      browser,
      folder,
      office: enterOffice(cloud.origin, folder),
      sit: (login, options = {}) => sitDown({ ...desk, login, password: passwords[login] ?? '', ...options }),
      close: () => lifetime.disposeAsync(),
    };
  } catch (error) {
    await lifetime.disposeAsync();
    throw error;
  }
}
