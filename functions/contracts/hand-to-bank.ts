import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { bankHandover } from '../../shared/areas/contracts/bank-handover.resource.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { handToBank } from '../../shared/areas/contracts/hand-to-bank.operation.ts';
import { failField } from '../../shared/kit/errors.ts';
import { caseWrites } from '../banking/open-case.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { copyNamed, handOn, originalCopy } from './copies.ts';

/** E9, G4: the main contract goes to the bank, and the hand-over record is what the loan case begins from. */
export const run: Run<typeof handToBank> = async ({ input, id, context }) => {
  const item = await context.records.get(contract, id);
  if (input.handedOn > context.today) failField('handedOn', 'date.future');
  if (!input.isAccepted) {
    if (!input.refusal) failField('refusal', 'review.reasonNeeded');
    return {
      writes: [change(contract, item, {}, { event: 'contract.bankRefused', from: ['filed'], reason: input.refusal })],
      outcome: { isAccepted: false },
    };
  }
  if (!input.receiver) failField('receiver', 'field.required');
  const { receiver, handedOn } = input;
  const original = await copyNamed(context, id, originalCopy);
  const { loanAmount = 0, materials = '', project, paymentMethod } = item;
  const lender = await context.records.get(bank, item.bank ?? item.fundCentre ?? '');
  return {
    writes: [
      change(contract, item, {}, { event: 'contract.handedToBank', to: 'delivered', from: ['filed'] }),
      handOn(original, { holder: 'bank', receiver, on: handedOn }),
      create(
        bankHandover,
        { project, contract: id, bank: lender.id, loanType: paymentMethod, loanAmount, materials, handedOn, receiver },
        { event: 'bankHandover.handedOver' },
      ),
      ...caseWrites(context, item, { handedOn }),
    ],
    outcome: { isAccepted: true },
  };
};

export const handler = serve(handToBank, run);
