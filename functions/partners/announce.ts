import { createHash } from 'node:crypto';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import type { announceChanges } from '../../shared/areas/partners/announce-changes.operation.ts';
import { type Partner, partner } from '../../shared/areas/partners/partner.resource.ts';
import { webhookDelivery } from '../../shared/areas/partners/webhook-delivery.resource.ts';
import { webhookEndpoint } from '../../shared/areas/partners/webhook-endpoint.resource.ts';
import { reaches } from '../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { RefusalError } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { create } from '../kit/records/write.ts';
import type { StreamChange } from '../kit/task.ts';

type ResourceOf<Change> = Change extends `MODIFY ${infer Name}` ? Name : never;

/** Records that partners are told of. */
const announced: Readonly<Record<ResourceOf<(typeof announceChanges.follows)[number]>, ResourceDefinition>> = {
  loan,
  caseMaterial,
  signingMatter,
  disbursement,
};

/**
 * Makes a notice of a record's new state for every address of every partner that may see the record in that state. Who that is, the
 * read rule of the resource says; a change that comes again makes the same notices.
 */
export async function announce(context: Context, { resource: name, id, event, before, after }: StreamChange): Promise<void> {
  const resource = Object.values(announced).find((known) => known.name === name);
  if (!resource || !after || event === 'REMOVE' || before?.status === after.status) return;
  const status = String(after.status);
  for (const member of membersOf(resource, after)) {
    const house = await context.records.find(partner, 'member', { member });
    if (house?.status !== 'active' || !(await isLoanSeen(context, house, after))) continue;
    const { items } = await context.records.list(webhookEndpoint, { index: 'byPartner', where: { partner: house.id }, limit: 100 });
    for (const endpoint of items.filter((row) => row.status === 'active')) {
      const about = { partner: house.id, endpoint: endpoint.id, event: `${name}.${status}`, object: id, happenedAt: String(after.updatedAt ?? context.now) };
      await notify(context, { ...about, version: Number(after.version) });
    }
  }
}

/** A paper of a loan that its bank does not see yet is none of its business either. */
async function isLoanSeen(context: Context, { id, name, kind, member }: Partner, row: Readonly<Record<string, unknown>>): Promise<boolean> {
  if (kind === 'lawFirm' || typeof row.loan !== 'string') return true;
  return reaches(loan.access.read, { id, name, roles: [], projects: [], partner: { kind, member } }, await context.records.get(loan, row.loan));
}

type Notice = { partner: string; endpoint: string; event: string; object: string; happenedAt: string; version: number };

/** One notice for each address and version of a record. @returns its id */
export async function notify(context: Context, { version, ...about }: Notice): Promise<string> {
  const id = `${webhookDelivery.idPrefix}_${createHash('sha256').update(`${about.endpoint} ${about.object} ${version}`).digest('hex').slice(0, 32)}`;
  const write = create(webhookDelivery, { ...about, attempts: 0, nextAt: context.now }, { id, event: 'webhookDelivery.made' });
  await context.records.write([write]).catch((error: unknown) => {
    if (!(error instanceof RefusalError && error.code === 'field.taken')) throw error;
  });
  return id;
}

/** The member records whose partners may see the row as it is now. */
function membersOf(resource: ResourceDefinition, row: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const grants = resource.access.read.filter((grant) => grant.scope === 'ownPartner' && grant.field !== 'createdBy');
  const members = grants.flatMap((grant) => {
    if (grant.scope !== 'ownPartner' || !(grant.while?.includes(String(row.status)) ?? true)) return [];
    const member = row[grant.field];
    return typeof member === 'string' ? [member] : [];
  });
  return new Set(members);
}
