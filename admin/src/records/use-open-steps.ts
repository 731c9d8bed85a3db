import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { operationEntry, resourceEntry } from '../office.ts';
import { listPage, type Row } from '../providers/data.ts';
import { useSession } from '../providers/session.tsx';
import { useLoad } from '../ui/use-load.ts';
import { isOffered, type OpenStep, partOf } from './actions.ts';

/** The open to-dos about a record, where the person might do one of the steps that its state allows. */
export function useOpenSteps(definition: ResourceDefinition, record: Row): readonly OpenStep[] {
  const { actor } = useSession();
  const hasSteps = resourceEntry(definition.name).operations.some((name) => {
    const operation = operationEntry(name);
    return operation?.isStep && isOffered(operation, actor, record);
  });
  const { data } = useLoad(hasSteps ? `steps ${record.id} ${record.version}` : undefined, async () => {
    const page = await listPage('todo', { index: 'bySubject', partition: { subject: record.id }, order: 'desc', limit: 50 });
    return page.data
      .filter((todo) => todo.status === 'open')
      .map((todo) => {
        const part = partOf(todo);
        return { step: String(todo.step), ...(part ? { part } : {}) };
      });
  });
  return data ?? [];
}
