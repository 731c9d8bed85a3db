import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkGlyphs } from './check-glyphs.ts';
import { fontPath, hasGlyph, printedCoverage, readCoverage } from './font.ts';
import type { PrintedForm } from './form.ts';
import { printForm } from './print-form.ts';
import { glyphOf, outlineOf, readPdf } from './testing.ts';

const plain: PrintedForm = { company: '云栖里置业有限公司', title: '催交款通知书', printedAt: '2026-11-21T06:30:00.000Z' };
const notice: PrintedForm = {
  ...plain,
  number: '催字〔2026〕第 000128 号',
  facts: [
    { label: '买受人', value: '陈䶮' },
    { label: '房源', value: '1 号楼 301 室' },
  ],
  paragraphs: ['您应于 2026 年 11 月 5 日前支付第二期房款，生僻字：㛃𬭩镕堃喆①√■□。'],
  total: { label: '应付合计', fen: 58_206_000 },
  notes: ['逾期将按合同约定计算违约金'],
  signatures: ['出卖人（盖章）', '经办人', '买受人'],
  printedBy: '王芳',
};
const rows = (count: number) => Array.from({ length: count }, (_, place) => [String(place + 1), '陈思远', '582,060.00']);
const table = (count: number) => ({
  columns: [{ title: '序号', width: 40 }, { title: '买受人' }, { title: '金额（元）', align: 'right' as const }],
  rows: rows(count),
});

describe('a printed form', () => {
  it('draws the right glyph for every character, and its text can be found', async () => {
    const { text, outlines, pageCount } = readPdf(await printForm(notice));
    expect(pageCount).toBe(1);
    for (const part of ['催交款通知书', '催字〔2026〕第 000128 号', '陈䶮', '㛃𬭩镕堃喆①√■□', '王芳', '2026-11-21 14:30', '第 1 页 / 共 1 页'])
      expect(text).toContain(part);
    expect(text).toContain('应付合计：¥582,060.00（人民币大写：伍拾捌万贰仟零陆拾元整）');
    const font = readFileSync(fontPath());
    for (const [place, character] of [...text].entries()) {
      const drawn = outlines[place] ?? Buffer.alloc(0);
      const wanted = outlineOf(font, glyphOf(font, character));
      expect(drawn.subarray(0, wanted.length).equals(wanted), character).toBe(true);
      expect(drawn.length > 0, character).toBe(!/\s/u.test(character));
    }
  });

  it('repeats the head of its table on each page and numbers the pages', async () => {
    const { text, pageCount } = readPdf(await printForm({ ...plain, table: { ...table(80), totals: ['合计', '', '46,564,800.00'] } }));
    expect(pageCount).toBe(3);
    expect(text.split('买受人')).toHaveLength(pageCount + 1);
    expect(text).toContain('第 3 页 / 共 3 页');
    expect(text).toContain('46,564,800.00');
  });

  it('is small and the same bytes each time', async () => {
    const [one, again] = [await printForm(notice), await printForm(notice)];
    expect(Buffer.compare(one, again)).toBe(0);
    expect(one.length).toBeLessThan(40_000);
  });

  it('refuses a table whose rows do not fit its head', async () => {
    await expect(printForm({ ...plain, table: { ...table(1), totals: ['合计'] } })).rejects.toThrow('expected rows of 3 cells, got 1');
  });
});

describe('characters without a glyph', () => {
  const refusal = (parameters: object) => expect.objectContaining({ code: 'print.glyph', parameters: expect.objectContaining(parameters) });

  it('are refused by name before anything is printed', async () => {
    const form = { ...plain, facts: [{ label: '买受人', value: '𠮷田' }] };
    await expect(printForm(form)).rejects.toThrow(refusal({ character: '𠮷', codepoint: 'U+20BB7', field: { zh: '买受人', en: '买受人' } }));
  });

  it.each<[string, Partial<PrintedForm>, string]>([
    ['the company', { company: '☑' }, '公司'],
    ['the title', { title: '☑' }, '标题'],
    ['the number', { number: '☑' }, '编号'],
    ['who printed it', { printedBy: '☑' }, '打印人'],
    ['the text', { paragraphs: ['好', '☑'] }, '正文'],
    ['the notes', { notes: ['☑'] }, '说明'],
    ['the signatures', { signatures: ['☑'] }, '签字栏'],
    ['the total', { total: { label: '☑', fen: 1 } }, '☑'],
    ['a heading', { table: { columns: [{ title: '☑' }], rows: [] } }, '表头'],
    ['a row', { table: { columns: [{ title: '买受人' }], rows: [['好'], ['☑']] } }, '买受人（第 2 行）'],
    ['the sums', { table: { columns: [{ title: '金额' }], rows: [], totals: ['☑'] } }, '金额（合计）'],
  ])('are found in %s', (_, part, zh) => {
    expect(() => checkGlyphs({ ...plain, ...part })).toThrow(refusal({ character: '☑', field: expect.objectContaining({ zh }) }));
  });

  it('do not include a line break', () => expect(() => checkGlyphs({ ...plain, paragraphs: ['甲\n乙'] })).not.toThrow());
});

describe('the coverage of the font', () => {
  it('is what its character map says', () => {
    const font = readFileSync(fontPath());
    for (const character of '汉䶮㛃𬭼①√■□¥，。〔〕＿ 0Aé')
      expect([hasGlyph(printedCoverage(), character.codePointAt(0) ?? 0), glyphOf(font, character) > 0]).toEqual([true, true]);
    for (const character of '𠮷☑\u0000\u{10ffff}') expect(hasGlyph(printedCoverage(), character.codePointAt(0) ?? 0)).toBe(false);
  });

  it('is not read from what is no font', () => {
    const none = Buffer.alloc(64);
    expect(() => readCoverage(none)).toThrow('expected a TrueType font');
  });
});
