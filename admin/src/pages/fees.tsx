import { use } from 'react';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { formatYuan } from '../../../shared/kit/money.ts';
import { loadResource, resourceOfId } from '../office.ts';
import { call } from '../providers/api.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { useLoad } from '../ui/use-load.ts';

type Fee = { readonly kind: string; readonly amount: number; readonly basis: string; readonly rateSource: string; readonly rateFrom: string };

/** Taxes and fees by the rates in force, each with how it was computed and where its rate comes from. */
export default function FeesTab({ record }: { record: Row }) {
  const { l, t } = useWords();
  const line = use(loadResource('taxLine'));
  const { data, error, isLoading, reload } = useLoad(`fees ${record.id} ${record.version}`, () =>
    call<{ data: readonly Fee[] }>(`${resourceOfId(record.id)?.path}/${record.id}/fees`),
  );
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  const title = (name: string) => (line.fields[name] ? l(metaOf(line.fields[name]).label) : name);
  const kinds = line.fields.kind ? metaOf(line.fields.kind).options : {};
  return (
    <section aria-label={t('show.fees')}>
      <DataTable<Fee>
        rowKey="kind"
        dataSource={data.data}
        columns={[
          { key: 'kind', title: title('kind'), render: (_, fee) => l(kinds?.[fee.kind]) || fee.kind },
          { key: 'amount', title: title('amount'), align: 'right', render: (_, fee) => <span className="number-value">{formatYuan(fee.amount)}</span> },
          { key: 'basis', title: title('basis'), dataIndex: 'basis' },
          { key: 'rateSource', title: title('rateSource'), dataIndex: 'rateSource' },
          { key: 'rateFrom', title: title('rateFrom'), dataIndex: 'rateFrom' },
        ]}
      />
    </section>
  );
}
