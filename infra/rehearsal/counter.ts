import { createHash } from 'node:crypto';
import type { Partner, Reply } from '../partner/open-partner.ts';
import { RehearsalError } from './case.ts';
import { samplePdf } from './papers.ts';

/** A loan as its bank sees it. */
export type SeenLoan = {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly amount: number;
  readonly disbursed: number;
  readonly approvedAmount?: number;
};
type Paper = { readonly id: string; readonly status: string; readonly name: string };
type Upload = { readonly id: string; readonly url: string; readonly headers: Record<string, string> };
type Release = { readonly serial: string; readonly amount: number; readonly on: string; readonly idempotencyKey?: string };

/** The counter of a bank: what its own system asks of the office. Refusals are answers. */
export function bankCounter(client: Partner) {
  const at = (loan: string) => `/partner/v1/loans/${loan}`;
  return {
    loans: async (status: string) => proven(await client.get<SeenLoan[]>('/partner/v1/loans', { status }), `loans ${status}`),
    loan: async (loan: string) => proven(await client.get<SeenLoan>(at(loan)), 'loan'),
    refuse: (loan: string, on: string) => client.post(`${at(loan)}/decision`, { isApproved: false, decidedOn: on, refusal: '借款人负债率过高' }),
    ask: (loan: string, papers: readonly string[]) =>
      client.post(`${at(loan)}/material-requests`, { materials: papers.map((name) => ({ name, copies: 1 })), reason: '请补充资料后再审' }),
    approve: (loan: SeenLoan, on: string) =>
      client.post(`${at(loan.id)}/decision`, { isApproved: true, decidedOn: on, amount: loan.amount, bankReference: `SP-${loan.number}` }),
    sign: (loan: SeenLoan, on: string) => client.post(`${at(loan.id)}/signing`, { signedOn: on, loanContract: `JK-${loan.number}` }),
    /** Looks at every paper that was given, its file too, and accepts it; answers how many. */
    async judge(loan: string): Promise<number> {
      const papers = proven(await client.get<Paper[]>(`${at(loan)}/materials`), 'papers').filter(({ status }) => status === 'given');
      for (const { id } of papers) {
        proven(await client.get(`/partner/v1/materials/${id}/files`), 'files');
        proven(await client.post(`/partner/v1/materials/${id}/judgement`, { isAccepted: true }), 'judgement');
      }
      return papers.length;
    },
    /** Sends the slip and reports the release with it. */
    async release(loan: string, { serial, amount, on, idempotencyKey }: Release): Promise<Reply<SeenLoan>> {
      const report = { serial, amount, currency: 'CNY', valueOn: on, slip: await sendSlip(client, loan, serial) };
      return client.post<SeenLoan>(`${at(loan)}/disbursements`, report, idempotencyKey ? { idempotencyKey } : {});
    },
  };
}
export type BankCounter = ReturnType<typeof bankCounter>;

/** A law firm sees to a signing: reads the text, files its opinion, confirms, takes the papers and hands them to the bank. */
export const lawyerSteps = ['opinion', 'signing', 'papers/taken', 'papers/returned'] as const;
export function lawyerDesk(client: Partner) {
  const at = (matter: string) => `/partner/v1/matters/${matter}`;
  const handed = { items: '借款合同、抵押合同各一份' };
  const said = (on: string) => ({
    opinion: { isFavourable: true, opinion: '文件齐备，主体适格，可以签署', opinedOn: on },
    signing: { mode: 'online', confirmedOn: on },
    'papers/taken': { on, receiver: '方律师', ...handed },
    'papers/returned': { on, receiver: '信贷部 马经理', ...handed },
  });
  return {
    matters: async (status: string) => proven(await client.get<{ id: string; loan: string; status: string }[]>('/partner/v1/matters', { status }), 'matters'),
    text: async (matter: string) => proven(await client.get<{ textHash: string }>(`${at(matter)}/text`), 'text'),
    say: (matter: string, step: (typeof lawyerSteps)[number], on: string) => client.post<{ status: string }>(`${at(matter)}/${step}`, said(on)[step]),
  };
}
export type LawyerDesk = ReturnType<typeof lawyerDesk>;

/** The answer, when it is not a refusal, and it is the office's. */
export function proven<T>({ status, data, problem, isProven }: Reply<T>, what: string): T {
  if (problem) throw new RehearsalError(`${what}: expected an answer, got ${status} ${problem.code ?? problem.title} ${JSON.stringify(problem.errors ?? {})}`);
  if (!isProven) throw new RehearsalError(`${what}: expected an answer that proves itself`);
  return data;
}

async function sendSlip(client: Partner, loan: string, serial: string): Promise<string> {
  const bytes = new Uint8Array(samplePdf(`release ${serial}`));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const announced = { loan, name: `${serial}.pdf`, contentType: 'application/pdf', size: bytes.length, sha256 };
  const { id, url, headers } = proven(await client.post<Upload>('/partner/v1/uploads', announced), 'upload');
  const sent = await fetch(url, { method: 'PUT', headers, body: bytes });
  if (!sent.ok) throw new RehearsalError(`expected the slip to be taken, got ${sent.status} ${await sent.text()}`);
  proven(await client.post(`/partner/v1/uploads/${id}/kept`), 'keep the slip');
  return id;
}
