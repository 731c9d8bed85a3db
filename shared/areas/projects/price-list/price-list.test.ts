import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGb18030 } from '../../../kit/table-file/encode-gb18030.ts';
import { type CsvEncoding, readCsv } from '../../../kit/table-file/read-csv.ts';
import type { Cell, Merge } from '../../../kit/table-file/sheet.ts';
import { readFloor, readPrice } from './cells.ts';
import { columnOf, unitColumns } from './columns.ts';
import { issueText, priceListMessages } from './messages.ts';
import { parsePriceList } from './parse.ts';
import type { ParsedUnit } from './unit-row.ts';

const H: Cell[] = ['楼栋', '单元', '楼层', '房号', '建筑面积', '单价', '总价'];
const R = (room: Cell, changes: Partial<Record<'building' | 'entrance' | 'floor' | 'area' | 'unit' | 'total', Cell>> = {}): Cell[] => {
  const row = { building: '1号楼', entrance: '1单元', floor: 1, area: 100, unit: 10_000, total: 1_000_000, ...changes };
  return [row.building, row.entrance, row.floor, room, row.area, row.unit, row.total];
};
const parse = (...cells: Cell[][]) => parsePriceList({ cells });
const keys = (list: ReturnType<typeof parsePriceList>, level: 'error' | 'warning' = 'error') =>
  list.issues.filter((issue) => issue.level === level).map((issue) => `${issue.row} ${issue.column ?? '-'} ${issue.key}`);
const places = (list: ReturnType<typeof parsePriceList>) => list.rows.map((unit) => [unit.building, unit.entrance, unit.floor, unit.room].join('/'));
const wide = (text: string) => text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

