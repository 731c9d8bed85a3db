import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { operationEntry, resourceEntry } from '../office.ts';
import { listPage, type Row } from '../providers/data.ts';
import { useLoad } from '../ui/use-load.ts';
import { type OpenStep, partOf } from './actions.ts';

/** The open to-dos about a record, where its resource has operations that are steps of a flow. */
export function useOpenSteps(definition: ResourceDefinition, record: Row): readonly OpenStep[] {
  const hasSteps = resourceEntry(definition.name).operations.some((name) => operationEntry(name)?.isStep);
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
