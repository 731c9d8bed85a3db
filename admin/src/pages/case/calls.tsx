import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { metaOf } from '../../../../shared/kit/fields/field.ts';
import { office, resourceEntry } from '../../office.ts';
import { timeOf } from '../../providers/clock.ts';
import { listPage, type Row, wholeRows } from '../../providers/data.ts';
import { useWords } from '../../providers/i18n.tsx';
import { wordOf } from '../../records/row-words.ts';
import { useDefinition } from '../../records/use-definition.ts';
import { Failure, Loading } from '../../ui/states.tsx';
import { TitleText } from '../../ui/title-text.tsx';
import { useLoad } from '../../ui/use-load.ts';

/** Calls about one record that are read; the list of calls holds the rest. */
const mostOfOne = 20;
/** Calls that are shown until all are asked for. */
const shownFirst = 8;

/** What partners asked about these records: who, what, how it was verified, what was decided and why. */
export function Calls({ objects }: { objects: readonly string[] }) {
  const { t } = useWords();
  const { data, error, isLoading, reload } = useLoad(`calls ${objects.join()}`, () => readCalls(objects));
  const [isWhole, setWhole] = useState(false);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  if (data.calls.length === 0) return <p className="hint">{t('case.noCalls')}</p>;
  return (
    <>
      <ol className="timeline">
        {data.calls.slice(0, isWhole ? undefined : shownFirst).map((row) => (
          <Call key={row.id} row={row} keys={data.keys} />
        ))}
      </ol>
      {data.calls.length > shownFirst && (
        <Button size="small" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('case.fewerCalls') : t('case.allCalls', { n: data.calls.length })}
        </Button>
      )}
    </>
  );
}

function Call({ row, keys }: { row: Row; keys: ReadonlyMap<string, string> }) {
  const { l, t } = useWords();
  const word = (name: string) => wordOf(office, 'partnerCall', row, name);
  const isTaken = Number(row.answer) < 400;
  const partner = typeof row.partner === 'string' ? row.partner : undefined;
  return (
    <li>
      <div className="timeline-head">
        <strong>{l(word('endpoint')) || String(row.endpoint)}</strong>
        {partner && (
          <Link to={`${resourceEntry('partner').path}/${partner}`}>
            <TitleText resource="partner" id={partner} />
          </Link>
        )}
        <time dateTime={String(row.createdAt)}>{timeOf(String(row.createdAt))}</time>
      </div>
      <p>
        <span className={`status tone-${isTaken ? 'good' : 'bad'}`}>{t(isTaken ? 'case.taken' : 'case.refused')}</span>
        {row.reason !== 'accepted' && (
          <>
            {' '}
            {l(word('reason'))} <code>{`${row.answer} ${row.reason}`}</code>
          </>
        )}
      </p>
      <p className="hint">
        <Verified row={row} keys={keys} />
      </p>
    </li>
  );
}

/** How the caller was known: a call has the hash of its nonce only where its signature held. */
function Verified({ row, keys }: { row: Row; keys: ReadonlyMap<string, string> }) {
  const { l, t } = useWords();
  const { algorithm } = useDefinition('partnerKey').fields;
  const names = algorithm ? metaOf(algorithm).options : {};
  const used = keys.get(String(row.keyId));
  return (
    <>
      {t(row.nonceHash === undefined ? 'case.unverified' : 'case.verified')}
      {used && ` · ${l(names?.[used]) || used}`}
      {typeof row.keyId === 'string' && (
        <>
          {' · '}
          <code title={row.keyId}>{row.keyId.slice(0, 12)}</code>
        </>
      )}
    </>
  );
}

/** The calls, latest first, and the algorithm of each key that signed one. */
async function readCalls(objects: readonly string[]) {
  const lists = objects.map((object) => wholeRows('partnerCall', { index: 'byObject', partition: { object }, order: 'desc', limit: mostOfOne }));
  const calls = (await Promise.all(lists)).flat().toSorted((a, b) => String(b.createdAt).localeCompare(String(a.createdAt)));
  const partners = [...new Set(calls.flatMap(({ partner }) => (typeof partner === 'string' ? [partner] : [])))];
  const keys = await Promise.all(partners.map((partner) => listPage('partnerKey', { index: 'byPartner', partition: { partner }, order: 'desc' })));
  return { calls, keys: new Map(keys.flatMap(({ data }) => data).map(({ keyId, algorithm }) => [String(keyId), String(algorithm)])) };
}
