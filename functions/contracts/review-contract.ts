import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { reviewContract } from '../../shared/areas/contracts/review-contract.operation.ts';
import { reviewers, reviewParts } from '../../shared/areas/contracts/review-parts.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** D2: each department once a round. The last opinion of a round with a refusal sends the contract back to drafting. */
export const run: Run<typeof reviewContract> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  if (!context.actor.roles.includes(reviewers[input.part]))
    fail('access.denied', { parameters: { action: `${reviewContract.label.zh} ${reviewParts[input.part].zh}` } });
  if (item.draftedBy === context.actor.id) fail('access.ownRequest');
  if (!input.isAgreed && !input.opinion) failField('opinion', 'review.reasonNeeded');
  const { part, isAgreed, opinion } = input;
  const mine = { round: item.round ?? 1, part, by: context.actor.id, on: context.today, isAgreed, ...(opinion ? { opinion } : {}) };
  // A flow that was resumed may ask a department again: its last opinion of a round counts.
  const others = (item.opinions ?? []).filter((x) => x.round !== mine.round || x.part !== part);
  const opinions = [...others, mine];
  const round = opinions.filter((x) => x.round === mine.round);
  const isSentBack = round.length === Object.keys(reviewParts).length && round.some((x) => !x.isAgreed);
  const options = { event: isSentBack ? 'contract.sentBack' : 'contract.reviewed', from: ['inReview'], ...(isSentBack ? { to: 'draft' } : {}) };
  return { writes: [change(contract, item, { opinions }, options)], outcome: { isAgreed } };
};

export const handler = serve(reviewContract, run);
