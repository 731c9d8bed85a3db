import { resourcePath } from '../../shared/derive/routes.ts';
import type { Rule } from '../../shared/kit/access.ts';
import type { AreaDefinition } from '../../shared/kit/define-area.ts';
import { type OperationDefinition, partsOf } from '../../shared/kit/define-operation.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { metaOf } from '../../shared/kit/fields/field.ts';
import type { Label } from '../../shared/kit/label.ts';

/**
 * A list of other records that belong to one record: the resource, and the index and field that find them. `live` holds the
 * states in which there is never more than one of them, where a unique rule says so.
 */
export type Relation = { readonly resource: string; readonly index: string; readonly field: string; readonly live?: readonly string[] };

/** What the console must know of a resource before its definition is loaded. */
export type ResourceEntry = {
  readonly name: string;
  readonly area: string;
  readonly path: string;
  readonly label: Label;
  readonly idPrefix: string;
  readonly read: Rule;
  readonly create: Rule;
  readonly operations: readonly string[];
  readonly relations: readonly Relation[];
  /** Texts of titles that are the names of options. */
  readonly titleTexts?: Readonly<Record<string, Label>>;
};

/** Values that the records a reference may point to have, by the name of the input: `{ blank: { status: 'issued' } }`. */
export type Among = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** An operation without its input, which is loaded when its dialog opens. */
export type OperationEntry = Pick<
  OperationDefinition,
  'name' | 'area' | 'label' | 'handler' | 'on' | 'method' | 'allow' | 'from' | 'isStep' | 'kind' | 'writes'
> & {
  readonly among?: Among;
  /** References that an operation on the whole collection asks for: it can be started from a record that is one of them. */
  readonly refs?: readonly string[];
  /** Texts of the parts that a divided step has, as its to-dos name them. */
  readonly parts?: Readonly<Record<string, Label>>;
};

export type Office = {
  readonly areas: readonly { readonly name: string; readonly label: Label; readonly resources: readonly string[] }[];
  readonly resources: Readonly<Record<string, ResourceEntry>>;
  readonly operations: Readonly<Record<string, OperationEntry>>;
  /** Texts of what partners ask for that is no operation. */
  readonly endpoints: Readonly<Record<string, Label>>;
};

/**
 * The light description of the whole office that the first load carries; definitions follow one by one.
 *
 * @example describeOffice(areas).resources.contract.relations // [{ resource: 'filing', index: 'byContract', field: 'contract' }, …]
 */
export function describeOffice(areas: readonly AreaDefinition[]): Office {
  const ordered = areas.toSorted((a, b) => a.order - b.order);
  const resources = ordered.flatMap((area) => area.resources);
  const operations = ordered.flatMap((area) => area.operations).filter((operation) => operation.on !== 'task');
  return {
    areas: ordered.map((area) => ({ name: area.name, label: area.label, resources: area.resources.map((resource) => resource.name) })),
    resources: Object.fromEntries(resources.map((resource) => [resource.name, describeResource(resource, { resources, operations })])),
    operations: Object.fromEntries(operations.map((operation) => [operation.name, describeOperation(operation, resources)])),
    endpoints: Object.fromEntries(
      ordered.flatMap(({ endpoints = [] }) => endpoints.filter(({ name }) => !operations.some((operation) => operation.name === name))).map(labelled),
    ),
  };
}

const labelled = ({ name, label }: { readonly name: string; readonly label: Label }) => [name, label] as const;

type Everything = { readonly resources: readonly ResourceDefinition[]; readonly operations: readonly OperationDefinition[] };

function describeResource(resource: ResourceDefinition, all: Everything): ResourceEntry {
  const title = resource.fields[resource.title];
  const titleTexts = title && metaOf(title).options;
  return {
    name: resource.name,
    area: resource.area,
    path: resourcePath(resource.area, resource.name),
    label: resource.label,
    idPrefix: resource.idPrefix,
    read: resource.access.read,
    create: resource.access.create,
    operations: all.operations.filter((operation) => partsOf(operation.name).resource === resource.name).map((operation) => operation.name),
    relations: all.resources.flatMap((other) => relationOf(other, resource.name)),
    ...(titleTexts ? { titleTexts } : {}),
  };
}

/** The first list of `other` that one id of the target alone selects. */
function relationOf(other: ResourceDefinition, target: string): Relation[] {
  for (const [index, { partition }] of Object.entries(other.indexes)) {
    const [name, ...rest] = partition;
    const schema = name === undefined ? undefined : other.fields[name];
    if (name === undefined || !schema || rest.length > 0) continue;
    const { kind, to } = metaOf(schema);
    if (kind !== 'ref' || to !== target) continue;
    const rule = Object.values(other.unique ?? {}).find(({ fields }) => fields.join() === name);
    return [{ resource: other.name, index, field: name, ...(rule ? { live: rule.while ?? [] } : {}) }];
  }
  return [];
}

function describeOperation(operation: OperationDefinition, resources: readonly ResourceDefinition[]): OperationEntry {
  const { name, area, label, handler, on, method, allow, from, isStep, kind, writes, input } = operation;
  const among = amongOf(operation, resources);
  const parts = isStep && input.part && metaOf(input.part).options;
  const refs = on === 'collection' ? Object.keys(input).filter((field) => input[field] && metaOf(input[field]).kind === 'ref') : [];
  return {
    name,
    area,
    label,
    handler,
    on,
    allow,
    writes,
    ...(method ? { method } : {}),
    ...(from ? { from } : {}),
    ...(isStep ? { isStep } : {}),
    ...(kind ? { kind } : {}),
    ...(Object.keys(among).length > 0 ? { among } : {}),
    ...(refs.length > 0 ? { refs } : {}),
    ...(parts ? { parts } : {}),
  };
}

/**
 * What the operation would accept of the records its references point to, as far as definitions tell: the one state from which
 * it moves them, and where they are kept for one kind of record each, the kind it belongs to. The operation checks it again;
 * this spares people from choosing what would be refused.
 */
function amongOf({ name, input }: OperationDefinition, resources: readonly ResourceDefinition[]): Among {
  const known = new Set(resources.map((resource) => resource.name));
  const own = partsOf(name).resource;
  const limits = Object.entries(input).flatMap(([field, schema]) => {
    const target = resources.find((resource) => resource.name === metaOf(schema).to);
    const froms = (target?.states?.moves ?? []).filter(({ by }) => by === name).flatMap(({ from }) => from);
    if (!target || froms.length === 0) return [];
    const kinds = Object.entries(target.fields).filter(([, of]) => isKindOfRecord(metaOf(of).options, known) && own in (metaOf(of).options ?? {}));
    const limit = { ...(froms.length === 1 ? { status: froms[0] ?? '' } : {}), ...Object.fromEntries(kinds.map(([kind]) => [kind, own])) };
    return Object.keys(limit).length > 0 ? [[field, limit] as const] : [];
  });
  return Object.fromEntries(limits);
}

/** Are the options of a choice names of resources? */
const isKindOfRecord = (options: Readonly<Record<string, Label>> | undefined, known: ReadonlySet<string>): boolean =>
  options !== undefined && Object.keys(options).every((option) => known.has(option));