describe('headers', () => {
  it.each([
    ['总 价（万元）*', undefined, 'listPrice', 4],
    ['单价（元/㎡）', undefined, 'unitPrice', 0],
    ['建筑面积㎡', undefined, 'floorArea', undefined],
    ['建筑面积（m²）', undefined, 'floorArea', undefined],
    ['预测建筑面积\n（平方米）', undefined, 'floorArea', undefined],
    ['总价/万元', undefined, 'listPrice', 4],
    ['单价：元/㎡', undefined, 'unitPrice', 0],
    ['总价(含装修)', undefined, 'listPrice', undefined],
    ['单价（优惠后）', undefined, 'discountedUnitPrice', undefined],
    ['套内建筑面积单价(元/㎡)', undefined, 'innerUnitPrice', 0],
    ['分摊的共有建筑面积', undefined, 'sharedArea', undefined],
    ['Unit Price (CNY/m2)', undefined, 'unitPrice', 0],
    ['Total price', undefined, 'listPrice', undefined],
    ['Room No.', undefined, 'room', undefined],
    ['ｂｕｉｌｄｉｎｇ', undefined, 'building', undefined],
    ['套内', '建筑面积（㎡）', 'innerArea', undefined],
    ['公摊', '面积', 'sharedArea', undefined],
    ['建筑', '面积', 'floorArea', undefined],
    ['总价', '优惠后价格（万元）', 'discountedPrice', 4],
    ['单价', '备案价格', 'unitPrice', undefined],
    ['单价', '套内', 'innerUnitPrice', undefined],
  ])('%j under %j is the %s', (text, group, name, exponent) => {
    expect(columnOf(text, group)).toEqual({ name, exponent });
  });

  it.each(['朝向', '', '（元）', '总价说明', '定价依据', '101'])('%j is no known column', (text) => {
    expect(columnOf(text)).toBeUndefined();
  });

  it('gives every header text to one column only', () => {
    const all = Object.values(unitColumns).flatMap((column) => column.headers as readonly string[]);
    expect(all.filter((header, index) => all.indexOf(header) !== index)).toEqual([]);
  });

  it('finds the header below titles, whatever the order of the columns, and says what it ignores', () => {
    const list = parse(
      ['某某花园价格公示'],
      [null, '日期：2026年'],
      ['总价', '朝向', '房号', '建筑面积', '楼栋', '层'],
      [1_000_000, '南', 101, 100, 'A座', '1F'],
    );
    expect(places(list)).toEqual(['A座//1/101']);
    expect(list.ignored).toEqual([{ header: '朝向', index: 1 }]);
    expect(list.columns.map((column) => [column.name, column.index])).toEqual([
      ['listPrice', 0],
      ['room', 2],
      ['floorArea', 3],
      ['building', 4],
      ['floor', 5],
    ]);
    expect(list.skipped.map((skip) => `${skip.row} ${skip.reason}`)).toEqual(['1 title', '2 title', '3 header']);
  });

  it('reads a header of two rows, with or without merges', () => {
    const cells: Cell[][] = [
      ['楼栋', '单元', '房号', '面积（㎡）', null, null, '价格', null],
      [null, null, null, '建筑', '套内', '公摊', '单价（元/㎡）', '总价（万元）'],
      ['1', '1', 101, 100, 80, 20, 10_000, 100],
    ];
    const merges: Merge[] = [0, 1, 2].map((column) => ({ top: 0, left: column, bottom: 1, right: column }));
    merges.push({ top: 0, left: 3, bottom: 0, right: 5 }, { top: 0, left: 6, bottom: 0, right: 7 });
    for (const list of [parsePriceList({ cells }), parsePriceList({ cells, merges })]) {
      expect(keys(list)).toEqual([]);
      expect(list.rows).toMatchObject([{ floorArea: 1_000_000, innerArea: 800_000, sharedArea: 200_000, unitPrice: 1_000_000, listPrice: 100_000_000 }]);
    }
  });

  it('skips the header where a page repeats it, and follows one that changes', () => {
    const list = parse(H, R(101), H, R(102), ['房号', '楼栋', '总价', '建筑面积'], [201, '1号楼', 2_000_000, 100]);
    expect(list.rows.map((unit) => [unit.room, unit.listPrice])).toEqual([
      ['101', 100_000_000],
      ['102', 100_000_000],
      ['201', 200_000_000],
    ]);
    expect(list.skipped.map((skip) => skip.row)).toEqual([1, 3, 5]);
  });

  it('refuses a sheet without a header, without areas or without prices, and halves side by side', () => {
    expect(keys(parse())).toEqual(['0 - header.missing']);
    expect(keys(parse(['姓名', '电话'], ['张三', '1']))).toEqual(['0 - header.missing']);
    expect(keys(parse(['楼栋', '房号', '单价', '总价'], [1, 101, 1, 1]))).toEqual(['1 floorArea column.missing']);
    expect(keys(parse(['楼栋', '房号', '建筑面积'], [1, 101, 1]))).toEqual(['1 listPrice column.missing']);
    expect(keys(parse(['楼栋', '房号', '面积', '总价', null, '房号', '面积', '总价'], [1, 101, 1, 1]))).toContain('1 room column.repeated');
    expect(keys(parse(H))).toEqual(['0 - rows.none']);
  });
});

