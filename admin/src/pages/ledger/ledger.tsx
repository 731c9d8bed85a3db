import { accounts } from '../../../../shared/areas/finance/kinds.ts';
import { formatYuan } from '../../../../shared/kit/money.ts';
import { resourceEntry } from '../../office.ts';
import { call } from '../../providers/api.ts';
import { officeToday, useClockOffset } from '../../providers/clock.ts';
import { listPage, type Row, wholeRows } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { balances, leftOf } from './balances.ts';
import { Postings } from './postings.tsx';
import { Receivables } from './receivables.tsx';

/** What a contract owes and has paid: receivables with damages so far, every posting with its lines, and the balances they make. */
export default function LedgerTab({ record }: { record: Row }) {
  const { l, t } = useWords();
  const offset = useClockOffset();
  const { data, error, isLoading, reload } = useLoad(`ledger ${record.id} ${offset}`, () => readLedger(record.id));
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  return (
    <div className="case">
      <section aria-label={t('ledger.balance')}>
        <h2>{t('ledger.balance')}</h2>
        <dl className="case-facts">
          {Object.entries(balances(data.postings)).map(([account, fen]) => (
            <div key={account}>
              <dt>{l(accounts[account as keyof typeof accounts])}</dt>
              <dd className="number-value">{formatYuan(fen)}</dd>
            </div>
          ))}
          <div>
            <dt>{t('ledger.left')}</dt>
            <dd className="number-value">{formatYuan(data.receivables.reduce((sum, row) => sum + leftOf(row), 0))}</dd>
          </div>
        </dl>
      </section>
      <Receivables contract={record.id} rows={data.receivables} damages={data.damages} />
      <Postings contract={record.id} rows={data.postings} />
    </div>
  );
}

async function readLedger(contract: string) {
  const partition = { contract };
  const [page, postings] = await Promise.all([
    listPage('receivable', { index: 'byContract', partition, limit: 100 }),
    wholeRows('receipt', { index: 'byContract', partition, order: 'desc' }),
  ]);
  const late = page.data.filter((row) => leftOf(row) > 0 && String(row.dueOn) < officeToday());
  const damages = await Promise.all(
    late.map(async ({ id }) => [id, (await call<{ data: { toCharge: number } }>(`${resourceEntry('receivable').path}/${id}/damages`)).data.toCharge] as const),
  );
  return { receivables: page.data, postings, damages: new Map(damages) };
}
