import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { type Instant, instantMs } from '../../../shared/kit/calendar/plain-date.ts';
import { capitalAmount } from '../../../shared/kit/capital-amount.ts';
import { formatYuan } from '../../../shared/kit/money.ts';
import { checkGlyphs } from './check-glyphs.ts';
import { fontPath } from './font.ts';
import type { PrintedForm } from './form.ts';

const font = 'NotoSansSC';
const fontSize = 10;
/** Points: two centimetres and a little more at the foot for the page number. */
const margins: [number, number, number, number] = [56, 56, 56, 62];
/** China has had one time zone without daylight saving since 1991. */
const shanghaiMs = 8 * 3_600_000;

/**
 * Prints a form as PDF (A4) with the glyphs it uses embedded. The same form gives the same bytes.
 *
 * @throws RefusalError `print.glyph` for a character without a glyph
 * @example const pdf = await printForm({ company: '云栖里置业有限公司', title: '客户交款明细表', printedAt: now, table })
 */
export async function printForm(form: PrintedForm): Promise<Uint8Array> {
  checkGlyphs(form);
  // A megabyte of code that only printing needs: not loaded when the function starts.
  const { default: pdfmake } = await import('pdfmake');
  const path = fontPath();
  pdfmake.setFonts({ [font]: { normal: path } });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((asked) => asked === path);
  return pdfmake.createPdf(definitionOf(form)).getBuffer();
}

/** The form as pdfmake describes documents. */
function definitionOf(form: PrintedForm): TDocumentDefinitions {
  const printed = ['打印时间', shanghaiTime(form.printedAt), form.printedBy ?? ''].join(' ').trim();
  return {
    pageSize: 'A4',
    pageOrientation: form.isLandscape ? 'landscape' : 'portrait',
    pageMargins: margins,
    info: { title: form.title, author: form.company, creationDate: new Date(form.printedAt), modDate: new Date(form.printedAt) },
    defaultStyle: { font, fontSize, lineHeight: 1.3 },
    content: [...headOf(form), ...tableOf(form), ...endOf(form)],
    footer: (page, pages) => ({
      columns: [{ text: printed }, { text: `第 ${page} 页 / 共 ${pages} 页`, alignment: 'right' }],
      margin: [margins[0], 20, margins[2], 0],
      fontSize: 8,
    }),
  };
}

function headOf({ company, title, number, facts = [], paragraphs = [] }: PrintedForm): Content[] {
  const pairs = facts.map(({ label, value }): Content => ({ text: `${label}：${value}` }));
  const rows = Array.from({ length: Math.ceil(pairs.length / 2) }, (_, row): Content => ({ columns: pairs.slice(row * 2, row * 2 + 2), columnGap: 16 }));
  return [
    { text: company, alignment: 'center', fontSize: 12 },
    { text: title, alignment: 'center', fontSize: 18, margin: [0, 4, 0, 6] },
    ...(number ? [{ text: `编号：${number}`, alignment: 'right' as const, fontSize: 9, margin: [0, 0, 0, 6] as [number, number, number, number] }] : []),
    ...rows,
    // Two characters, as a paragraph of an official letter begins.
    ...paragraphs.map((text): Content => ({ text, leadingIndent: 2 * fontSize, margin: [0, 6, 0, 0], lineHeight: 1.6 })),
  ];
}

function tableOf({ table }: PrintedForm): Content[] {
  if (!table) return [];
  const { columns, rows, totals } = table;
  const wrong = [...rows, ...(totals ? [totals] : [])].find((row) => row.length !== columns.length);
  if (wrong) throw new Error(`expected rows of ${columns.length} cells, got ${wrong.length}`);
  const cells = (row: readonly string[]): TableCell[] => row.map((text, place) => ({ text, alignment: columns[place]?.align ?? 'left' }));
  const head = columns.map(({ title }): TableCell => ({ text: title, alignment: 'center', fillColor: '#eeeeee' }));
  return [
    {
      table: {
        headerRows: 1,
        widths: columns.map(({ width }) => width ?? '*'),
        dontBreakRows: true,
        body: [head, ...rows.map(cells), ...(totals ? [cells(totals)] : [])],
      },
      layout: { hLineWidth: () => 0.5, vLineWidth: () => 0.5 },
      fontSize: 9,
      margin: [0, 8, 0, 0],
    },
  ];
}

function endOf({ total, notes = [], signatures = [] }: PrintedForm): Content[] {
  const lines = signatures.map((name): Content => ({ text: `${name}：＿＿＿＿＿＿＿＿`, margin: [0, 0, 0, 16] }));
  const rows = Array.from({ length: Math.ceil(lines.length / 2) }, (_, row): Content => ({ columns: lines.slice(row * 2, row * 2 + 2), columnGap: 16 }));
  return [
    ...(total
      ? [
          {
            text: `${total.label}：${formatYuan(total.fen)}（人民币大写：${capitalAmount(total.fen)}）`,
            margin: [0, 8, 0, 0] as [number, number, number, number],
          },
        ]
      : []),
    ...notes.map((text): Content => ({ text, fontSize: 9, margin: [0, 6, 0, 0] })),
    // Names and lines stay on one page.
    ...(rows.length > 0 ? [{ stack: rows, unbreakable: true, margin: [0, 28, 0, 0] as [number, number, number, number] }] : []),
  ];
}

const shanghaiTime = (at: Instant): string => new Date(instantMs(at) + shanghaiMs).toISOString().slice(0, 16).replace('T', ' ');
