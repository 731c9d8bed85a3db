import { checkContract } from '../../shared/areas/contracts/check-contract.operation.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { customer } from '../../shared/areas/customers/customer.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { failField } from '../../shared/kit/errors.ts';
import { checkCreditCode, checkResidentId } from '../../shared/kit/identifiers.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** D4: the identities on file are whole and valid on this day, and the text shown is the text that was frozen. */
export const run: Run<typeof checkContract> = async ({ input, id, context }) => {
  for (const name of ['isBuyerVerified', 'isDeveloperVerified', 'isTextAccepted'] as const) if (!input[name]) failField(name, 'check.mustHold');
  const item = await context.records.get(contract, id);
  if (item.textHash !== input.textHash) failField('textHash', 'check.otherText');
  const [buyer, site] = await Promise.all([context.records.get(customer, item.customer), context.records.get(project, item.project)]);
  const people = [buyer.idNumber, ...(buyer.coBuyers ?? []).map((person) => person.idNumber)];
  if (people.some((idNumber) => !idNumber || !checkResidentId(idNumber, { on: context.today }).ok)) failField('isBuyerVerified', 'check.buyerIdentity');
  if (!checkCreditCode(site.developerCode).ok) failField('isDeveloperVerified', 'check.developerIdentity');
  return { writes: [change(contract, item, {}, { event: 'contract.checked', to: 'checked', from: ['final'] })] };
};

export const handler = serve(checkContract, run);