describe('places', () => {
  it('takes blank buildings, entrances and floors from above, inside one building only, and says how many', () => {
    const list = parse(H, R(101), R(102, { building: null, entrance: '', floor: ' ' }), R(201, { building: '2号楼', entrance: null, floor: null }));
    expect(places(list)).toEqual(['1号楼/1单元/1/101', '1号楼/1单元/1/102', '2号楼//2/201']);
    const filled = list.issues.filter((issue) => issue.key === 'cell.filledDown');
    expect(filled.map((issue) => [issue.column, issue.row, issue.params.count])).toEqual([
      ['building', 3, 1],
      ['entrance', 3, 1],
      ['floor', 3, 1],
    ]);
  });

  it('fills exactly the merged cells, without a warning', () => {
    const merges = [0, 1, 2].map((column) => ({ top: 1, left: column, bottom: 2, right: column }));
    const list = parsePriceList({ cells: [H, R(101), R(102, { building: null, entrance: null, floor: null })], merges });
    expect(places(list)).toEqual(['1号楼/1单元/1/101', '1号楼/1单元/1/102']);
    expect(list.issues).toEqual([]);
  });

  it('refuses merges that cover more cells than any list', () => {
    const merges = Array.from({ length: 200 }, () => ({ top: 0, left: 0, bottom: 1_048_575, right: 16_383 }));
    expect(keys(parsePriceList({ cells: [H, R(101)], merges }))).toEqual(['0 - merges.tooMany']);
  });

  it('takes the building from an option, a title, a section heading or the room number', () => {
    const header: Cell[] = ['房号', '建筑面积', '总价'];
    expect(places(parsePriceList({ cells: [header, [101, 100, 1]] }, { building: '甲楼' }))).toEqual(['甲楼//1/101']);
    const titled = parse(['阳光花园3号楼一房一价表'], header, [101, 100, 1]);
    expect([places(titled), keys(titled, 'warning')[0]]).toEqual([['3号楼//1/101'], '0 building building.fromTitle']);
    expect(places(parse(header, ['1号楼'], [101, 100, 1], ['2号楼'], [101, 100, 1]))).toEqual(['1号楼//1/101', '2号楼//1/101']);
    expect(places(parse(header, ['1-2-1203', 100, 1], ['3号楼1单元502室', 100, 1], ['5-801', 100, 1]))).toEqual(['1/2/12/1203', '3/1/5/502', '5//8/801']);
    expect(keys(parse(['1号楼、2号楼价格表'], header, [101, 100, 1]))).toEqual(['3 building cell.required']);
  });

  it('finds a unit listed twice under other spellings, and names both rows', () => {
    const list = parse(H, R('101'), R('０101室', { building: '01栋', entrance: '1' }), R(102), R('102', { building: '1#', entrance: '01单元' }));
    expect(list.issues.map((issue) => [issue.row, issue.key, issue.params.other])).toEqual([
      [3, 'unit.duplicate', 2],
      [5, 'unit.duplicate', 4],
    ]);
    expect(list.rows).toHaveLength(2);
  });

  it.each([
    [3, 3],
    ['3', 3],
    ['３层', 3],
    ['第3层', 3],
    ['3F', 3],
    ['12楼', 12],
    ['十二层', 12],
    ['负一层', -1],
    ['B1', -1],
    ['-2', -2],
    ['地下1层', -1],
    ['17-18层', 17],
  ])('reads the floor %j as %i', (text, floor) => expect(readFloor(text)).toMatchObject({ ok: true, value: { floor } }));

  it.each(['3/18', '顶层', '3.5', 1.5, 'B9', '300', '跃层'])('does not guess the floor %j', (text) => {
    expect(readFloor(text)).toMatchObject({ ok: false, key: 'floor.malformed' });
  });

  it('warns where a floor taken from above is not the one in the room number', () => {
    const list = parse(H, R(1102, { floor: 11 }), R(1201, { floor: null }), R(1103, { floor: null }));
    expect(keys(list, 'warning')).toEqual(['3 floor floor.differs', '3 floor cell.filledDown']);
  });

  it('warns of a floor it cannot read and takes it from the room number, or requires it', () => {
    const list = parse(H, R(1203, { floor: '顶层' }), R('A1', { floor: '顶层' }), R(501, { floor: '5-6' }));
    expect(keys(list, 'warning')).toEqual(['2 floor floor.malformed', '3 floor floor.malformed', '4 floor floor.range', '2 floor floor.inferred']);
    expect(keys(list)).toEqual(['3 floor cell.required']);
    expect(places(list)).toEqual(['1号楼/1单元/12/1203', '1号楼/1单元/5/501']);
  });
});

describe('rows that are no unit', () => {
  it.each([
    [['合计', null, null, null, 5000, null, 50_000_000], 'subtotal'],
    [['1号楼小计', null, null, '204套'], 'subtotal'],
    [[null, null, null, '合　计：'], 'subtotal'],
    [['总计（120套）', null, null, null, 1], 'subtotal'],
    [['Total', null, null, null, 100], 'subtotal'],
    [[null, '  ', ''], 'empty'],
    [[], 'empty'],
    [['注：价格含税'], 'note'],
    [['本价格表有效期为自公示之日起三个月，到期以新表为准'], 'note'],
    [['制表：张三', null, null, '审核：李四'], 'note'],
    [['第 1 页 共 3 页'], 'note'],
    [['2号楼'], 'section'],
  ] as [Cell[], string][])('%j is skipped as %s', (row, reason) => {
    const list = parse(H, R(101), row, R(102));
    expect(list.rows.map((unit) => unit.room)).toEqual(['101', '102']);
    expect(list.skipped.at(-1)).toEqual({ row: 3, reason });
    expect(keys(list)).toEqual([]);
  });

  it('does not take a remark for a total, nor a short bad row for a note', () => {
    const short = parse(['房号', '面积', '总价', '备注'], [101, 100, 1, '以上合计'], ['1套', 100, 1, '合计']);
    expect([short.skipped.at(-1), keys(short)]).toEqual([{ row: 3, reason: 'subtotal' }, ['2 building cell.required']]);
    const list = parse([...H, '备注'], [...R(101), '总价合计含车位'], [null, null, null, '102']);
    expect(list.rows).toMatchObject([{ room: '101', remark: '总价合计含车位' }]);
    expect(keys(list)).toEqual(['3 floorArea cell.required', '3 listPrice cell.required']);
  });
});

