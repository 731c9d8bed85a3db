import { disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { type ErrorCode, fail } from '../../shared/kit/errors.ts';
import { prefixOf } from '../../shared/kit/ids.ts';
import type { Context } from '../kit/context.ts';
import { guardVersion, type Write } from '../kit/records/write.ts';

type Kind = {
  readonly resource: ResourceDefinition;
  readonly ended?: { readonly states: readonly string[]; readonly error: ErrorCode };
  readonly isGuarded?: boolean;
  /** Steps that a record is not ready for any more, because it was taken back before the step was opened. */
  readonly takenBack?: readonly { readonly status: string; readonly steps: readonly string[]; readonly error: ErrorCode }[];
};

const afterInvoice = ['disbursement.collect', 'disbursement.reconcile'];

/** What flows follow. A record that ended early or was taken back tells its flow so; one that may be at any moment must not have changed meanwhile. */
const kinds: readonly Kind[] = [
  { resource: contract, ended: { states: ['void'], error: 'contract.voided' } },
  { resource: mortgageCase, takenBack: [{ status: 'lending', steps: ['mortgageCase.archive'], error: 'loan.reopened' }] },
  { resource: loan, ended: { states: ['withdrawn', 'repaid'], error: 'loan.withdrawn' }, isGuarded: true },
  {
    resource: disbursement,
    takenBack: [
      { status: 'reported', steps: ['disbursement.invoice', ...afterInvoice], error: 'release.reversed' },
      { status: 'booked', steps: afterInvoice, error: 'release.notInvoiced' },
    ],
  },
];

export type Subject = { readonly id: string; readonly project: string; readonly title: string };

/**
 * The record that a to-do is about, known by the prefix of its id, and what must be written with the to-do.
 *
 * @throws RefusalError `record.missing`, or the error of a record that has ended or was taken back
 */
export async function subjectOf(context: Context, { id, step }: { id: string; step: string }): Promise<{ subject: Subject; writes: readonly Write[] }> {
  const { resource, ended, takenBack = [], ...kind } = kinds.find((one) => one.resource.idPrefix === prefixOf(id)) ?? fail('record.missing');
  const isGuarded = kind.isGuarded ?? takenBack.some(({ steps }) => steps.includes(step));
  const item = await context.records.get(resource, id, { consistent: isGuarded });
  if (ended?.states.includes(item.status)) fail(ended.error);
  const back = takenBack.find(({ status, steps }) => status === item.status && steps.includes(step));
  if (back) fail(back.error);
  const row: Readonly<Record<string, unknown>> = item;
  const subject = { id: item.id, project: String(row.project), title: String(row[resource.title]) };
  return { subject, writes: isGuarded ? [guardVersion(resource, item)] : [] };
}
