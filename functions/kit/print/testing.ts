import { inflateSync } from 'node:zlib';

/** What a page shows: the text that can be selected, and the outline of each glyph drawn, in their order. */
export type ShownText = { readonly text: string; readonly outlines: readonly Buffer[] };

/**
 * Reads a PDF made by `printForm` the way a viewer does, for tests: the glyph numbers that the pages draw, their outlines in
 * the embedded font, and the characters that the font's map gives for them.
 */
export function readPdf(pdf: Uint8Array): ShownText & { readonly pageCount: number } {
  const bytes = Buffer.from(pdf);
  const objects = [...bytes.toString('latin1').matchAll(/\n\d+ 0 obj\n(.*?)\nendobj/gs)].map(([, body = '']) => body);
  const streams = objects
    .filter((body) => body.includes('\nstream\n'))
    .map((body) => ({ head: body.slice(0, body.indexOf('\nstream\n')), data: dataOf(body) }));
  const font = streams.find(({ data }) => data.toString('latin1', 0, 4) === 'true');
  const map = streams.find(({ data }) => data.includes('beginbfrange'));
  if (!font || !map) throw new Error('expected a PDF with one embedded TrueType font, got none');
  const characters = charactersOf(map.data.toString('latin1'));
  const glyphs = streams.flatMap(({ data }) => (data.includes('BT\n') ? drawnIn(data.toString('latin1')) : []));
  return {
    pageCount: objects.filter((body) => /\/Type \/Page\n/.test(body)).length,
    text: glyphs.map((glyph) => characters[glyph] ?? '\ufffd').join(''),
    outlines: glyphs.map((glyph) => outlineOf(font.data, glyph)),
  };
}

function dataOf(body: string): Buffer {
  const raw = Buffer.from(body.slice(body.indexOf('\nstream\n') + '\nstream\n'.length, body.lastIndexOf('\nendstream')), 'latin1');
  return body.includes('/FlateDecode') ? inflateSync(raw) : raw;
}

/** Glyph numbers of the text operators, four hex digits each. */
const drawnIn = (content: string): number[] =>
  [...content.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex = '']) => (hex.match(/.{4}/g) ?? []).map((glyph) => Number.parseInt(glyph, 16)));

/** Characters by glyph number, from the ranges `<from> <to> [<text> …]`. */
function charactersOf(map: string): Record<number, string> {
  const found: Record<number, string> = {};
  for (const [, from = '', list = ''] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    for (const [place, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]+)>/gi)].entries()) {
      found[Number.parseInt(from, 16) + place] = Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');
    }
  }
  return found;
}

/**
 * The outline of a glyph in a TrueType font: empty for a blank.
 * @example outlineOf(readFileSync(fontPath()), 1)
 */
export function outlineOf(font: Buffer, glyph: number): Buffer {
  const [loca, glyf] = [tableOf(font, 'loca'), tableOf(font, 'glyf')];
  const isLong = font.readInt16BE(tableOf(font, 'head') + 50) === 1;
  const at = (place: number): number => (isLong ? font.readUInt32BE(loca + place * 4) : font.readUInt16BE(loca + place * 2) * 2);
  return font.subarray(glyf + at(glyph), glyf + at(glyph + 1));
}

/** The glyph number of a character, from a character map of format 12; 0 where there is none. */
export function glyphOf(font: Buffer, character: string): number {
  const cmap = tableOf(font, 'cmap');
  const codepoint = character.codePointAt(0) ?? 0;
  const maps = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, place) => cmap + font.readUInt32BE(cmap + 8 + place * 8));
  const full = maps.find((at) => font.readUInt16BE(at) === 12) ?? 0;
  const groups = Array.from({ length: font.readUInt32BE(full + 12) }, (_, place) => full + 16 + place * 12);
  const group = groups.find((at) => font.readUInt32BE(at) <= codepoint && codepoint <= font.readUInt32BE(at + 4));
  return group === undefined ? 0 : font.readUInt32BE(group + 8) + codepoint - font.readUInt32BE(group);
}

function tableOf(font: Buffer, tag: string): number {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, place) => 12 + place * 16);
  const entry = tables.find((at) => font.toString('latin1', at, at + 4) === tag);
  if (entry === undefined) throw new Error(`expected a table ${tag} in the font, got none`);
  return font.readUInt32BE(entry + 8);
}