describe('areas and prices', () => {
  it.each([
    ['1,000,000.00', 100_000_000],
    ['１，０００，０００．００', 100_000_000],
    ['￥1 000 000 元', 100_000_000],
    ['100万', 100_000_000],
    ['100.00万元', 100_000_000],
    ['0.01亿', 100_000_000],
    [1_000_000.004, 100_000_000],
    [1_000_000.005, 100_000_001],
    ['="1000000"', 100_000_000],
  ])('reads the total %j as %i fen', (total, fen) => {
    expect(parse(H, R(101, { total })).rows).toMatchObject([{ listPrice: fen }]);
  });

  it.each([
    ['待定', '2 listPrice number.malformed'],
    ['1,00,000', '2 listPrice number.separators'],
    ['1'.repeat(50), '2 listPrice number.tooLong'],
    [0, '2 listPrice price.notPositive'],
    [-5, '2 listPrice price.notPositive'],
    ['#REF!', '2 listPrice cell.formulaError'],
    ['#N/A', '2 listPrice cell.formulaError'],
    [true, '2 listPrice cell.type'],
    [new Date(Date.UTC(2026, 0, 2)), '2 listPrice cell.type'],
    [new Date(Number.NaN), '2 listPrice cell.type'],
    [Number.NaN, '2 listPrice cell.type'],
    ['99999999999999999', '2 listPrice price.tooLarge'],
  ])('refuses the total %j', (total, key) => {
    const list = parse(H, R(101, { total }));
    expect([keys(list), list.rows]).toEqual([[key], []]);
  });

  it.each([
    [0, '2 floorArea area.notPositive'],
    ['-', '2 floorArea cell.required'],
    [null, '2 floorArea cell.required'],
    ['约100', '2 floorArea number.malformed'],
    [new Date(0), '2 floorArea cell.type'],
  ])('refuses the area %j', (area, key) => expect(keys(parse(H, R(101, { area })))).toEqual([key]));

  it('does not take a room number that a spreadsheet made a date', () => {
    const list = parse(H, R(new Date(Date.UTC(2026, 0, 2))));
    expect(keys(list)).toEqual(['2 room cell.type']);
    const [issue] = list.issues;
    if (issue === undefined) throw new Error('expected an issue');
    expect(issueText(issue, 'zh')).toBe('应为文字或数字，现为“2026-01-02”（可能被表格软件改成了日期）');
  });

  it('warns where unit price times area is not the total, beyond a yuan or the rounding of what is written', () => {
    expect(keys(parse(H, R(101, { unit: '10000.50', total: '1000050.90' })), 'warning')).toEqual([]);
    expect(keys(parse(H, R(101, { unit: '10000.55', total: '1000060.00' })), 'warning')).toEqual(['2 listPrice price.mismatch']);
    // 88.88 m² at 13,838.89 is 1,229,997.54: the unit price is rounded to a yuan, or the total to a hundred.
    expect(keys(parse(H, R(101, { area: 88.88, unit: 13_839, total: 1_229_997.54 })), 'warning')).toEqual([]);
    expect(keys(parse(H, R(101, { area: 88.88, unit: 13_838.89, total: '123.00万' })), 'warning')).toEqual([]);
    expect(keys(parse(H, R(101, { area: 88.88, unit: 13_838.89, total: '123.05万' })), 'warning')).toEqual(['2 listPrice price.mismatch']);
  });

  it('accepts a unit price by inner area, and says so', () => {
    const list = parse([...H, '套内面积'], [...R(101, { unit: 12_500 }), 80]);
    expect([list.rows[0]?.pricedBy, list.issues]).toEqual(['innerArea', []]);
  });

  it('refuses yuan taken for 万元', () => {
    expect(keys(parse(H, R(101, { total: 100 })))).toEqual(['2 listPrice price.scale']);
    expect(parse(['价格表', null, '单位：元/㎡、万元'], H, R(101, { total: 100 })).rows).toMatchObject([{ listPrice: 100_000_000 }]);
  });

  it('keeps the unit of the title where the header is repeated', () => {
    const header = ['楼栋', '房号', '面积', '总价'];
    const list = parse(['单位：㎡、万元'], header, ['1', 101, 100, 100], header, ['1', 102, 100, 100]);
    expect(list.rows.map((unit) => unit.listPrice)).toEqual([100_000_000, 100_000_000]);
    expect(parse(['建设单位：万元置业有限公司'], header, ['1', 101, 100, 100]).rows).toMatchObject([{ listPrice: 10_000 }]);
  });

  it('computes the price that is missing and says how often', () => {
    const list = parse(H, R(101, { total: null }), R(102, { unit: '/' }), R(103, { unit: null, total: '' }));
    expect(list.rows.map((unit) => [unit.unitPrice, unit.listPrice])).toEqual([
      [1_000_000, 100_000_000],
      [1_000_000, 100_000_000],
    ]);
    expect(keys(list)).toEqual(['4 listPrice cell.required']);
    expect(keys(list, 'warning')).toEqual(['2 listPrice price.computed', '3 unitPrice price.computed']);
  });

  it('warns of areas that do not add up and of a discount that is none', () => {
    const header = [...H, '套内面积', '公摊面积', '优惠后总价'];
    const list = parse(header, [...R(101), 80, 19.99, 0], [...R(102), 80, 10, '-'], [...R(103), 120, 1, 1_000_001]);
    expect(keys(list, 'warning')).toEqual(['3 sharedArea area.sum', '4 innerArea area.innerLarger', '4 discountedPrice price.discountHigher']);
    expect(list.rows[0]).not.toHaveProperty('discountedPrice');
  });

  it('applies the unit of the column, unless the cell has its own', () => {
    expect(readPrice(123.45, 4)).toEqual({ ok: true, value: { fen: 123_450_000, step: 10_000 } });
    expect(readPrice('1234500元', 0)).toEqual({ ok: true, value: { fen: 123_450_000, step: 100 } });
    expect(readPrice('123.45万', 4)).toEqual({ ok: true, value: { fen: 123_450_000, step: 10_000 } });
    expect(readPrice('10,000元/㎡', 0)).toMatchObject({ value: { fen: 1_000_000 } });
  });
});

