import { describe, expect, test } from 'vitest';
import { contract } from '../../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../../shared/areas/customers/customer.resource.ts';
import { wordsIn } from '../providers/i18n.tsx';
import { csvCell, tableOf, toCsv } from './export.ts';

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
