/**
 * Text in GB18030, which no platform encodes by itself: the two-byte codes are learnt from the decoder, and characters
 * beyond U+FFFF are computed.
 * @throws RangeError for a character of the basic plane that has no two-byte code.
 * @example encodeGb18030('楼') // bytes C2 A5
 */
export function encodeGb18030(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const pair = code < 0x80 ? [code] : code > 0xffff ? fourBytes(code) : twoBytes().get(char);
    if (pair === undefined) throw new RangeError(`expected a character of GBK, got ${char}`);
    bytes.push(...pair);
  }
  return Uint8Array.from(bytes);
}

/** U+10000 is 90 30 81 30, and the codes run on from there, the last byte first. */
function fourBytes(code: number): number[] {
  const linear = code - 0x10000;
  return [0x90 + Math.floor(linear / 12_600), 0x30 + (Math.floor(linear / 1260) % 10), 0x81 + (Math.floor(linear / 10) % 126), 0x30 + (linear % 10)];
}

let table: Map<string, number[]> | undefined;

function twoBytes(): Map<string, number[]> {
  if (table !== undefined) return table;
  const decoder = new TextDecoder('gb18030');
  table = new Map();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const char = decoder.decode(Uint8Array.of(lead, trail));
      if ([...char].length === 1 && char !== '\ufffd') table.set(char, [lead, trail]);
    }
  }
  return table;
}