describe('texts', () => {
  it.each([
    ['1\u200b01', 'text.forbidden'],
    ['1\u202e01', 'text.forbidden'],
    ['1\u000001', 'text.forbidden'],
    ['1'.repeat(21), 'text.tooLong'],
  ])('refuses the room %j', (room, key) => expect(keys(parse(H, R(room)))).toEqual([`2 room ${key}`]));

  it('keeps formulas as text, and joins lines', () => {
    const list = parse([...H, '备注'], [...R(101), '=HYPERLINK("http://x")'], [...R(102), '第一行\r\n第二行 𠮷']);
    expect(list.rows.map((unit) => unit.remark)).toEqual(['=HYPERLINK("http://x")', '第一行 第二行 𠮷']);
  });

  it('has both texts for every issue, and an issue gives every parameter they name', () => {
    const list = parse(
      [...H, '套内面积', '公摊面积', '优惠后总价', '备注', '备注'],
      [...R(101), 80, 10, 2_000_000],
      R(101),
      R(102, { building: null, total: 100 }),
      R(103, { total: null, floor: '5-6' }),
      R(104, { total: 5, unit: 7 }),
      R(1105, { floor: 'x', area: 'y' }),
      R('1'.repeat(30), { area: '9'.repeat(50) }),
      R(1106, { floor: null, total: '#REF!' }),
    );
    expect(new Set(list.issues.map((issue) => issue.key)).size).toBeGreaterThan(10);
    for (const issue of list.issues) {
      for (const language of ['zh', 'en'] as const) expect(issueText(issue, language)).not.toMatch(/[{}]|undefined/);
    }
    for (const text of Object.values(priceListMessages)) {
      const names = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).filter((name) => name !== 'zh' && name !== 'en');
      expect(names(text.en).sort()).toEqual(names(text.zh).sort());
    }
  });
});

