import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { encodeGb18030 } from '../../../kit/table-file/encode-gb18030.ts';
import type { Cell } from '../../../kit/table-file/sheet.ts';
import { readAmount, readDate, readDirection, readSerial } from './cells.ts';
import { columnOf, statementColumns } from './columns.ts';
import { statementMessages, statementText } from './messages.ts';
import { parseStatement } from './parse.ts';
import { identified, readStatement } from './read-statement.ts';
import type { Statement, StatementLine } from './statement.ts';

const parse = (...cells: Cell[][]) => parseStatement({ cells });
const keys = (statement: Pick<Statement, 'issues'>) => statement.issues.map((issue) => `${issue.row} ${issue.column ?? '-'} ${issue.key}`);
const skips = (statement: Statement) => statement.skipped.map((skip) => `${skip.row} ${skip.reason}`);
const H: Cell[] = ['交易日期', '交易流水号', '收入', '支出', '余额', '对方户名', '摘要'];
const R = (serial: Cell, income: Cell, expense: Cell, balance: Cell, on: Cell = '2026-11-05'): Cell[] => [
  on,
  serial,
  income,
  expense,
  balance,
  '陈思远',
  '房款',
];

/** A statement as a bank's counter prints it: titles, both balances, page totals, two headings, the newest day first. */
const printed: Cell[][] = [
  ['中国某某银行企业账户明细对账单', null, null, null, null, null, null, null],
  ['账号：3502 0001 0001 2345 678', null, null, '户名：云栖里置业有限公司', null, null, null, null],
  ['起止日期：2026-11-01 至 2026-11-30', null, null, '币种：人民币', null, '期初余额：1,000,000.00元', null, null],
  ['记账日期', '凭证号', '借方发生额/元(支取)', '贷方发生额/元(收入)', '余额', '对方户名', '对方账号', '摘要'],
  ['20261107', '00012', '0.00', '582,060.00', '1,580,510.00', '陈思远', '6222020001112223334', '首付款'],
  ['20261106', '00011', '50.00', '0.00', '998,450.00', '', '', '手续费'],
  ['', '', '', '', '', '本页合计', '', ''],
  ['记账日期', '凭证号', '借方发生额/元(支取)', '贷方发生额/元(收入)', '余额', '对方户名', '对方账号', '摘要'],
  ['20261105', '00010', '1,500.00', '', '998,500.00', '市政大厅', '3502', '交易费'],
  ['合计', '3笔', '1,550.00', '582,060.00', '', '', '', ''],
  ['期末余额', '', '', '', '1,580,510.00', '', '', ''],
  ['打印时间：2026-12-01 09:00:00', '', '', '', '', '', '', ''],
];
const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => row.map((cell) => (/[",\n]/.test(String(cell ?? '')) ? `"${cell}"` : (cell ?? ''))).join(',')).join('\r\n');
const utf8 = (text: string) => new TextEncoder().encode(text);

/** A workbook as an internet bank exports it: one amount with a direction, real numbers and dates, the oldest first. */
async function workbook(rows: readonly Cell[][]): Promise<Uint8Array<ArrayBuffer>> {
  const data = rows.map((row) =>
    row.map((cell) => {
      if (cell instanceof Date) return { value: cell, type: Date, format: 'yyyy-mm-dd' };
      if (typeof cell === 'number') return { value: cell, type: Number };
      return cell === null ? null : { value: String(cell), type: String };
    }),
  );
  return new Uint8Array(await writeXlsxFile(data, { sheet: '交易明细' }).toBuffer());
}
const exported: Cell[][] = [
  ['交易时间', '流水号', '币种', '借贷标志', '金额(元)', '账户余额', '对方名称', '对方账号', '用途', '附言'],
  [new Date(Date.UTC(2026, 10, 5)), '2026110500000001', '人民币', '贷', 582_060, 1_582_060, '陈思远', '6222020001112223334', '首付', '首付款'],
  [new Date(Date.UTC(2026, 10, 6)), '2026110600000002', '人民币', '借', 1_500.5, 1_580_559.5, '市政大厅', '3502', '', ''],
  [new Date(Date.UTC(2026, 10, 9)), '2026110900000003', '人民币', '贷', 600_000, 2_180_559.5, '公积金管理中心', '', '放款', '放款'],
];

describe('statements of banks', () => {
  it.each([
    ['UTF-8', utf8(csv(printed))],
    ['UTF-8 with a mark', utf8(`\ufeff${csv(printed)}`)],
    ['GB18030', new Uint8Array(encodeGb18030(csv(printed)))],
  ])('are read from CSV in %s', async (_, bytes) => {
    const read = await readStatement(bytes);
    if (!read.ok) throw new Error(read.key);
    const { lines, issues, openingFen, closingFen, incomeFen, expenseFen, from, to } = read.value;
    expect(issues).toEqual([]);
    expect({ openingFen, closingFen, incomeFen, expenseFen, from, to }).toEqual({
      openingFen: 100_000_000,
      closingFen: 158_051_000,
      incomeFen: 58_206_000,
      expenseFen: 155_000,
      from: '2026-11-05',
      to: '2026-11-07',
    });
    expect(lines[0]).toMatchObject({
      row: 5,
      on: '2026-11-07',
      amountFen: 58_206_000,
      payer: '陈思远',
      payerAccount: '6222020001112223334',
      summary: '首付款',
    });
    expect(lines.map((x) => x.amountFen)).toEqual([58_206_000, -5_000, -150_000]);
  });

  it('say which rows are no transactions', () => {
    expect(skips(parse(...printed))).toEqual(['1 title', '2 title', '3 balance', '4 header', '7 total', '8 header', '10 total', '11 balance', '12 note']);
  });

  it('are read from workbooks, with an amount and its direction, dates and numbers', async () => {
    const read = await readStatement(await workbook(exported));
    if (!read.ok) throw new Error(read.key);
    expect(keys(read.value)).toEqual([]);
    expect(read.value).toMatchObject({ sheet: '交易明细', openingFen: 100_000_000, closingFen: 218_055_950 });
    expect(read.value.lines).toMatchObject([
      { on: '2026-11-05', amountFen: 58_206_000, summary: '首付 首付款', key: 's:2026110500000001:in' },
      { on: '2026-11-06', amountFen: -150_050, key: 's:2026110600000002:out' },
      { on: '2026-11-09', amountFen: 60_000_000, summary: '放款', payer: '公积金管理中心' },
    ]);
  });

  it('keep their identity, and that of their rows, when they are read again or overlap', async () => {
    const [one, again] = await Promise.all([readStatement(utf8(csv(printed))), readStatement(utf8(csv(printed)))]);
    const part = await readStatement(utf8(csv(printed.filter((_, row) => row !== 4))));
    if (!one.ok || !again.ok || !part.ok) throw new Error('unreadable');
    expect(one.value.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(again.value).toEqual(one.value);
    expect(part.value.sha256).not.toBe(one.value.sha256);
    expect(part.value.lines.map((x) => x.key)).toEqual(one.value.lines.slice(1).map((x) => x.key));
  });

  it('tell rows without a serial number apart, also equal ones', async () => {
    const line = { row: 1, on: '2026-11-05', amountFen: 100 };
    const all = await identified([line, { ...line, row: 2 }, { ...line, row: 3, amountFen: 200 }, { ...line, row: 4, payer: '张三' }]);
    expect(new Set(all.map((x) => x.key)).size).toBe(4);
    expect((await identified([{ ...line, row: 9 }]))[0]?.key).toBe(all[0]?.key);
  });
});

/** Headers of statements as large banks export them for companies, and one transaction of each. */
const banks: [string, Cell[], Cell[], Partial<StatementLine>][] = [
  [
    'sides, with the time of day in the date',
    [
      '交易时间',
      '借方发生额（支取）',
      '贷方发生额（收入）',
      '余额',
      '币种',
      '对方户名',
      '对方账号',
      '记账日期',
      '摘要',
      '备注',
      '账户明细编号-交易流水号',
      '企业流水号',
    ],
    ['20261105 10:11:12', '0.00', '100.00', '100.00', '人民币元', '陈思远', '6222', '20261105', '转账存入', '首付', '8-1234567890', ''],
    { on: '2026-11-05', amountFen: 10_000, serial: '8-1234567890', payer: '陈思远', summary: '转账存入 首付' },
  ],
  [
    'sides and a letter for the side',
    ['凭证号', '本方账号', '对方账号', '交易时间', '借/贷', '借方发生额', '贷方发生额', '对方行号', '摘要', '用途', '对方单位名称', '余额'],
    ['0', '1202', '6222', '2026-11-05 10:11:12', '贷', '', '100.00', '102', '转账', '首付', '陈思远', '100.00'],
    { on: '2026-11-05', amountFen: 10_000, payerAccount: '6222', payer: '陈思远' },
  ],
  [
    'both parties, the direction as the type',
    [
      '交易类型[ Transaction Type ]',
      "付款人名称[ Payer's Name ]",
      '收款人账号[ Payee Account ]',
      "收款人名称[ Payee's Name ]",
      '交易时间[ Transaction time ]',
      '交易日期[ Transaction Date ]',
      '交易货币[ Trade Currency ]',
      '交易金额[ Trade Amount ]',
      '交易后余额[ After-transaction balance ]',
      '交易流水号[ Transaction reference number ]',
    ],
    ['往账', '云栖里置业', '3502', '市政大厅', '10:11:12', '20261105', 'CNY', '-100.00', '900.00', 'A1'],
    { on: '2026-11-05', amountFen: -10_000, payer: '市政大厅', payerAccount: '3502', serial: 'A1' },
  ],
  [
    'both parties, unsigned money in',
    ['交易类型', '付款人名称', '收款人名称', '交易日期', '交易金额', '交易流水号'],
    ['来账', '陈思远', '云栖里置业', '20261105', '100.00', 'A1'],
    { amountFen: 10_000, payer: '陈思远' },
  ],
  [
    'a day without a time and a day of value',
    ['交易日', '交易时间', '起息日', '交易类型', '借方金额', '贷方金额', '余额', '摘要', '流水号', '收/付方名称', '收/付方帐号'],
    ['20261105', '10:11:12', '20261104', '网银互联', '', '100.00', '100.00', '首付', 'C0001', '陈思远', '6222'],
    { on: '2026-11-05', amountFen: 10_000, serial: 'C0001', payer: '陈思远', summary: '网银互联 首付' },
  ],
];

describe('statements as banks export them', () => {
  it.each(banks)('%s', (_, header, row, expected) => {
    const statement = parse(header, row);
    expect(keys(statement)).toEqual([]);
    expect(statement.lines).toMatchObject([expected]);
  });
});

describe('rows of a statement', () => {
  it('are refused with their number and reason, and the others are read', () => {
    const statement = parse(
      H,
      R('1', '100.00', '', null),
      R('2', '100.001', '', null),
      R('3', '一百', '', null),
      R('4', '1.00', '2.00', null),
      R('5', '', '', null),
      R('6', '0.00', '0.00', null),
      R('7', '1.00', '', null, '11/05/2026'),
      R('8', '1.00', '', null, ''),
      R('1', '5.00', '', null),
      R('2.02611E+16', '5.00', '', null),
    );
    expect(keys(statement)).toEqual([
      '3 income money.finerThanFen',
      '4 income number.malformed',
      '5 income amount.bothSides',
      '6 income amount.missing',
      '7 income amount.zero',
      '8 tradedOn date.malformed',
      '9 tradedOn date.missing',
      '10 serial serial.repeated',
      '11 serial serial.rounded',
    ]);
    expect(statement.lines.map((x) => x.row)).toEqual([2]);
    for (const issue of statement.issues) expect(statementText(issue, 'zh') + statementText(issue, 'en')).not.toMatch(/[{}]/);
  });

  it('may give one serial number to a transfer and its fee', () => {
    expect(keys(parse(H, R('1', '100.00', '', null), R('1', '', '0.50', null)))).toEqual([]);
  });

  it('may correct an earlier one in red, on its own side', () => {
    expect(parse(H, R('1', '100.00', '', null), R('2', '-100.00', '', null)).lines.map((x) => x.amountFen)).toEqual([10_000, -10_000]);
  });

  it('of another currency are refused', () => {
    const header = ['日期', '币种', '收入'];
    expect(keys(parse(header, ['2026-11-05', '美元', '1'], ['2026-11-05', 'CNY', '1']))).toEqual(['2 currency currency.foreign']);
  });

  it('with an amount and no direction need signs', () => {
    const header = ['日期', '金额', '余额'];
    expect(keys(parse(header, ['2026-11-05', '5.00', null]))).toEqual(['1 - header.direction']);
    expect(parse(header, ['2026-11-05', '5.00', null], ['2026-11-05', '-5.00', null]).lines.map((x) => x.amountFen)).toEqual([500, -500]);
  });

  it('with a type that is no direction are refused, unless amounts are signed', () => {
    const header = ['日期', '金额', '交易类型'];
    expect(keys(parse(header, ['2026-11-05', '5', '来账'], ['2026-11-05', '5', '手续费']))).toEqual(['3 direction direction.unknown']);
    expect(parse(header, ['2026-11-05', '5', '转账'], ['2026-11-05', '-5', '手续费']).lines.map((x) => x.amountFen)).toEqual([500, -500]);
  });

  it('with a direction take its sign, once', () => {
    const header = ['日期', '金额', '收支'];
    const rows = parse(header, ['2026-11-05', '5', '支出'], ['2026-11-05', '-5', '支出'], ['2026-11-05', '-5', '收入'], ['2026-11-05', '5', '?']);
    expect(rows.lines.map((x) => x.amountFen)).toEqual([-500, -500, -500]);
    expect(keys(rows)).toEqual(['5 direction direction.unknown']);
  });
});

describe('balances of a statement', () => {
  const rows = [R('1', '100.00', '', '1,100.00'), R('2', '', '30.00', '1,070.00'), R('3', '5.00', '', '1,075.00')];

  it('are followed in either order, and a missing row is found where it is missing', () => {
    expect(keys(parse(H, ...rows))).toEqual([]);
    expect(keys(parse(H, ...rows.toReversed()))).toEqual([]);
    expect(keys(parse(H, ...rows.filter((_, place) => place !== 1)))).toEqual(['3 balance balance.break']);
    expect(parse(H, ...rows).openingFen).toBe(100_000);
  });

  it('are not compared across a row that could not be read', () => {
    expect(keys(parse(H, ...rows.with(1, R('2', 'x', '', '1,070.00'))))).toEqual(['3 income number.malformed']);
  });

  it('are compared with the opening and closing balance that the statement tells', () => {
    const around = (opening: string, closing: string) => keys(parse(['期初余额', opening], H, ...rows, ['期末余额：', null, null, null, closing]));
    expect(around('1000.00', '1075.00')).toEqual([]);
    expect(around('999.00', '1075.00')).toEqual(['1 balance balance.opening']);
    expect(around('1000.00', '1076.00')).toEqual(['6 balance balance.closing']);
    const plain = rows.map((row) => row.with(4, null));
    expect(keys(parse(['期初余额', '1000.00'], H, ...plain, ['期末余额', '1075.01']))).toEqual(['6 balance balance.closing']);
  });
});

describe('sheets that are no statement', () => {
  it('are refused as a whole', async () => {
    expect(keys(parse())).toEqual(['0 - header.missing']);
    expect(keys(parse(['姓名', '电话', '金额'], ['张三', '1', '2']))).toEqual(['0 - header.missing']);
    expect(keys(parse(['交易日期', '收入（万元）', '余额'], ['2026-11-05', '1', '1']))).toEqual(['1 - header.unit']);
    expect(keys(parse(H))).toEqual(['1 - rows.none']);
    expect(await readStatement(new Uint8Array())).toMatchObject({ ok: false, key: 'file.empty' });
    expect(await readStatement(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0))).toMatchObject({ ok: false, key: 'file.isXls' });
  });
});

describe('cells of a statement', () => {
  it.each([
    ['2026-11-05', '2026-11-05'],
    ['2026/11/5', '2026-11-05'],
    ['2026.11.05 10:11', '2026-11-05'],
    ['2026-11-05T10:11:12', '2026-11-05'],
    ['２０２６年１１月５日', '2026-11-05'],
    ['20261105', '2026-11-05'],
    ['20261105101112', '2026-11-05'],
    ['20261105 10:11:12', '2026-11-05'],
    [20_261_105, '2026-11-05'],
    [46_331, '2026-11-05'],
    [46_331.5, '2026-11-05'],
    [new Date(Date.UTC(2026, 10, 5, 10)), '2026-11-05'],
  ])('%j is %s', (cell, date) => expect(readDate(cell)).toEqual({ ok: true, value: date }));

  it.each(['2026-02-30', '05/11/2026', '26-11-05', '1105', 'x', 12, 1_000_000])('%j is no date', (cell) => {
    expect(readDate(cell)).toMatchObject({ ok: false, key: 'date.malformed' });
  });

  it('hold amounts to the fen', () => {
    expect([readAmount('￥１，２３４.５'), readAmount(0.1 + 0.2), readAmount('+5.00'), readAmount(' -- '), readAmount(null)]).toMatchObject([
      { value: 123_450 },
      { value: 30 },
      { value: 500 },
      { value: undefined },
      { value: undefined },
    ]);
    expect(readAmount(1.005)).toMatchObject({ key: 'money.finerThanFen' });
  });

  it('hold serial numbers, unless a spreadsheet has rounded them', () => {
    expect([readSerial('="0012"'), readSerial("'0012"), readSerial('\t0012 '), readSerial(123_456)]).toMatchObject([
      { value: '0012' },
      { value: '0012' },
      { value: '0012' },
      { value: '123456' },
    ]);
    expect([readSerial(2_026_110_500_000_001), readSerial('2.02611E+15')]).toMatchObject([{ key: 'serial.rounded' }, { key: 'serial.rounded' }]);
  });

  it('hold directions', () => {
    expect(['贷', '收入', '来账', 'C', '+', '转入'].map((text) => readDirection(text))).toEqual(Array(6).fill({ ok: true, value: 1 }));
    expect(['借', '支出', '往账', 'd', '-', '－', '转出'].map((text) => readDirection(text))).toEqual(Array(7).fill({ ok: true, value: -1 }));
  });

  it.each([
    ['贷方发生额/元(收入)', 'income'],
    ['借方发生额（支取）', 'expense'],
    ['交易日期[ Transaction Date ]', 'tradedOn'],
    ['交易金额( Trade Amount )', 'amount'],
    ["付款人名称[ Payer's Name ]", 'payer'],
    ['余额（元）', 'balance'],
    ['对方　户名：', 'payer'],
    ['Credit Amount (CNY)', 'income'],
  ])('%j heads the %s', (text, name) => expect(columnOf(text)).toEqual({ name, isTenThousands: false }));

  it('belong to one column only', () => {
    const all = Object.values(statementColumns).flatMap((column) => column.headers as readonly string[]);
    expect(all.filter((header, index) => all.indexOf(header) !== index)).toEqual([]);
    expect(columnOf('经办人')).toBeUndefined();
  });

  it('never make a reader throw, and what is read adds up', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom<Cell>('2026-11-05', '100.00', '-3', '合计', '期初余额', null, 20_261_105, 0.1, true),
      fc.double(),
      fc.date(),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 12 }), (rows) => {
        const statement = parse(H, ...rows);
        expect(statement.incomeFen - statement.expenseFen).toBe(statement.lines.reduce((sum, x) => sum + x.amountFen, 0));
        for (const issue of statement.issues) expect(statementMessages).toHaveProperty([issue.key]);
      }),
    );
  });
});
