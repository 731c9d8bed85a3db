import { createHash } from 'node:crypto';
import { must, RehearsalError } from './case.ts';
import type { Client } from './client.ts';

type Upload = { id: string; url: string; headers: Record<string, string> };

/** A one-page PDF that says what it is; small, but a real one. */
export function samplePdf(title: string): Buffer {
  const text = `BT /F1 18 Tf 72 720 Td (${title.replace(/[^ -~]/g, '?')}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
  );
}

/** Uploads a scan the way a browser does and has it kept; answers the id of the scan. */
export async function keepPaper(client: Client, input: { project: string; subject: string; document: string; name: string }): Promise<string> {
  const bytes = samplePdf(input.name);
  const announced = { ...input, contentType: 'application/pdf', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  const { id, url, headers } = must(await client.post<Upload>('/archives/scan/upload', announced), 'upload').data;
  const sent = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  if (!sent.ok) throw new RehearsalError(`expected the upload to be taken, got ${sent.status} ${await sent.text()}`);
  must(await client.post(`/archives/scan/${id}/keep`), 'keep');
  return id;
}