describe('CSV', () => {
  const text = '房号,备注\r\n101,"第一行\n第二行"\r\n102,"他说""好"""\r\n';
  const cells = [
    ['房号', '备注'],
    ['101', '第一行\n第二行'],
    ['102', '他说"好"'],
  ];
  const utf16 = (content: string) => Uint8Array.from([...`\ufeff${content}`].flatMap((char) => [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8]));
  it.each([
    ['utf-8', new TextEncoder().encode(text)],
    ['utf-8', new TextEncoder().encode(`\ufeff${text}`)],
    ['gb18030', encodeGb18030(text)],
    ['utf-16le', utf16(text)],
  ] as [CsvEncoding, Uint8Array][])('reads %s', (encoding, bytes) => {
    expect(readCsv(bytes)).toEqual({ ok: true, value: { cells, encoding, delimiter: ',' } });
  });

  it('reads rare characters of GB18030 beyond the basic plane', () => {
    expect(readCsv(encodeGb18030('𠮷,𬭼'))).toMatchObject({ value: { cells: [['𠮷', '𬭼']], encoding: 'gb18030' } });
  });

  it.each([
    [
      'a\tb,c\td\n1\t2\t3',
      '\t',
      [
        ['a', 'b,c', 'd'],
        ['1', '2', '3'],
      ],
    ],
    [
      'a;b\r1;2',
      ';',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['标题\na,b', ',', [['标题'], ['a', 'b']]],
    [
      'a,,\n,"",x',
      ',',
      [
        ['a', '', ''],
        ['', '', 'x'],
      ],
    ],
    ['a,b\n\n1,2', ',', [['a', 'b'], [''], ['1', '2']]],
    ['"a,b";c;d', ';', [['a,b', 'c', 'd']]],
    ['a,"b"c\n', ',', [['a', 'bc']]],
    ['a,b,', ',', [['a', 'b', '']]],
    ['5" pipe,x', ',', [['5" pipe', 'x']]],
  ])('splits %j', (content, delimiter, rows) => {
    expect(readCsv(new TextEncoder().encode(content))).toMatchObject({ value: { cells: rows, delimiter } });
  });

  it.each([
    [[], 'file.empty'],
    [[0x20, 0x0a], 'file.empty'],
    [[0x50, 0x4b, 0x03, 0x04, 1], 'file.notText'],
    [[0xd0, 0xcf, 0x11, 0xe0, 1], 'file.isXls'],
    [[0x61, 0x00, 0x62], 'file.notText'],
    [[0x61, 0xff, 0xff], 'file.encoding'],
    [[0xef, 0xbb, 0xbf, 0xc2, 0xa5, 0xc2], 'file.encoding'],
    [[0x61, 0x0a, 0x22, 0x62], 'file.unclosedQuote'],
  ])('refuses the bytes %j with %s', (bytes, key) => {
    expect(readCsv(Uint8Array.from(bytes))).toMatchObject({ ok: false, key });
  });

  it('names the row of a quotation mark that is never closed', () => {
    expect(readCsv(new TextEncoder().encode('a,b\n1,2\n3,"x\ny,z'))).toMatchObject({ params: { row: 3 } });
  });

  it('reads back any table it was given', () => {
    const cell = fc.string({ unit: fc.constantFrom('楼', 'a', '1', ',', '"', '\n', '\r\n', '\t', ';', ' '), maxLength: 5 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        // A first row of commas alone settles the delimiter, whatever the cells hold.
        const all = [Array.from({ length: 60 }, () => 'x'), ...rows];
        const content = all.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        expect(readCsv(new TextEncoder().encode(content))).toMatchObject({ ok: true, value: { cells: all } });
      }),
    );
  });

  it('never throws on bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof readCsv(bytes).ok === 'boolean'));
  });
});

