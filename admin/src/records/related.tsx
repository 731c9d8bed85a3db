import { useState } from 'react';
import { decide } from '../../../shared/kit/access.ts';
import { operationEntry, resourceEntry } from '../office.ts';
import { ListOperations, RowActions } from '../operations/buttons.tsx';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useList } from '../refine.ts';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { isPlaced } from './actions.ts';
import { ListTable } from './list-table.tsx';
import { Pager } from './pager.tsx';
import { columnsOf } from './row-words.ts';
import { useDefinition } from './use-definition.ts';

type RelatedProps = { readonly resource: string; readonly index: string; readonly field: string; readonly id: string };

/** Records of another resource that belong to this one. */
export function RelatedList({ resource, index, field, id }: RelatedProps) {
  const definition = useDefinition(resource);
  const { none } = useWords();
  const { actor } = useSession();
  const [stack, setStack] = useState<readonly (string | undefined)[]>([undefined]);
  const cursor = stack.at(-1);
  const { query, result } = useList<Row>({
    resource,
    meta: { index, partition: { [field]: id }, limit: 20, ...(cursor ? { cursor } : {}) },
    errorNotification: false,
  });
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isLoading) return <Loading />;
  const starts = (
    <div className="row-actions">
      <ListOperations definition={definition} about={{ field, id }} />
    </div>
  );
  if (result.data.length === 0) return <Empty title={none(definition.label)} action={starts} />;
  const acts = resourceEntry(resource).operations.some((name) => {
    const operation = operationEntry(name);
    return operation?.on === 'record' && operation.kind !== 'exception' && !isPlaced(operation) && decide(operation.allow, actor) !== false;
  });
  const actions = acts ? { actions: (row: Row) => <RowActions definition={definition} record={row} /> } : {};
  const columns = columnsOf(definition).filter((name) => name !== field && name !== 'project' && name !== 'subject');
  return (
    <>
      {starts}
      <ListTable definition={definition} columns={columns} rows={result.data} {...actions} />
      <Pager count={result.data.length} page={stack.length} next={(result as { next?: string }).next} onMove={setStack} />
    </>
  );
}
