import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const name = 'NotoSansSC_400Regular.ttf';

/**
 * Where the font stands: beside the bundle on Lambda, where `infra/bundle.ts` puts it, and in its package when the source
 * runs. WOFF2 would be embedded whole, a TrueType font only with the glyphs that are used.
 */
export function fontPath(): string {
  const beside = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/400Regular/${name}`);
}

/** Runs of code points that have glyphs, in ascending order. */
export type Coverage = { readonly starts: Uint32Array; readonly ends: Uint32Array };

/** Length of an entry of the table directory, and of a group of code points. */
const [entryBytes, groupBytes] = [16, 12];

/**
 * The code points that a TrueType font has glyphs for, read from its character map (`cmap`, format 12).
 * @throws Error for a font without such a map.
 * @example hasGlyph(readCoverage(readFileSync(fontPath())), 0x6c49) // true: 汉
 */
export function readCoverage(font: Buffer): Coverage {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, place) => 12 + place * entryBytes);
  const entry = tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap');
  if (entry === undefined) throw new Error('expected a TrueType font with a character map, got none');
  const cmap = font.readUInt32BE(entry + 8);
  const maps = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, place) => cmap + font.readUInt32BE(cmap + 8 + place * 8));
  const full = maps.find((at) => font.readUInt16BE(at) === 12);
  if (full === undefined) throw new Error('expected a character map of format 12, got others');
  const groups = Array.from({ length: font.readUInt32BE(full + 12) }, (_, place) => full + 16 + place * groupBytes);
  return { starts: Uint32Array.from(groups, (at) => font.readUInt32BE(at)), ends: Uint32Array.from(groups, (at) => font.readUInt32BE(at + 4)) };
}

/** Whether a code point has a glyph. */
export function hasGlyph({ starts, ends }: Coverage, codepoint: number): boolean {
  let [low, high] = [0, starts.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codepoint < (starts[middle] ?? 0)) high = middle - 1;
    else if (codepoint > (ends[middle] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

let known: Coverage | undefined;

/** The coverage of the font that documents are printed with. */
export function printedCoverage(): Coverage {
  known ??= readCoverage(readFileSync(fontPath()));
  return known;
}