type Home = Pick<ParsedUnit, 'building' | 'entrance' | 'floor' | 'room' | 'floorArea' | 'unitPrice'>;

const homes: fc.Arbitrary<Home[]> = fc
  .uniqueArray(
    fc.record({
      building: fc.integer({ min: 1, max: 3 }),
      entrance: fc.integer({ min: 1, max: 2 }),
      floor: fc.integer({ min: 1, max: 33 }),
      home: fc.integer({ min: 1, max: 4 }),
      floorArea: fc.integer({ min: 3000, max: 40_000 }),
      unitPrice: fc.integer({ min: 300_000, max: 9_000_000 }),
    }),
    { selector: (home) => [home.building, home.entrance, home.floor, home.home].join(), minLength: 1, maxLength: 25 },
  )
  .map((list) =>
    list
      .sort((a, b) => a.building - b.building || a.entrance - b.entrance || a.floor - b.floor || a.home - b.home)
      .map(({ building, entrance, floor, home, floorArea, unitPrice }) => ({
        building: `${building}号楼`,
        entrance: `${entrance}单元`,
        floor,
        room: `${floor}0${home}`,
        floorArea: floorArea * 100,
        unitPrice,
      })),
  );

const shapes = fc.record({
  titles: fc.nat(4),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }),
  blanks: fc.constantFrom('repeat', 'blank', 'merge'),
  isWide: fc.boolean(),
  hasSeparators: fc.boolean(),
  inTenThousands: fc.boolean(),
  asText: fc.boolean(),
  subtotals: fc.boolean(),
  repeatHeader: fc.boolean(),
  emptyRows: fc.boolean(),
});
type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

const decimal = (value: number, decimals: number) => (value / 10 ** decimals).toFixed(decimals);
const totalFen = (home: Home) => Number((2n * BigInt(home.unitPrice) * BigInt(home.floorArea) + 10_000n) / 20_000n);

/** Renders units as a list in some shape, with the merges that belong to it. */
function render(units: Home[], shape: Shape): { cells: Cell[][]; merges: Merge[] } {
  const number = (value: number, decimals: number): Cell => {
    if (!shape.asText) return Number(decimal(value, decimals));
    const plain = decimal(value, decimals);
    const text = shape.hasSeparators ? plain.replace(/\B(?=(\d{3})+\.)/g, ',') : plain;
    return shape.isWide ? wide(text) : text;
  };
  const arrange = (row: Cell[]): Cell[] => shape.order.map((column) => row[column] ?? null);
  const header = arrange(['幢号', '单元', '楼层', '室号', '建筑面积（㎡）', '单价（元/㎡）', shape.inTenThousands ? '总价（万元）' : '总价（元）']);
  const cells: Cell[][] = Array.from({ length: shape.titles }, (_, index) => [`云栖雅苑价格表 ${index}`]);
  const merges: Merge[] = [];
  cells.push(header);
  for (const [index, unit] of units.entries()) {
    const previous = units[index - 1];
    const isNewBuilding = previous?.building !== unit.building;
    if (isNewBuilding && previous !== undefined) {
      if (shape.subtotals) cells.push(arrange([`${previous.building}小计`, null, null, null, 1, null, 1]));
      if (shape.emptyRows) cells.push([]);
      if (shape.repeatHeader) cells.push(header);
    }
    const isNewEntrance = isNewBuilding || previous?.entrance !== unit.entrance;
    const show = (value: Cell, isNew: boolean): Cell => (shape.blanks === 'repeat' || isNew ? value : null);
    const floor = shape.asText ? `${unit.floor}层` : unit.floor;
    const row = [show(unit.building, isNewBuilding), show(unit.entrance ?? null, isNewEntrance), floor, unit.room];
    cells.push(arrange([...row, number(unit.floorArea / 100, 2), number(unit.unitPrice, 2), number(totalFen(unit), shape.inTenThousands ? 6 : 2)]));
    if (shape.blanks !== 'merge') continue;
    for (const [column, isNew] of [
      [shape.order.indexOf(0), isNewBuilding],
      [shape.order.indexOf(1), isNewEntrance],
    ] as const) {
      const open = merges.findLast((merge) => merge.left === column);
      if (isNew || open === undefined) merges.push({ top: cells.length - 1, left: column, bottom: cells.length - 1, right: column });
      else open.bottom = cells.length - 1;
    }
  }
  if (shape.subtotals) cells.push(arrange(['合计', null, null, null, 1, null, 1]));
  return { cells, merges };
}

