import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { Desk } from './desk.ts';
import { personalData } from './watch.ts';

/** Words that a page in Chinese may hold: marks of the trade, units and formats. */
const latinWords = [
  'English',
  'SHA',
  'SM',
  'PDF',
  'CSV',
  'Excel',
  'xlsx',
  'csv',
  'MB',
  'KB',
  'JSON',
  'YQL',
  'ZJY',
  'RG',
  'RGH',
  'HTH',
  'HT',
  'BA',
  'DA',
  'JPEG',
  'PNG',
  'TIFF',
  'm',
];

/** No rule of accessibility is broken by what is on the screen, or by the part of it that is new since the last look. */
export async function expectAccessible(desk: Desk, what: string, part = 'html'): Promise<void> {
  await calm(desk);
  // There are no frames, so that the page that gathers what they say is not needed.
  const { violations } = await new AxeBuilder({ page: desk.page }).setLegacyMode().include(part).analyze();
  expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.split('\n').at(1)?.trim()}`)).toEqual(
    [],
  );
}

/** The page speaks Chinese: no Latin words but those of the trade, and what `more` names. */
export async function expectChinese(desk: Desk, more: readonly string[] = []): Promise<void> {
  const text = await desk.page.locator('body').evaluate((body) => {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      // Ids and hashes stand in code; the other language's own words are marked as such.
      if (parent && !parent.closest('code, script, style, [lang=en]') && parent.checkVisibility()) texts.push(walker.currentNode.nodeValue ?? '');
    }
    return texts.join(' \n ');
  });
  const known = new Set([...latinWords, ...more.flatMap((word) => word.split(/[^A-Za-z]+/))]);
  expect([...new Set(text.match(/[A-Za-z]+/g))].filter((word) => !known.has(word))).toEqual([]);
}

/** Headings, labels and buttons of the page are in English; what people have entered stays as it is. */
export async function expectEnglish(desk: Desk, what: string): Promise<void> {
  const texts = await desk.page.locator('main :is(h2, th, dt, label, button, .status, .hint, .notice)').filter({ visible: true }).allInnerTexts();
  expect(
    texts.filter((text) => /[\u4e00-\u9fff]/.test(text)),
    what,
  ).toEqual([]);
}

/** Nothing went wrong unseen, and nothing on the screen is personal. */
export function expectNoFault(desk: Desk, what: string): void {
  expect(desk.watch.faults, what).toEqual([]);
}

export async function expectNoPersonalData(desk: Desk): Promise<void> {
  expect(personalData.exec(await desk.text())?.[0]).toBeUndefined();
}

/** The page itself never scrolls sideways. */
export async function expectNoSideScroll(desk: Desk): Promise<void> {
  expect(await desk.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
}

/** Takes the picture of the readme, when it is to be taken anew. */
export async function savePicture(desk: Desk): Promise<void> {
  if (process.env.UPDATE_PICTURE !== '1') return;
  await calm(desk);
  await desk.page.screenshot({ path: fileURLToPath(new URL('../console.png', import.meta.url)) });
}

/** What appears and moves has come to rest: colours that fade in are no colours to judge. */
async function calm(desk: Desk): Promise<void> {
  await desk.page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((x) => x.effect?.getComputedTiming().iterations !== Infinity)
        .map((x) => x.finished),
    ),
  );
}

/** Tab reaches what can be reached and comes round again: no control keeps the focus to itself. */
export async function expectNoTrap(desk: Desk, what: string): Promise<void> {
  const { page } = desk;
  await page.evaluate(() => {
    const seen: Element[] = [];
    Object.assign(window, { seenInOrder: seen });
    (document.activeElement as HTMLElement | null)?.blur();
    document.addEventListener('focusin', ({ target }) => seen.push(target as Element));
  });
  const focusable = await page.locator(`:is(a[href], button, input, textarea, [tabindex="0"]):not([tabindex="-1"]):visible`).count();
  for (let i = 0; i < focusable + 3; i += 1) await page.keyboard.press('Tab');
  const places = await page.evaluate(() => {
    const seen: Element[] = Reflect.get(window, 'seenInOrder');
    const order = [...new Set(seen)];
    return { visits: seen.map((element) => order.indexOf(element)), last: seen.at(-1)?.outerHTML.slice(0, 120) };
  });
  // Once round, an element comes again only together with all the others.
  const comesRound = places.visits.every((place, i) => i === 0 || place === 0 || place > (places.visits[i - 1] ?? 0));
  expect({ what, comesRound, isRound: places.visits.lastIndexOf(0) > 0, last: comesRound ? '' : places.last }).toEqual({
    what,
    comesRound: true,
    isRound: true,
    last: '',
  });
}
