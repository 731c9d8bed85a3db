import { type Contract, contract } from '../../shared/areas/contracts/contract.resource.ts';
import { contractCopy } from '../../shared/areas/contracts/contract-copy.resource.ts';
import { type SignContractInput, signContract } from '../../shared/areas/contracts/sign-contract.operation.ts';
import { stampedBlank } from '../../shared/areas/contracts/stamped-blank.resource.ts';
import { subscription } from '../../shared/areas/contracts/subscription.resource.ts';
import { supplementaryAgreement } from '../../shared/areas/contracts/supplementary-agreement.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';
import { change, create, type Write } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { blankIn } from './blank.ts';
import { originalCopy } from './copies.ts';

/** C21, D5: contract, supplementary agreement and transfer application are signed together, on a stamped blank. */
export const run: Run<typeof signContract> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  const order = await context.records.get(subscription, item.subscription);
  if (input.signedOn > context.today) failField('signedOn', 'date.future');
  if (input.signedOn < order.subscribedOn) failField('signedOn', 'sign.beforeSubscription');
  if (!input.hasTransferApplication) failField('hasTransferApplication', 'check.mustHold');
  const blank = await blankIn(context, { id: input.blank, kind: 'contract', project: item.project });
  const home = await context.records.get(unit, item.unit);
  const signed = { signedOn: input.signedOn, signedAt: input.signedAt, blank: blank.id };
  return {
    writes: [
      change(contract, item, signed, { event: 'contract.signed', to: 'signed', from: ['checked'] }),
      change(subscription, order, {}, { event: 'subscription.signed', to: 'signed', from: ['active'] }),
      change(unit, home, {}, { event: 'unit.signed', to: 'signed', from: ['subscribed'] }),
      change(stampedBlank, blank, { usedFor: id }, { event: 'stampedBlank.used', to: 'used', from: ['issued'] }),
      ...(await copiesOf(context, item, input.signedOn)),
      ...supplementOf(item, input),
    ],
  };
};

export const handler = serve(signContract, run);

/** The company's copies and the buyer's original; all of them wait at customer service until they are handed on (§1.6 no. 16). */
async function copiesOf(context: Context, item: Contract, signedOn: string): Promise<Write[]> {
  const { value } = await context.settings.get('companyCopies', signedOn);
  return [...value.names, originalCopy].map((name) =>
    create(
      contractCopy,
      { project: item.project, contract: item.id, name, holder: 'customerService', handedOn: signedOn, custody: [] },
      { event: 'contractCopy.made' },
    ),
  );
}

function supplementOf(item: Contract, input: SignContractInput): Write[] {
  if (!input.supplement) return [];
  const consent = { isAgreedByBuyer: true, isAgreedByDeveloper: true, signedOn: input.signedOn };
  return [
    create(
      supplementaryAgreement,
      { project: item.project, contract: item.id, kind: 'supplement', text: input.supplement, ...consent },
      { event: 'agreement.signed' },
    ),
  ];
}
