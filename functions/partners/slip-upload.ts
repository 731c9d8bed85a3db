import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { inboxKey } from '../archives/keys.ts';
import { create } from '../kit/records/write.ts';
import type { Performer } from './answer-endpoint.ts';

/** An address for a slip of one of the partner's own loans, for these bytes alone; the partner then asks for it to be kept. */
export const uploadSlip: Performer = async ({ given, seen, opened, repeat }) => {
  const { loan: subject, name, contentType, size, sha256 } = given as { loan: string; name: string; contentType: string; size: number; sha256: string }; // checked by the endpoint's input
  const { project } = await seen.get(loan, subject);
  const { context } = opened;
  const id = context.newId(scan.idPrefix);
  const upload = await context.archive.presignUpload({ key: inboxKey(id), sha256, size, contentType });
  const body = { data: { id, ...upload } };
  const write = create(scan, { project, subject, name, document: 'loanPaper', contentType, size, sha256 }, { id, event: 'scan.begun' });
  await context.records.write([write], repeat ? { idempotency: { ...repeat, answer: () => ({ status: 201, body }) } } : {});
  return { status: 201, body };
};
