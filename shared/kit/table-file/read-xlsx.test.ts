import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePriceList } from '../../areas/projects/price-list/parse.ts';
import { sampleList } from '../../areas/projects/price-list/sample/sample-list.ts';
import { readSheets } from './read-sheets.ts';
import { readXlsx } from './read-xlsx.ts';
import type { Cell } from './sheet.ts';
import { unzip, zipStored } from './unzip.ts';

const sample = readFileSync(new URL('../../areas/projects/price-list/sample/price-list-1200.xlsx', import.meta.url));
const encode = (text: string) => new TextEncoder().encode(text);
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as XML: the sheets in their order, each with the number of its file. */
function workbook(sheets: { name: string; file: number; xml: string }[], shared = ''): Map<string, Uint8Array> {
  const tags = sheets.map((sheet) => `<sheet name="${sheet.name}" sheetId="${sheet.file}" r:id="rId${sheet.file}"/>`).join('');
  const targets = sheets
    .map((sheet) => `<Relationship Id="rId${sheet.file}" Type="${relations}/worksheet" Target="worksheets/sheet${sheet.file}.xml"/>`)
    .join('');
  return new Map([
    ['xl/workbook.xml', encode(`<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${tags}</sheets></workbook>`)],
    ['xl/_rels/workbook.xml.rels', encode(`<Relationships>${targets}</Relationships>`)],
    ['xl/sharedStrings.xml', encode(`<sst xmlns="${main}">${shared}</sst>`)],
    ['xl/styles.xml', encode(`<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`)],
    ...sheets.map((sheet) => [`xl/worksheets/sheet${sheet.file}.xml`, encode(`<worksheet xmlns="${main}">${sheet.xml}</worksheet>`)] as const),
  ]);
}

