import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { use, useState } from 'react';
import { Link } from 'react-router';
import { settingLabels } from '../../../shared/areas/settings/known-settings.ts';
import { decide } from '../../../shared/kit/access.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { loadResource, resourceEntry } from '../office.ts';
import { call } from '../providers/api.ts';
import { officeToday, useClockOffset } from '../providers/clock.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Page } from '../ui/page.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { useLoad } from '../ui/use-load.ts';
import { settingText } from './setting-value.ts';

type InForce = { readonly key: string; readonly value: unknown; readonly validFrom: string; readonly source: string };

/** Every number that policy may change, as it stands on a day, with the day it came into force and where it comes from. */
export default function SettingsPage() {
  const words = useWords();
  const { l, t } = words;
  const { actor } = useSession();
  const offset = useClockOffset();
  const { holder } = use(loadResource('contractCopy')).fields;
  const names = holder && metaOf(holder).options;
  const [on, setOn] = useState<string>();
  const entry = resourceEntry('setting');
  const { data, error, isLoading, reload } = useLoad(`settings ${on} ${offset}`, () =>
    call<{ data: readonly InForce[] }>(`${entry.path}/in-force`, { query: { on } }),
  );
  return (
    <Page
      title={t('page.settings')}
      actions={
        <>
          <label htmlFor="settings-on">{t('settings.on')}</label>
          <DatePicker id="settings-on" value={dayjs(on ?? officeToday())} onChange={(next) => setOn(next ? next.format('YYYY-MM-DD') : undefined)} />
          <Link to={entry.path}>
            <Button tabIndex={-1}>{t('settings.all')}</Button>
          </Link>
          {decide(entry.create, actor) !== false && (
            <Link to={`${entry.path}/create`}>
              <Button type="primary" tabIndex={-1}>
                {t('settings.change')}
              </Button>
            </Link>
          )}
        </>
      }
    >
      <section className="panel">
        {error ? (
          <Failure error={error} onRetry={reload} />
        ) : isLoading || !data ? (
          <Loading />
        ) : (
          <DataTable<InForce>
            rowKey="key"
            dataSource={data.data}
            scroll={{ x: 860 }}
            className="settings-table"
            columns={[
              {
                key: 'key',
                title: t('settings.key'),
                render: (_, { key }) => (key in settingLabels ? l(settingLabels[key as keyof typeof settingLabels]) : key),
              },
              {
                key: 'value',
                title: t('settings.value'),
                render: (_, { value }) => <strong>{settingText(value, { ...words, ...(names ? { names } : {}) })}</strong>,
              },
              { key: 'from', title: t('settings.from'), dataIndex: 'validFrom' },
              { key: 'source', title: t('settings.source'), dataIndex: 'source' },
            ]}
          />
        )}
      </section>
    </Page>
  );
}
