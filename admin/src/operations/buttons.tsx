import { DownOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { decide } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import type { OperationEntry } from '../../build/describe-office.ts';
import { operationEntry, resourceEntry } from '../office.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { type Action, actionsOf, isPlaced, type OpenStep } from '../records/actions.ts';
import { useOpenSteps } from '../records/use-open-steps.ts';
import { OperationDialog } from './lazy-dialog.tsx';
import { TransitionDialog } from './transition-dialog.tsx';

type RecordActionsProps = {
  readonly definition: ResourceDefinition;
  readonly record: Row;
  readonly openSteps?: readonly OpenStep[];
  /** Beside a row of a list: small, and each named with its record. Exceptions are left to the record's own page. */
  readonly isRow?: boolean;
};

/** Buttons for what the person may do with the record now; exceptions stand in a menu of their own. */
export function RecordActions({ definition, record, openSteps = [], isRow = false }: RecordActionsProps) {
  const { l, t } = useWords();
  const { actor } = useSession();
  const [chosen, setChosen] = useState<Action>();
  const actions = actionsOf({ definition, operations: operationsOf(definition.name), actor, record, openSteps });
  // A row of a list carries no version, without which a plain transition is refused.
  const main = actions.filter((action) => !action.isException && (action.type === 'operation' || record.version !== undefined));
  const exceptions = isRow ? [] : actions.filter((action) => action.isException);
  const raw = String(record[definition.title] ?? '');
  const about = l(resourceEntry(definition.name).titleTexts?.[raw]) || raw;
  const operation = chosen?.type === 'operation' ? operationEntry(chosen.name) : undefined;
  return (
    <>
      {main.map((action) => (
        <Button
          key={action.name}
          type={action.isStep ? 'primary' : 'default'}
          {...(isRow ? { size: 'small', 'aria-label': `${l(action.label)} ${about}` } : {})}
          onClick={() => setChosen(action)}
        >
          {l(action.label)}
        </Button>
      ))}
      {exceptions.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{ items: exceptions.map((action) => ({ key: action.name, label: l(action.label), danger: true, onClick: () => setChosen(action) })) }}
        >
          <Button icon={<DownOutlined aria-hidden="true" />} iconPlacement="end">
            {t('act.more')}
          </Button>
        </Dropdown>
      )}
      {chosen?.type === 'transition' && <TransitionDialog resource={definition.name} record={record} action={chosen} onClose={() => setChosen(undefined)} />}
      {chosen?.type === 'operation' && operation && (
        <OperationDialog
          operation={operation}
          id={record.id}
          about={about}
          prefill={chosen.part ? { part: chosen.part } : {}}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
}

/** What may be done with a record that stands in a list beside another. */
export function RowActions({ definition, record }: { definition: ResourceDefinition; record: Row }) {
  const openSteps = useOpenSteps(definition, record);
  return (
    <span className="row-actions">
      <RecordActions definition={definition} record={record} openSteps={openSteps} isRow />
    </span>
  );
}

type ListOperationsProps = {
  readonly definition: ResourceDefinition;
  readonly onDone?: () => void;
  /** The record beside which they stand, by the reference that names it: only what asks for it is offered, and begins with it and what else is known. */
  readonly about?: { readonly field: string; readonly id: string; readonly title?: string; readonly known?: Readonly<Record<string, unknown>> };
};

/** Buttons for operations on the whole collection, such as taking an order. */
export function ListOperations({ definition, onDone, about }: ListOperationsProps) {
  const { l } = useWords();
  const { actor } = useSession();
  const [chosen, setChosen] = useState<OperationEntry>();
  const offered = operationsOf(definition.name).filter(
    (operation) =>
      operation.on === 'collection' &&
      !isPlaced(operation) &&
      decide(operation.allow, actor) !== false &&
      (!about || operation.refs?.includes(about.field) === true),
  );
  return (
    <>
      {offered.map((operation) => (
        <Button
          key={operation.name}
          {...(about ? { size: 'small' } : { type: 'primary' })}
          {...(about?.title ? { 'aria-label': `${l(operation.label)} ${about.title}` } : {})}
          onClick={() => setChosen(operation)}
        >
          {l(operation.label)}
        </Button>
      ))}
      {chosen && (
        <OperationDialog
          operation={chosen}
          onClose={() => setChosen(undefined)}
          {...(about ? { prefill: { ...about.known, [about.field]: about.id } } : {})}
          {...(about?.title ? { about: about.title } : {})}
          {...(onDone ? { onDone } : {})}
        />
      )}
    </>
  );
}

const operationsOf = (resource: string): readonly OperationEntry[] => resourceEntry(resource).operations.flatMap((name) => operationEntry(name) ?? []);
