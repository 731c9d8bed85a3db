import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { stampedBlank } from '../../shared/areas/contracts/stamped-blank.resource.ts';
import { subscribeUnit } from '../../shared/areas/contracts/subscribe-unit.operation.ts';
import { subscription } from '../../shared/areas/contracts/subscription.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { due } from '../../shared/kit/calendar/deadline.ts';
import { failField } from '../../shared/kit/errors.ts';
import { chosen } from '../kit/chosen.ts';
import { change, create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { blankIn } from './blank.ts';

/** S4 steps 1–2: order, stamped blank, hold on the unit and contract draft are one write; the flow starts from the draft. */
export const run: Run<typeof subscribeUnit> = async ({ input, context }) => {
  const [home, buyer] = await Promise.all([
    chosen(context, unit, { field: 'unit', id: input.unit }),
    chosen(context, customer, { field: 'customer', id: input.customer }),
  ]);
  const site = await context.records.get(project, home.project);
  if (!site.presalePermit) failField('unit', 'sale.noPermit');
  if (buyer.project !== home.project) failField('customer', 'sale.otherProject');
  if (input.subscribedOn > context.today) failField('subscribedOn', 'date.future');
  const blank = await blankIn(context, { id: input.blank, kind: 'subscription', project: home.project });
  const [from, by] = await Promise.all([context.settings.get('signFrom', input.subscribedOn), context.settings.get('signBy', input.subscribedOn)]);
  const [signFrom, signBy] = [due(from.value, input.subscribedOn), due(by.value, input.subscribedOn)];
  const [subscriptionId, contractId] = [context.newId('sub'), context.newId('ctr')];
  const deal = { project: home.project, unit: home.id, customer: buyer.id, price: input.price ?? home.listPrice, paymentMethod: input.paymentMethod };
  const terms = { subscribedOn: input.subscribedOn, signFrom: signFrom.on, signBy: signBy.on, deposit: input.deposit };
  if (input.deposit > deal.price) failField('deposit', 'sale.depositTooLarge');
  return {
    status: 201,
    writes: [
      create(
        subscription,
        { ...deal, ...terms, blank: blank.id, contract: contractId, ...(signBy.provisional ? { isProvisional: true } : {}) },
        { id: subscriptionId, event: 'subscription.subscribed' },
      ),
      create(contract, { ...deal, floorArea: home.floorArea, subscription: subscriptionId }, { id: contractId, event: 'contract.begun' }),
      change(unit, home, {}, { event: 'unit.subscribed', to: 'subscribed', from: ['available'] }),
      change(stampedBlank, blank, { usedFor: subscriptionId }, { event: 'stampedBlank.used', to: 'used', from: ['issued'] }),
      ...(buyer.status === 'closed' ? [] : [change(customer, buyer, {}, { event: 'customer.closed', to: 'closed' })]),
    ],
  };
};

export const handler = serve(subscribeUnit, run);