describe('lists in many shapes', () => {
  it('give the same units back', () => {
    fc.assert(
      fc.property(homes, shapes, (units, shape) => {
        const sheet = render(units, shape);
        const list = parsePriceList(sheet);
        expect(keys(list)).toEqual([]);
        expect(list.rows.map(({ row, listPrice, pricedBy, ...unit }) => [unit, listPrice])).toEqual(units.map((unit) => [unit, totalFen(unit)]));
        expect(list.rows.length + list.skipped.length).toBe(sheet.cells.length);
        if (shape.blanks !== 'blank') expect(list.issues).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('give the same units back from CSV in UTF-8 and GB18030', () => {
    fc.assert(
      fc.property(homes, shapes, fc.boolean(), fc.constantFrom(',', '\t', ';'), (units, shape, isGb, delimiter) => {
        const { cells } = render(units, { ...shape, titles: 1, blanks: 'repeat' });
        const content = cells.map((row) => row.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(delimiter)).join('\r\n');
        const read = readCsv(isGb ? encodeGb18030(content) : new TextEncoder().encode(content));
        if (!read.ok) throw new Error(read.key);
        const list = parsePriceList({ cells: read.value.cells });
        expect(list.issues).toEqual([]);
        expect(list.rows.map((unit) => [unit.building, unit.entrance, unit.room, unit.floorArea, unit.unitPrice, unit.listPrice])).toEqual(
          units.map((unit) => [unit.building, unit.entrance, unit.room, unit.floorArea, unit.unitPrice, totalFen(unit)]),
        );
      }),
    );
  });

  it('never throw, whatever the cells are, and account for every row', () => {
    const anything: fc.Arbitrary<Cell> = fc.oneof(
      fc.constantFrom<Cell>(...H, null, '', '合计', '1号楼', 101, '#REF!', true, '单位：万元'),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.double(),
      fc.date({ noInvalidDate: false }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(anything, { maxLength: 8 }), { maxLength: 12 }), fc.boolean(), (rows, hasHeader) => {
        const cells = hasHeader ? [H, ...rows] : rows;
        const list = parsePriceList({ cells });
        const accounted = new Set([...list.rows, ...list.skipped, ...list.issues].map((entry) => entry.row));
        const isRefused = list.issues.some((issue) => issue.key === 'header.missing' || issue.key === 'column.missing');
        if (!isRefused) for (let row = 1; row <= cells.length; row += 1) expect(accounted).toContain(row);
      }),
      { numRuns: 500 },
    );
  });

  it('are read at more than ten thousand rows a second', () => {
    const rows = Array.from({ length: 12_000 }, (_, index) =>
      R(`${(index % 33) + 1}0${index % 4}`, { building: `${index}号楼`, area: '１００.００', total: '1,000,000.00' }),
    );
    const progress: number[] = [];
    const start = performance.now();
    const list = parsePriceList({ cells: [H, ...rows] }, { onProgress: (done) => progress.push(done) });
    // Three times the budget of a second for 10,000 rows, for machines that do other work meanwhile.
    expect(performance.now() - start).toBeLessThan(3600);
    expect(list.rows).toHaveLength(12_000);
    expect(progress.at(-1)).toBe(12_001);
    expect(progress.length).toBeGreaterThan(10);
  });
});

describe('the sample list in GB18030', () => {
  it('is read whole, with blanks filled from above', () => {
    const read = readCsv(readFileSync(new URL('./sample/price-list-gb18030.csv', import.meta.url)));
    if (!read.ok) throw new Error(read.key);
    const list = parsePriceList({ cells: read.value.cells });
    expect(read.value.encoding).toBe('gb18030');
    expect(list.rows).toHaveLength(12);
    expect(keys(list)).toEqual([]);
    expect(places(list).slice(0, 3)).toEqual(['1号楼/1单元/1/101', '1号楼/1单元/1/102', '1号楼/1单元/2/201']);
  });
});
