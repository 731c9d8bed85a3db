import { type TaxLine, taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import type { Context } from '../kit/context.ts';

/** The live tax or fee of a kind; a step that needs it cannot come before it was computed. */
export async function taxLineOf(context: Context, contract: string, kind: TaxLine['kind']): Promise<TaxLine> {
  return (await context.records.find(taxLine, 'kind', { contract, kind })) ?? fail('record.missing');
}
