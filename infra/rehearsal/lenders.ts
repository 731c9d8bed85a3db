import { must, RehearsalError } from './case.ts';
import { houses } from './house-dossiers.ts';
import type { Office } from './office.ts';

/** The banks and the fund centre of the demonstration. */
export type LenderName = 'icbc' | 'ccb' | 'fund';
export type Lenders = Readonly<Record<LenderName, string>>;

/**
 * The ids of the lenders in the office's books.
 *
 * @example const { ccb, fund } = await lendersOf(office)
 */
export async function lendersOf(office: Office): Promise<Lenders> {
  const known = must(await office.as('wangfang').get<{ id: string; name: string }[]>('/banking/bank', { index: 'all', limit: 100 }), 'banks').data;
  const idOf = (name: LenderName): string => {
    const wanted = houses[name].dossier.name;
    const found = known.find((bank) => bank.name === wanted);
    if (!found) throw new RehearsalError(`expected ${wanted} among the banks of the office`);
    return found.id;
  };
  return { icbc: idOf('icbc'), ccb: idOf('ccb'), fund: idOf('fund') };
}
