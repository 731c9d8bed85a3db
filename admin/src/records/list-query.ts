import type { Actor } from '../../../shared/kit/access.ts';
import type { Index, ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { roles } from '../../../shared/kit/roles.ts';

/** What a list may be narrowed by. `chosen` maps a field, or `status`, to one value. */
export type Wish = {
  readonly project: string | undefined;
  readonly actor: Pick<Actor, 'roles'>;
  readonly chosen: Readonly<Record<string, string>>;
};
/** The question that one index answers. */
export type ListQuery = { readonly index: string; readonly partition: Readonly<Record<string, string>>; readonly sort: readonly string[] };

/**
 * The list that serves what was chosen: the index whose fields are the project and exactly the chosen ones. Where nothing was
 * chosen, fields of few values that an index cannot do without get their first one. `undefined` when no index can serve it.
 *
 * @example chooseList(contract, { project: 'prj_1', actor, chosen: { status: 'signed' } })
 * // { index: 'byStatus', partition: { project: 'prj_1', status: 'signed' }, sort: ['number'] }
 */
export function chooseList(definition: ResourceDefinition, wish: Wish): ListQuery | undefined {
  const served = Object.entries(definition.indexes).flatMap(([name, index]) => queryOf(definition, { name, index, wish }));
  const wanted = Object.keys(wish.chosen);
  const exact = served.filter(({ query }) => wanted.every((field) => field in query.partition));
  const best = (exact.length > 0 ? exact : served).toSorted((a, b) => a.guesses - b.guesses || score(b, wanted) - score(a, wanted));
  return best[0]?.query;
}

/** The filters a list offers: every field, beside the project, that selects one of its indexes. */
export const filterFields = (definition: ResourceDefinition): readonly string[] => [
  ...new Set(
    Object.values(definition.indexes)
      .flatMap((index) => index.partition)
      .filter((name) => name !== 'project' && name !== 'subject'),
  ),
];

/** Filters that go together with a newly chosen one; the others are given up, since no index serves them all. */
export function withFilter(definition: ResourceDefinition, chosen: Readonly<Record<string, string>>, change: readonly [string, string | undefined]) {
  const [field, value] = change;
  const { [field]: _before, ...others } = chosen;
  if (value === undefined) return others;
  const all: Record<string, string> = { ...others, [field]: value };
  const serves = (index: Index, fields: readonly string[]) => fields.every((name) => index.partition.includes(name));
  const indexes = Object.values(definition.indexes);
  return indexes.some((index) => serves(index, Object.keys(all))) ? all : { [field]: value };
}

const score = ({ query }: { query: ListQuery }, wanted: readonly string[]): number => wanted.filter((field) => field in query.partition).length;

type Candidate = { readonly name: string; readonly index: Index; readonly wish: Wish };

function queryOf(definition: ResourceDefinition, { name, index, wish }: Candidate): { query: ListQuery; guesses: number }[] {
  const partition: Record<string, string> = {};
  let guesses = 0;
  for (const field of index.partition) {
    const given = wish.chosen[field] ?? (field === 'project' ? wish.project : undefined);
    const value = given ?? firstOf(definition, { field, index, wish });
    if (value === undefined) return [];
    if (given === undefined) guesses += 1;
    partition[field] = value;
  }
  return [{ query: { index: name, partition, sort: index.sort }, guesses }];
}

/** The value a list begins with: the first state, the person's own post, or the first option. */
function firstOf(definition: ResourceDefinition, { field, index, wish }: { field: string; index: Index; wish: Wish }): string | undefined {
  if (field === 'status') return index.while?.[0] ?? definition.states?.initial;
  const schema = definition.fields[field];
  const options = schema && metaOf(schema).options;
  if (!options) return undefined;
  const own = Object.keys(options).every((name) => name in roles) ? wish.actor.roles.find((role) => role in options) : undefined;
  return own ?? Object.keys(options)[0];
}