const sheet = (rows: string, merges: string[] = []) =>
  `<sheetData>${rows}</sheetData><mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

describe('the sample price list', () => {
  it('parses to 1,200 units without a word of complaint', async () => {
    const read = await readXlsx(sample);
    if (!read.ok) throw new Error(read.key);
    const list = parsePriceList(read.value[0] ?? { cells: [] });
    expect(list.rows).toHaveLength(1200);
    expect(list.issues).toEqual([]);
    expect(new Set(list.rows.map((unit) => `${unit.building} ${unit.entrance} ${unit.room}`)).size).toBe(1200);
    expect(Object.entries(Object.groupBy(list.rows, (unit) => unit.building)).map(([name, units]) => [name, units?.length])).toEqual([
      ['1号楼', 408],
      ['2号楼', 408],
      ['3号楼', 288],
      ['5号楼', 96],
    ]);
    expect(list.skipped.filter((skip) => skip.reason === 'subtotal')).toHaveLength(5);
  });

  it('holds what its generator makes, prices to the fen', async () => {
    const read = await readXlsx(sample);
    if (!read.ok) throw new Error(read.key);
    expect(parsePriceList(read.value[0] ?? { cells: [] })).toEqual(parsePriceList(sampleList()));
  });

  it('gets dearer with the floor and stays within what such homes cost', () => {
    const { rows } = parsePriceList(sampleList());
    const at = (floor: number) => rows.find((unit) => unit.building === '1号楼' && unit.floor === floor)?.unitPrice ?? 0;
    expect(at(20)).toBeGreaterThan(at(8));
    expect(at(24)).toBeLessThan(at(23));
    for (const unit of rows) {
      expect(unit.unitPrice).toBeGreaterThan(1_000_000);
      expect(unit.unitPrice).toBeLessThan(2_000_000);
      expect(unit.discountedPrice).toBeLessThan(unit.listPrice);
    }
  });
});

describe('workbooks', () => {
  it('gives every kind of cell, keeps empty rows, and reads merges of the right sheet', async () => {
    const rows = [
      '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>内联</t></is></c></row>',
      '<row r="4"><c r="A4"><v>88.88</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#REF!</v></c><c r="D4" s="1"><v>46024</v></c><c r="E4" t="str"><f>A1</f><v>文</v></c></row>',
    ].join('');
    const shared = '<si><r><t>楼</t></r><r><t>栋</t></r><rPh><t>lou</t></rPh></si>';
    const files = workbook(
      [
        { name: '甲', file: 2, xml: sheet(rows, ['A2:B3', 'AA4:AB9']) },
        { name: '乙', file: 1, xml: sheet('<row r="1"><c r="A1"><v>1</v></c></row>') },
      ],
      shared,
    );
    const read = await readXlsx(zipStored(files));
    const cells: Cell[][] = [
      [null, null, null, null, null],
      ['楼栋', null, '内联', null, null],
      [null, null, null, null, null],
      [88.88, true, '#REF!', new Date(Date.UTC(2026, 0, 2)), '文'],
    ];
    expect(read).toEqual({
      ok: true,
      value: [
        {
          name: '甲',
          cells,
          merges: [
            { top: 1, left: 0, bottom: 2, right: 1 },
            { top: 3, left: 26, bottom: 8, right: 27 },
          ],
        },
        { name: '乙', cells: [[1]], merges: [] },
      ],
    });
  });

  it('reads ten thousand units in seconds', async () => {
    const row = (index: number) =>
      `<row r="${index}">${['1号楼', '1单元', '三室两厅'].map((text, column) => `<c r="${'ABC'.charAt(column)}${index}" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}<c r="D${index}"><v>${index}</v></c><c r="E${index}"><v>88.88</v></c><c r="F${index}"><v>12345.67</v></c></row>`;
    const header = `<row r="1">${['楼栋', '单元', '户型', '房号', '建筑面积', '单价'].map((text, column) => `<c r="${'ABCDEF'.charAt(column)}1" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
    const xml = sheet(header + Array.from({ length: 10_000 }, (_, index) => row(index + 2)).join(''));
    const start = performance.now();
    const read = await readXlsx(zipStored(workbook([{ name: 's', file: 1, xml }])));
    expect(performance.now() - start).toBeLessThan(5000);
    expect(read.ok && read.value[0]?.cells.length).toBe(10_001);
  });

  it.each([
    ['an old .xls or encrypted workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), 'file.isXls'],
    ['no bytes', new Uint8Array(0), 'file.notXlsx'],
    ['a web page named .xlsx', encode('<html><table><tr><td>1</td></tr></table></html>'), 'file.notXlsx'],
    ['half a workbook', sample.subarray(0, sample.length / 2), 'file.notXlsx'],
    ['another ZIP', zipStored(new Map([['word/document.xml', encode('<w/>')]])), 'file.notXlsx'],
    ['a workbook without its sheet', zipStored(new Map([...workbook([{ name: 's', file: 1, xml: '' }])].slice(0, 4))), 'file.notXlsx'],
    ['XML cut off', zipStored(workbook([{ name: 's', file: 1, xml: '<sheetData><row r="1"><c r="A1"' }])), 'file.notXlsx'],
    [
      'a stray cell at the far corner',
      zipStored(workbook([{ name: 's', file: 1, xml: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>') }])),
      'file.tooManyCells',
    ],
  ])('refuses %s', async (_, bytes, key) => expect(await readXlsx(bytes)).toMatchObject({ ok: false, key }));

  it('refuses a file whose content does not match its checksum', async () => {
    const bytes = zipStored(workbook([{ name: 's', file: 1, xml: sheet('<row r="1"><c r="A1"><v>1230000</v></c></row>') }]));
    const place = new TextDecoder('latin1').decode(bytes).indexOf('1230000');
    bytes[place] = 0x39;
    expect(await readXlsx(bytes)).toMatchObject({ ok: false, key: 'file.notXlsx' });
  });

  it('never throws, however a workbook is damaged', async () => {
    const files = workbook([{ name: 's', file: 1, xml: sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', ['A1:B2']) }], '<si><t>甲</t></si>');
    const names = [...files.keys()];
    const damage = fc.record({ file: fc.nat(names.length - 1), cut: fc.nat(400), at: fc.nat(400), byte: fc.constantFrom(...'<>"/= aA1') });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const damaged = new Map(files);
        for (const { file, cut, at, byte } of damages) {
          const name = names[file] ?? '';
          const body = (damaged.get(name) ?? encode('')).slice(0, cut < 100 ? cut : undefined);
          if (at < body.length) body[at] = byte.charCodeAt(0);
          damaged.set(name, body);
        }
        expect(typeof (await readXlsx(zipStored(damaged))).ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});

describe('an uploaded file', () => {
  it('is read by its content, whatever its name', async () => {
    const csv = await readSheets(readFileSync(new URL('../../areas/projects/price-list/sample/price-list-gb18030.csv', import.meta.url)));
    const xlsx = await readSheets(sample);
    expect([csv, xlsx].map((read) => read.ok && read.value[0]?.cells[3]?.[0])).toEqual(['幢号', '幢号']);
    expect(await readSheets(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1))).toMatchObject({ key: 'file.isXls' });
    expect(await readSheets(new Uint8Array(0))).toMatchObject({ key: 'file.empty' });
  });
});

describe('unpacking', () => {
  const wanted = () => true;

  it('gives back what was packed', async () => {
    const files = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.uint8Array({ maxLength: 60 })).map((entries) => new Map(Object.entries(entries)));
    await fc.assert(
      fc.asyncProperty(files, async (map) => {
        const unpacked = await unzip(zipStored(map), { wanted, maxBytes: 10_000 });
        expect(unpacked.ok && [...unpacked.value].map(([name, body]) => [name, [...body]])).toEqual([...map].map(([name, body]) => [name, [...body]]));
      }),
    );
  });

  it('stops at the limit, whatever size the archive claims', async () => {
    const packed = await deflated(new Uint8Array(5_000_000));
    const archive = zipStored(new Map([['bomb.xml', packed]]));
    const view = new DataView(archive.buffer);
    const directory = view.getUint32(archive.length - 6, true);
    view.setUint16(directory + 10, 8, true); // deflated, while the size still says what the packed bytes take
    expect(packed.length).toBeLessThan(10_000);
    expect(await unzip(archive, { wanted, maxBytes: 1_000_000 })).toMatchObject({ ok: false, key: 'file.tooLarge' });
    view.setUint32(directory + 24, 4_000_000_000, true);
    expect(await unzip(archive, { wanted, maxBytes: 1_000_000_000 })).toMatchObject({ ok: false, key: 'file.tooLarge' });
  });

  it('refuses encrypted entries and unknown methods', async () => {
    for (const [offset, value] of [
      [8, 1],
      [10, 12],
    ] as const) {
      const archive = zipStored(new Map([['a.xml', encode('<a/>')]]));
      const view = new DataView(archive.buffer);
      view.setUint16(view.getUint32(archive.length - 6, true) + offset, value, true);
      expect(await unzip(archive, { wanted, maxBytes: 1000 })).toMatchObject({ ok: false, key: 'file.notXlsx' });
    }
  });
});
