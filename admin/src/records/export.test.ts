import { describe, expect, test } from 'vitest';
import { contract } from '../../../shared/areas/contracts/contract.resource.ts';
import { filing } from '../../../shared/areas/contracts/filing.resource.ts';
import { customer } from '../../../shared/areas/customers/customer.resource.ts';
import { areas } from '../../../shared/areas/index.ts';
import { todo } from '../../../shared/areas/organisation/todo.resource.ts';
import { describeOffice } from '../../build/describe-office.ts';
import { wordsIn } from '../providers/i18n.tsx';
import { csvCell, tableOf, toCsv } from './export.ts';
import { columnsOf, isProvisional, provisionalDate, shownFields } from './row-words.ts';

const words = { ...wordsIn('zh'), setLanguage: () => {} };

/** What spreadsheets would compute, run or fetch. */
const payloads = [
  '=1+1',
  '=cmd|"/C calc"!A0',
  '=HYPERLINK("http://example.com","看")',
  '=WEBSERVICE("http://example.com")',
  '=IMPORTXML("http://example.com","//a")',
  '+1+1',
  '+cmd|" /C calc"!A0',
  '-1+1',
  '-2+3+cmd|" /C calc"!A0',
  '@SUM(1,1)',
  '@import',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '  \t =1+1',
  '\u00a0=1+1',
  '\u3000=1+1',
  '\ufeff=1+1',
  '\u200b=1+1',
  '\u0000=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1)',
  '|calc',
  '%0A=1+1',
  '=A1&B1',
  "='file:///etc/passwd'#$A$1",
  '=DDE("cmd";"/C calc";"x")',
  '=ROW()',
  '=1+1";=1+1',
  '="0101"',
  '=-1',
  '+86-13800138000',
  '-',
  '--1',
  '-1e5',
  '@',
  '=',
];

describe('a cell', () => {
  test.each(payloads.map((text) => [text]))('is not computed: %j', (text) => {
    const cell = csvCell(text);
    expect(cell.startsWith(`"'`)).toBe(true);
    expect(cell).toBe(`"'${text.replace(/"/g, '""')}"`);
  });

  test('there are forty payloads', () => {
    expect(new Set(payloads).size).toBe(40);
  });

  test.each([['-1'], ['-12.50'], ['1,234.00'], ['王芳'], ['138****8000'], ['a=b'], ['']])('stays as it is: %j', (text) => {
    expect(csvCell(text)).toBe(`"${text}"`);
  });

  test('keeps its quotes, commas and line breaks', () => {
    expect(csvCell('他说"好",\n然后')).toBe('"他说""好"",\n然后"');
  });
});

test('a file begins with the mark by which Excel knows UTF-8, and has one line for each row', () => {
  expect(toCsv({ header: ['姓名'], rows: [['王芳'], ['李娜']] })).toBe('\uFEFF"姓名"\r\n"王芳"\r\n"李娜"\r\n');
});

test('a table has titles for references, words for options and states, and yuan for fen', () => {
  const row = { id: 'ctr_1', version: 1, status: 'signed', number: '2026-YQL-00001', unit: 'unt_1', price: 123_456_789, paymentMethod: 'lumpSum' };
  const table = tableOf({
    definition: contract,
    columns: ['number', 'unit', 'price', 'paymentMethod', 'status'],
    rows: [row],
    titles: new Map([['unt_1', '1栋-101']]),
    words,
  });
  expect(table.header).toEqual(['合同编号', '房源', '成交价', '付款方式', '状态']);
  expect(table.rows).toEqual([['2026-YQL-00001', '1栋-101', 1_234_567.89, '一次性付款', '已签约']]);
});

test('masked values are exported as they are shown', () => {
  const row = { id: 'cus_1', version: 1, status: 'potential', name: '王*', phone: '138****8000' };
  expect(tableOf({ definition: customer, columns: ['name', 'phone'], rows: [row], titles: new Map(), words }).rows).toEqual([['王*', '138****8000']]);
});

describe('what a row says of its values', () => {
  const source = { titles: new Map(), names: describeOffice(areas) };
  const step = {
    id: 'tdo_1',
    status: 'open',
    subjectTitle: '2026-0001',
    step: 'contract.review',
    part: 'sales',
    dueAt: '2027-01-05T10:00:00.000Z',
    isProvisional: true,
  };

  test.each([
    ['zh', ['审核', '销售'], /^2027-01-05 18:00 暂定$/],
    ['en', ['Review', 'Sales'], /^2027-01-05 18:00 Provisional$/],
  ] as const)('a to-do is exported in words and with its mark (%s)', (language, names, due) => {
    const { rows } = tableOf({
      ...source,
      definition: todo,
      columns: ['step', 'part', 'dueAt'],
      rows: [step],
      words: { ...wordsIn(language), setLanguage: () => {} },
    });
    expect(rows[0]?.slice(0, 2)).toEqual(names);
    expect(rows[0]?.[2]).toMatch(due);
  });

  test('a step that nobody knows any more keeps its name', () => {
    const { rows } = tableOf({ ...source, definition: todo, columns: ['step'], rows: [{ ...step, step: 'contract.gone' }], words });
    expect(rows).toEqual([['contract.gone']]);
  });

  test('the mark of a provisional date is no column of its own', () => {
    expect(provisionalDate(filing)).toBe('pickUpOn');
    expect(provisionalDate(contract)).toBeUndefined();
    expect(columnsOf(filing)).not.toContain('isProvisional');
    expect(Object.keys(shownFields(filing))).not.toContain('isProvisional');
    expect(isProvisional(filing, { isProvisional: true }, 'pickUpOn')).toBe(true);
    expect(isProvisional(filing, { isProvisional: true }, 'collectedOn')).toBe(false);
    expect(isProvisional(filing, {}, 'pickUpOn')).toBe(false);
  });
});
