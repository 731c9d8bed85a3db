import { kindsOf, type LoanType } from '../../shared/areas/banking/loan-kinds.ts';
import { type MortgageCase, mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { type RemedyCaseInput, remedyCase } from '../../shared/areas/banking/remedy-case.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { supplementaryAgreement } from '../../shared/areas/contracts/supplementary-agreement.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { copyNamed, handOn, originalCopy } from '../contracts/copies.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { heldBy } from './hold.ts';
import { isLive, loansOf } from './loans.ts';

type Given = { readonly input: RemedyCaseInput; readonly item: MortgageCase; readonly context: Context };

/** What may follow a refusal: the state of the case, who holds it, and what else is written. */
const ways = {
  changeBank: { to: 'planning', holder: 'customerService', alsoWrites: takeBack },
  changePayment: { to: 'paidOtherwise', holder: 'customerService', alsoWrites: amend },
  terminate: { to: 'terminating', holder: 'finance', alsoWrites: blame },
} as const;

/** Interpretation of the Supreme People’s Court on sales of commodity housing (2020), articles 19 and 21. */
export const run: Run<typeof remedyCase> = async ({ input, id, context }) => {
  const item = await context.records.get(mortgageCase, id);
  const { to, holder, alsoWrites } = ways[input.remedy];
  const { remedy, reason, fault } = input;
  const round = remedy === 'changeBank' ? item.round + 1 : item.round;
  const chosen = { remedy, reason, round, remediedBy: context.actor.id, ...(fault ? { fault } : {}), ...heldBy(context, holder) };
  return {
    writes: [
      change(mortgageCase, item, chosen, { event: `mortgageCase.${remedy}`, to, from: ['refused'], reason }),
      ...(await alsoWrites({ input, item, context })),
    ],
    outcome: { remedy },
  };
};

export const handler = serve(remedyCase, run);

/** The bank that refused gives the original of the contract back; the next one gets it with the papers. */
async function takeBack({ item, context }: Given): Promise<Write[]> {
  const loans = await loansOf(context, item.id);
  const original = await copyNamed(context, item.contract, originalCopy);
  if (original.holder !== 'bank' || loans.some(isLive)) return [];
  return [handOn(original, { holder: 'customerService', receiver: context.actor.name, on: context.today })];
}

/** D10: what no bank pays, the buyer pays, as both sides have agreed in writing. A loan that is being paid out stays. */
async function amend({ input, item, context }: Given): Promise<Write[]> {
  if (!input.isAgreed) failField('isAgreed', 'check.mustHold');
  const [deal, loans] = await Promise.all([context.records.get(contract, item.contract), loansOf(context, item.id)]);
  const live = loans.filter(isLive);
  const paymentMethod = (Object.keys(kindsOf) as LoanType[]).find((type) => kindsOf[type].join() === live.map(({ kind }) => kind).join()) ?? 'lumpSum';
  const consent = { isAgreedByBuyer: true, isAgreedByDeveloper: true, signedOn: context.today };
  const agreement = { project: item.project, contract: deal.id, kind: 'amendment', text: input.reason, changes: { paymentMethod }, ...consent } as const;
  return [
    change(contract, deal, { paymentMethod }, { event: 'contract.amended', from: ['delivered', 'archived'] }),
    create(supplementaryAgreement, agreement, { event: 'agreement.signed' }),
  ];
}

/** Whose fault it is decides whether damages or the deposit are due beside the money that goes back. */
async function blame({ input }: Given): Promise<Write[]> {
  return input.fault ? [] : failField('fault', 'field.required');
}
