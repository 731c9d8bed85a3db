import type { Page, Response } from 'playwright-core';

/** What went wrong on a page without anybody seeing it. */
export type Watch = {
  /** Errors of the console, requests to others, failures of the server, and personal data in answers. */
  readonly faults: string[];
  /** Addresses asked for since the last call. */
  take(): string[];
};

/** Refusals are answers, and the browser notes each of them; what the server cannot answer is told apart by its status. */
const refusalNote = /^Failed to load resource: the server responded with a status of 4\d\d/;
/** Eighteen characters of an identity number, and eleven digits of a mobile number, standing alone. */
export const personalData = /(?<![\w-])(\d{17}[\dX]|1[3-9]\d{9})(?![\w-])/;

/** Listens to a page from its first request on. `allowed` are the origins it may ask. */
export function watch(page: Page, allowed: readonly string[]): Watch {
  const faults: string[] = [];
  let asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !refusalNote.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    asked.push(url.pathname + url.search);
    if (/^https?:$/.test(url.protocol) && !allowed.includes(url.origin)) faults.push(`asked another: ${url.href}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`);
    void readAnswer(response).then((text) => {
      const found = personalData.exec(text);
      if (found) faults.push(`personal data in ${response.url()}: ${text.slice(Math.max(0, found.index - 40), found.index + 30)}`);
    });
  });
  return {
    faults,
    take: () => {
      const taken = asked;
      asked = [];
      return taken;
    },
  };
}

/** The text of an answer of the API; nothing where it is gone with its page, and for the one operation that reveals. */
async function readAnswer(response: Response): Promise<string> {
  const { pathname } = new URL(response.url());
  if (!pathname.startsWith('/api/') || pathname.endsWith('/reveal')) return '';
  return response.text().catch(() => '');
}
