import { fail } from '../../../shared/kit/errors.ts';
import { type Label, label } from '../../../shared/kit/label.ts';
import { type Coverage, hasGlyph, printedCoverage } from './font.ts';
import type { PrintedForm } from './form.ts';

/**
 * Refuses a form with a character that the font has no glyph for, before anything is printed: a PDF would show nothing in
 * its place. The refusal names the character and where it stands.
 *
 * @throws RefusalError `print.glyph` with `character`, `codepoint` and `field`
 * @example checkGlyphs({ company: '云栖里', title: '催交款通知书', printedAt, facts: [{ label: '买受人', value: '𠮷田' }] })
 * // “𠮷” (U+20BB7): 买受人
 */
export function checkGlyphs(form: PrintedForm, coverage: Coverage = printedCoverage()): void {
  for (const { field, text } of textsOf(form)) {
    for (const character of text) {
      const codepoint = character.codePointAt(0) ?? 0;
      // A line break is no glyph.
      if (character === '\n' || hasGlyph(coverage, codepoint)) continue;
      const written = `U+${codepoint.toString(16).toUpperCase().padStart(4, '0')}`;
      fail('print.glyph', { parameters: { character, codepoint: written, field } });
    }
  }
}

type Text = { readonly field: Label; readonly text: string };

function* textsOf(form: PrintedForm): Generator<Text> {
  yield { field: label('公司', 'Company'), text: form.company };
  yield { field: label('标题', 'Title'), text: form.title };
  if (form.number) yield { field: label('编号', 'Number'), text: form.number };
  if (form.printedBy) yield { field: label('打印人', 'Printed by'), text: form.printedBy };
  for (const fact of form.facts ?? []) yield { field: label(fact.label, fact.label), text: fact.label + fact.value };
  if (form.total) yield { field: label(form.total.label, form.total.label), text: form.total.label };
  for (const [name, lines] of [
    [label('正文', 'Text'), form.paragraphs],
    [label('说明', 'Notes'), form.notes],
    [label('签字栏', 'Signatures'), form.signatures],
  ] as const) {
    for (const text of lines ?? []) yield { field: name, text };
  }
  yield* tableTexts(form.table);
}

function* tableTexts(table: PrintedForm['table']): Generator<Text> {
  const titles = table?.columns.map(({ title }) => title) ?? [];
  for (const title of titles) yield { field: label('表头', 'Heading'), text: title };
  for (const [row, cells] of (table?.rows ?? []).entries()) {
    for (const [column, text] of cells.entries()) {
      yield { field: label(`${titles[column]}（第 ${row + 1} 行）`, `${titles[column]} (row ${row + 1})`), text };
    }
  }
  for (const [column, text] of (table?.totals ?? []).entries()) yield { field: label(`${titles[column]}（合计）`, `${titles[column]} (total)`), text };
}
