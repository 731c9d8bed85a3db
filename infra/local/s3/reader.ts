import { refuse } from './errors.ts';

/** Reads a stream by lines, by counts and up to a delimiter, holding no more than one chunk and one delimiter. */
export type Reader = {
  /** The next line without its CRLF; one longer than `maxBytes` is refused. */
  line(maxBytes: number): Promise<string>;
  /** The next bytes, at most `maxBytes` of them; undefined at the end. */
  some(maxBytes: number): Promise<Buffer | undefined>;
  /** Everything before the delimiter, which is consumed too. */
  until(delimiter: Buffer): AsyncGenerator<Buffer>;
};

/**
 * A reader over a body. A stream that ends inside a line or before a delimiter is IncompleteBody.
 *
 * @example
 * const reader = createReader(request)
 * const size = Number.parseInt(await reader.line(256), 16)
 */
export function createReader(source: AsyncIterable<Buffer>): Reader {
  const { more, peek, take } = createBuffer(source);
  return {
    async line(maxBytes) {
      for (;;) {
        const end = peek().indexOf('\r\n');
        if (end > maxBytes || (end < 0 && peek().length > maxBytes + 1)) throw refuse('InvalidRequest', 'A line of the body is too long.');
        if (end >= 0) return take(end + 2).toString('latin1', 0, end);
        if (!(await more())) throw refuse('IncompleteBody');
      }
    },
    async some(maxBytes) {
      while (peek().length === 0) if (!(await more())) return undefined;
      return take(maxBytes);
    },
    async *until(delimiter) {
      for (;;) {
        const end = peek().indexOf(delimiter);
        if (end > 0) yield take(end);
        if (end >= 0) return void take(delimiter.length);
        // The last bytes may be the delimiter's beginning.
        const safe = peek().length - (delimiter.length - 1);
        if (safe > 0) yield take(safe);
        if (!(await more())) throw refuse('IncompleteBody');
      }
    },
  };
}

function createBuffer(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  return {
    peek: () => held,
    take(count: number): Buffer {
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      return taken;
    },
    /** Waits for the next chunk; false at the end. */
    async more(): Promise<boolean> {
      const next = await chunks.next();
      if (next.done) return false;
      held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
      return true;
    },
  };
}
