import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { type Watch, watch } from './watch.ts';

/** What a person enters: text, yes or no, an option of a list, a record found by typing, or a file. */
export type Entry = string | boolean | { readonly pick: string } | { readonly find: string } | { readonly file: string };
export type DeskOptions = {
  readonly browser: Browser;
  readonly origin: string;
  /** Where scans are sent to and opened from. */
  readonly archive: string;
  readonly login: string;
  readonly password: string;
  readonly width: number;
  readonly height: number;
  readonly language: 'zh' | 'en';
};

/** A person in front of a browser of their own. */
export type Desk = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly watch: Watch;
  /** Opens an address of the console and waits until its content is there. */
  go(path: string): Promise<void>;
  /** Waits until nothing is being loaded any more. */
  settle(): Promise<void>;
  /** The dialog on top. */
  readonly dialog: Locator;
  /** Fills in fields by their labels, in the dialog or else on the page. */
  fill(entries: Readonly<Record<string, Entry>>): Promise<void>;
  /** Presses a button of the dialog or page by its words. */
  press(name: string): Promise<void>;
  /** Opens a to-do from the inbox; the flow may be a moment before it is there. */
  take(step: string, about: string): Promise<void>;
  /** Opens a to-do from the inbox, fills it in and waits until it is done. */
  work(step: string, about: string, entries?: Readonly<Record<string, Entry>>): Promise<void>;
  /** Confirms the dialog and waits until it is gone. */
  confirm(): Promise<void>;
  tab(name: string): Promise<void>;
  /** All that can be seen. */
  text(): Promise<string>;
  /** Keeps a picture for whoever works on the console, where a folder for them is named. */
  picture(name: string): Promise<void>;
  leave(): Promise<void>;
};

/** How long a state may take to be seen: it is a matter of milliseconds, and of many seconds on a busy machine. */
const patienceMs = 60_000;

/** Signs a person in through the pages a person sees. */
export async function sitDown(options: Omit<DeskOptions, 'width' | 'height' | 'language'> & Partial<DeskOptions>): Promise<Desk> {
  const { browser, origin, archive, login, password, width = 1280, height = 800, language = 'zh' } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true });
  context.setDefaultTimeout(patienceMs);
  if (language === 'en') await context.addInitScript(() => localStorage.setItem('anchang.language', 'en'));
  const page = await context.newPage();
  const watching = watch(page, [origin, archive]);
  await page.goto(`${origin}/`);
  await page.getByRole('button', { name: language === 'zh' ? '登录' : 'Sign in', exact: true }).click();
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('.shell h1').first().waitFor();
  return deskOf({ page, context, watch: watching, origin });
}

function deskOf({ page, context, watch: watching, origin }: Pick<Desk, 'page' | 'context' | 'watch'> & { origin: string }): Desk {
  const dialog = page.locator('.ant-modal:visible').last();
  const settle = async () => {
    await page.locator('main h1, main .notice').first().waitFor();
    await page.locator('.ant-skeleton, .title-pending, [aria-busy=true], .ant-spin-spinning').first().waitFor({ state: 'detached' });
  };
  const scope = async () => ((await dialog.count()) > 0 ? dialog : page.locator('main'));
  const fill: Desk['fill'] = async (entries) => {
    const place = await scope();
    for (const [label, entry] of Object.entries(entries)) await enter({ page, place, label, entry });
  };
  const confirm = async () => {
    const button = dialog.locator('.ant-modal-footer .ant-btn').last();
    await button.click();
    await page.locator('.ant-modal:visible').waitFor({ state: 'detached' });
  };
  const go: Desk['go'] = async (path) => {
    await page.goto(origin + path);
    await settle();
  };
  const take: Desk['take'] = async (step, about) => {
    const button = todoButton(page, step, about);
    await page.getByRole('link', { name: '我的待办' }).click();
    await settle();
    const end = performance.now() + patienceMs;
    while ((await button.count()) === 0) {
      if (performance.now() > end) throw new Error(`expected “${step}” of ${about} in the inbox`);
      await page.getByRole('button', { name: '刷新' }).click();
      await button.waitFor({ timeout: 2000 }).catch(() => undefined);
    }
    await button.click();
    await dialog.waitFor();
  };
  return {
    page,
    context,
    watch: watching,
    dialog,
    settle,
    fill,
    confirm,
    go,
    async press(name) {
      await (await scope()).getByRole('button', { name, exact: true }).first().click();
    },
    take,
    async work(step, about, entries = {}) {
      await take(step, about);
      await fill(entries);
      await confirm();
    },
    async tab(name) {
      await page.getByRole('tab', { name, exact: true }).click();
      await settle();
    },
    text: async () => (await page.locator('body').allInnerTexts()).join(),
    async picture(name) {
      const folder = process.env.E2E_PICTURES;
      if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
    },
    leave: () => context.close(),
  };
}

