import type { Item, ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { failField, RefusalError } from '../../shared/kit/errors.ts';
import type { Context } from './context.ts';

/**
 * The record that a field of the input names; one that is missing, or that the actor may not see, is a mistake in that field.
 *
 * @throws RefusalError `request.invalid` naming the field
 * @example const home = await chosen(context, unit, { field: 'unit', id: input.unit })
 */
export async function chosen<R extends ResourceDefinition>(
  context: Pick<Context, 'records'>,
  resource: R,
  { field, id }: { field: string; id: string },
): Promise<Item<R>> {
  try {
    return await context.records.get(resource, id);
  } catch (error) {
    if (error instanceof RefusalError && error.code === 'record.missing') return failField(field, 'field.missingRecord');
    throw error;
  }
}
