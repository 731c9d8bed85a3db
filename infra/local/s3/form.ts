import { refuse } from './errors.ts';
import type { Reader } from './reader.ts';

export type Form = {
  /** The fields before the file, by lower-case name. */
  fields: Record<string, string>;
  file: { name: string; data: AsyncGenerator<Buffer> };
};

/** S3's limit for what stands before the file. */
const maxFieldBytes = 20_480;
const maxLineBytes = 4096;

/**
 * Reads a multipart/form-data body up to its file, whose bytes are then taken from the stream, not held. What follows
 * the file is not read, as in S3.
 *
 * @example
 * const form = await readForm(createReader(request), boundaryOf(request.headers['content-type']))
 */
export async function readForm(reader: Reader, boundary: string): Promise<Form> {
  const fields: Record<string, string> = Object.create(null);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  if ((await reader.line(maxLineBytes)) !== `--${boundary}`) throw refuse('MalformedPOSTRequest');
  let left = maxFieldBytes;
  for (;;) {
    const head = await readHead(reader);
    if (head.name === 'file') return { fields, file: { name: head.fileName, data: reader.until(delimiter) } };
    const chunks: Buffer[] = [];
    for await (const chunk of reader.until(delimiter)) {
      left -= chunk.length;
      if (left < 0) throw refuse('MaxPostPreDataLengthExceededError');
      chunks.push(chunk);
    }
    left -= head.name.length;
    if (Object.hasOwn(fields, head.name)) throw refuse('InvalidArgument', `The form has the field ${head.name} twice.`);
    fields[head.name] = Buffer.concat(chunks).toString('utf8');
    // `--` behind the delimiter is the end of the form.
    if ((await reader.line(maxLineBytes)) !== '') throw refuse('InvalidArgument', 'POST requires exactly one file upload per request.');
  }
}

/**
 * The boundary in a content type, or undefined where it is not a form.
 *
 * @example
 * boundaryOf('multipart/form-data; boundary=abc') // 'abc'
 */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const match = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '');
  return match?.[1] ?? match?.[2];
}

async function readHead(reader: Reader): Promise<{ name: string; fileName: string }> {
  let name: string | undefined;
  let fileName = '';
  for (let line = await reader.line(maxLineBytes); line !== ''; line = await reader.line(maxLineBytes)) {
    if (!/^content-disposition:/i.test(line)) continue;
    const text = Buffer.from(line, 'latin1').toString('utf8');
    name = /;\s*name="([^"]*)"/i.exec(text)?.[1]?.toLowerCase();
    fileName = /;\s*filename="([^"]*)"/i.exec(text)?.[1] ?? '';
  }
  if (!name) throw refuse('MalformedPOSTRequest');
  return { name, fileName };
}
