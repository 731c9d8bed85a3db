import { Button, Tooltip } from 'antd';
import { useMemo, useState } from 'react';
import { reaches } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { groupsOf } from '../fields/draft-form.tsx';
import { isMasked } from '../fields/drafts.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { FieldValue } from './field-value.tsx';
import { RevealDialog, useRevealed } from './reveal.tsx';
import { RowValue } from './row-value.tsx';
import { shownFields } from './row-words.ts';

/** The fields of a record under their headings, the source of each rule at its label, masked values to be revealed. */
export function Details({ definition, record }: { definition: ResourceDefinition; record: Row }) {
  const { l, t } = useWords();
  const { actor } = useSession();
  const { revealed, secondsLeft, show, hide } = useRevealed();
  const [isAsking, setAsking] = useState(false);
  const fields = useMemo(() => shownFields(definition), [definition]);
  const masked = Object.keys(fields).filter((name) => {
    const schema = fields[name];
    return schema && isMasked(metaOf(schema)) && record[name] !== undefined;
  });
  const canReveal = definition.reveal !== undefined && masked.length > 0 && reaches(definition.reveal, actor, record);
  return (
    <>
      {canReveal && (
        <div className="reveal-bar">
          {secondsLeft > 0 ? (
            <>
              <span role="status">{t('reveal.left', { n: secondsLeft })}</span>
              <Button size="small" onClick={hide}>
                {t('reveal.hide')}
              </Button>
            </>
          ) : (
            <Button size="small" onClick={() => setAsking(true)}>
              {t('reveal.button')}
            </Button>
          )}
        </div>
      )}
      {groupsOf(fields).map(({ label, names }) => (
        <section key={label?.zh ?? ''} className="details">
          {label && <h2>{l(label)}</h2>}
          <dl>
            {names.map((name) => (
              <Detail key={name} definition={definition} record={record} name={name} value={revealed[name] ?? record[name]} />
            ))}
          </dl>
        </section>
      ))}
      <section className="details details-foot">
        <dl>
          {(['createdAt', 'updatedAt'] as const).map((name) => (
            <div key={name}>
              <dt>{t(`list.${name}`)}</dt>
              <dd>
                <FieldValue definition={definition} name={name} value={record[name]} />
              </dd>
            </div>
          ))}
          <div>
            <dt>{t('show.copyId')}</dt>
            <dd>
              <code>{record.id}</code>
            </dd>
          </div>
        </dl>
      </section>
      {isAsking && <RevealDialog definition={definition} record={record} fields={masked} onClose={() => setAsking(false)} onRevealed={show} />}
    </>
  );
}

function Detail({ definition, record, name, value }: { definition: ResourceDefinition; record: Row; name: string; value: unknown }) {
  const { l, t } = useWords();
  const schema = definition.fields[name];
  if (!schema) return null;
  const { label, help, source, kind } = metaOf(schema);
  const isWide = kind === 'rows' || kind === 'note' || kind === 'hash';
  const note = [l(help), source ? t('value.source', { id: source }) : ''].filter(Boolean).join(' · ');
  return (
    <div className={isWide && value !== undefined ? 'detail-wide' : ''}>
      <dt>
        {note ? (
          <Tooltip title={note}>
            <span className="explained">{l(label)}</span>
          </Tooltip>
        ) : (
          l(label)
        )}
      </dt>
      <dd>
        <RowValue definition={definition} row={record} name={name} value={value} isWordy />
      </dd>
    </div>
  );
}