/** The button of a to-do in the inbox. */
export function todoButton(page: Page, step: string, about: string): Locator {
  return page.getByRole('button', { name: `办理 ${step} ${about}`, exact: true });
}

/** Enters one value into the field of a label within a place, such as a row of a table. */
export async function enter({ page, place, label, entry }: { page: Page; place: Locator; label: string; entry: Entry }): Promise<void> {
  const item = place
    .locator('.ant-form-item')
    .filter({ has: page.locator('.ant-form-item-label label').filter({ hasText: new RegExp(`^${label}(选填|optional)?$`) }) });
  if (typeof entry === 'boolean') return item.getByText(entry ? '是' : '否', { exact: true }).click();
  if (typeof entry === 'string') {
    const input = item.locator('input:not([type=file]), textarea').first();
    await input.fill(entry);
    // A date is taken when the calendar closes.
    if ((await item.locator('.ant-picker').count()) > 0) await input.press('Enter');
    return;
  }
  if ('file' in entry)
    return item.locator('input[type=file]').setInputFiles({ name: '合同文本.docx', mimeType: 'application/octet-stream', buffer: Buffer.from(entry.file) });
  const text = 'pick' in entry ? entry.pick : entry.find;
  const input = item.locator('input[role=combobox]');
  await input.click();
  if ('find' in entry) await input.fill(text);
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: text }).first().click();
}

/** Makes a project the current one. */
export async function chooseProject({ page, settle }: Desk, name: string): Promise<void> {
  const choice = page.locator('.project-switch');
  if ((await choice.textContent())?.includes(name)) return;
  await choice.click();
  await page.locator('.ant-select-item-option').filter({ hasText: name }).click();
  await settle();
}

/** Keys as they are pressed, counted; what is typed into fields does not count. */
export function strokes({ page }: Desk) {
  let count = 0;
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      count += 1;
      const digit = /^Alt\+(\d)$/.exec(key)?.[1];
      if (digit) await pressAccessKey(page, digit);
      else await page.keyboard.press(key);
    }
  };
  return {
    press,
    type: (text: string) => page.keyboard.type(text),
    /** Presses Tab until a control has the focus. */
    async reach(selector: string): Promise<void> {
      for (let i = 0; i < 3; i += 1) {
        await press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
      }
      throw new Error(`expected ${selector} within three strokes`);
    },
    /** Types a part of an option, waits until it is offered, and takes it; a list that is still open takes the next Tab for itself. */
    async choose(text: string): Promise<void> {
      await page.keyboard.type(text);
      const list = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
      await list.locator('.ant-select-item-option-active').filter({ hasText: text }).waitFor();
      await press('Enter');
      await list.waitFor({ state: 'hidden' });
    },
    count: () => count,
  };
}

/** Access keys go by the character of the key without Alt, which the browser's driver leaves out by itself. */
async function pressAccessKey(page: Page, digit: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const key = { key: digit, code: `Digit${digit}`, windowsVirtualKeyCode: digit.charCodeAt(0), modifiers: 1, unmodifiedText: digit };
  for (const type of ['keyDown', 'keyUp'] as const) await session.send('Input.dispatchKeyEvent', { type, ...key });
  await session.detach();
}
