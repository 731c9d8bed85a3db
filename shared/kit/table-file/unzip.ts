import { accept, type Checked, refuse } from '../checked.ts';

export type ZipKey = 'file.notXlsx' | 'file.tooLarge';

type Entry = { name: string; method: number; start: number; size: number; unpacked: number; crc: number };

const megabyte = 1024 * 1024;
const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;

/**
 * Unpacks the files of a ZIP archive whose names pass a test, with the engine's own inflate, and never more than
 * `maxBytes` in all, whatever sizes the archive claims.
 * @param bytes the archive; encrypted and ZIP64 ones are refused
 * @example await unzip(bytes, { wanted: (name) => name.endsWith('.xml'), maxBytes: 50_000_000 })
 */
export async function unzip(
  bytes: Uint8Array,
  options: { wanted: (name: string) => boolean; maxBytes: number },
): Promise<Checked<Map<string, Uint8Array>, ZipKey>> {
  const entries = directoryOf(bytes)?.filter((entry) => options.wanted(entry.name));
  if (entries === undefined) return refuse('file.notXlsx');
  const tooLarge = refuse('file.tooLarge', { max: Math.round(options.maxBytes / megabyte) } as const);
  const files = new Map<string, Uint8Array>();
  let left = options.maxBytes;
  for (const entry of entries) {
    if (entry.unpacked > left || entry.size > left) return tooLarge;
    const packed = bytes.subarray(entry.start, entry.start + entry.size);
    const file = entry.method === 0 ? packed : await inflate(packed, left);
    if (file === 'corrupt') return refuse('file.notXlsx');
    if (file === 'tooLarge') return tooLarge;
    if (crc32(file) !== entry.crc) return refuse('file.notXlsx');
    left -= file.length;
    files.set(entry.name, file);
  }
  return accept(files);
}

/**
 * Packs files into a ZIP archive without compressing them.
 * @example zipStored(new Map([['a.xml', new Uint8Array([60])]]))
 */
export function zipStored(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const named = [...files].map(([name, body]) => ({ name: new TextEncoder().encode(name), body, crc: crc32(body) }));
  const headers = named.reduce((sum, { name }) => sum + 76 + 2 * name.length, 22);
  const out = new Uint8Array(named.reduce((sum, { body }) => sum + body.length, headers));
  const view = new DataView(out.buffer);
  let at = 0;
  const starts = named.map(({ name, body, crc }) => {
    const start = at;
    view.setUint32(at, localMark, true);
    view.setUint32(at + 14, crc, true);
    view.setUint32(at + 18, body.length, true);
    view.setUint32(at + 22, body.length, true);
    view.setUint16(at + 26, name.length, true);
    out.set(name, at + 30);
    out.set(body, at + 30 + name.length);
    at += 30 + name.length + body.length;
    return start;
  });
  const directory = at;
  for (const [index, { name, body, crc }] of named.entries()) {
    view.setUint32(at, entryMark, true);
    view.setUint32(at + 16, crc, true);
    view.setUint32(at + 20, body.length, true);
    view.setUint32(at + 24, body.length, true);
    view.setUint16(at + 28, name.length, true);
    view.setUint32(at + 42, starts[index] ?? 0, true);
    out.set(name, at + 46);
    at += 46 + name.length;
  }
  view.setUint32(at, endMark, true);
  view.setUint16(at + 8, named.length, true);
  view.setUint16(at + 10, named.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return out;
}

/** The entries of an archive, or `undefined` when its directory is missing, damaged, encrypted or ZIP64. */
function directoryOf(bytes: Uint8Array): Entry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The end record is 22 bytes and at most 65,535 of comment away from the end.
  let end = bytes.length - 22;
  while (end >= Math.max(0, bytes.length - 65_557) && view.getUint32(end, true) !== endMark) end -= 1;
  if (end < Math.max(0, bytes.length - 65_557)) return undefined;
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const entry = entryAt(view, bytes, at);
    if (entry === undefined) return undefined;
    entries.push(entry);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function entryAt(view: DataView, bytes: Uint8Array, at: number): Entry | undefined {
  if (at + 46 > bytes.length || view.getUint32(at, true) !== entryMark) return undefined;
  const isEncrypted = (view.getUint16(at + 8, true) & 1) !== 0;
  const method = view.getUint16(at + 10, true);
  const [size, unpacked, local] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true), view.getUint32(at + 42, true)];
  if (isEncrypted || (method !== 0 && method !== 8) || local + 30 > bytes.length || view.getUint32(local, true) !== localMark) return undefined;
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + size > bytes.length) return undefined;
  const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + view.getUint16(at + 28, true)));
  return { name, method, start, size, unpacked, crc: view.getUint32(at + 16, true) };
}

async function inflate(packed: Uint8Array, maxBytes: number): Promise<Uint8Array | 'corrupt' | 'tooLarge'> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A copy, because a view of a shared buffer is no body for a Blob.
  const reader = new Blob([packed.slice()]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      chunks.push(part.value);
      length += part.value.length;
      if (length > maxBytes) {
        await reader.cancel();
        return 'tooLarge';
      }
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what the platform throws for a damaged stream
    return 'corrupt';
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** Remainders of the checksum for each byte. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum ZIP keeps of each file: a damaged one must not pass for a list with other prices. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
