import { scanTypes } from '../../../shared/areas/archives/scan-types.ts';
import { resourceEntry } from '../office.ts';
import { ApiProblem, call } from '../providers/api.ts';
import { sha256Of } from '../sha256.ts';

export type UploadState = { readonly phase: 'hashing' | 'sending' | 'keeping' | 'kept' | 'failed'; readonly percent: number };
type Paper = { readonly file: File; readonly document: string; readonly project: string; readonly subject: string };
type Ticket = { readonly id: string; readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** Largest file that the archive takes, in bytes. */
const mostBytes = 100_000_000;
/** How much of the bar each phase fills, in percent. */
const share = { hashing: 5, sending: 90, kept: 100 } as const;

/** Why a file cannot be uploaded, as the key of a text. */
export function wrongFile(file: Pick<File, 'type' | 'size'>): 'files.wrongType' | 'files.tooLarge' | undefined {
  if (!(file.type in scanTypes)) return 'files.wrongType';
  return file.size > mostBytes ? 'files.tooLarge' : undefined;
}

/**
 * Sends a paper to the archive: its SHA-256 is computed here and signed into the address, the bytes go there straight, and the
 * archive checks and locks them.
 *
 * @param report told of every step
 * @returns the id of the scan
 * @throws ApiProblem when one of the steps is refused
 */
export async function uploadScan({ file, document, project, subject }: Paper, report: (state: UploadState) => void): Promise<string> {
  report({ phase: 'hashing', percent: 0 });
  const sha256 = await sha256Of(file);
  report({ phase: 'sending', percent: share.hashing });
  const body = { project, subject, name: file.name, document, contentType: file.type, size: file.size, sha256 };
  const { data: ticket } = await call<{ data: Ticket }>(`${resourceEntry('scan').path}/upload`, { method: 'POST', body });
  await put(ticket, file, (sent) => report({ phase: 'sending', percent: Math.round(share.hashing + sent * (share.sending - share.hashing)) }));
  report({ phase: 'keeping', percent: share.sending });
  await keepScan(ticket.id);
  report({ phase: 'kept', percent: share.kept });
  return ticket.id;
}

/** Has the archive check and lock what arrived. */
export const keepScan = (id: string): Promise<unknown> => call(`${resourceEntry('scan').path}/${id}/keep`, { method: 'POST', body: {} });

/** Opens a kept file in a new tab. */
export async function openScan(id: string): Promise<void> {
  // A tab opened after an answer would be taken for a pop-up, so it is opened at once and led there.
  const tab = window.open('about:blank', '_blank');
  try {
    const { data } = await call<{ data: { url: string } }>(`${resourceEntry('scan').path}/${id}/open`);
    if (tab) tab.opener = null;
    if (tab) tab.location.href = data.url;
    else location.assign(data.url);
  } catch (error) {
    tab?.close();
    throw error;
  }
}

/** `fetch` does not tell how much was sent; XMLHttpRequest does. The browser sets the length itself. */
function put({ url, headers }: Ticket, file: File, onProgress: (sent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) if (!/^(host|content-length)$/i.test(name)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new ApiProblem(request.status, { title: request.statusText, messages: refused(request.status) }));
    request.onerror = () => reject(new ApiProblem(0, {}));
    request.send(file);
  });
}

const refused = (status: number) => ({ zh: `上传失败（${status}）`, en: `The upload failed (${status})` });
