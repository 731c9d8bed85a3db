import { resourcePath } from '../../shared/derive/routes.ts';
import type { Rule } from '../../shared/kit/access.ts';
import type { AreaDefinition } from '../../shared/kit/define-area.ts';
import { type OperationDefinition, partsOf } from '../../shared/kit/define-operation.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { metaOf } from '../../shared/kit/fields/field.ts';
import type { Label } from '../../shared/kit/label.ts';

/** A list of other records that belong to one record: the resource, and the index and field that find them. */
export type Relation = { readonly resource: string; readonly index: string; readonly field: string };

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

/** An operation without its input, which is loaded when its dialog opens. */
export type OperationEntry = Pick<OperationDefinition, 'name' | 'area' | 'label' | 'handler' | 'on' | 'method' | 'allow' | 'from' | 'isStep' | 'kind'>;

export type Office = {
  readonly areas: readonly { readonly name: string; readonly label: Label; readonly resources: readonly string[] }[];
  readonly resources: Readonly<Record<string, ResourceEntry>>;
  readonly operations: Readonly<Record<string, OperationEntry>>;
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
    operations: Object.fromEntries(operations.map((operation) => [operation.name, describeOperation(operation)])),
  };
}

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
    if (kind === 'ref' && to === target) return [{ resource: other.name, index, field: name }];
  }
  return [];
}

const describeOperation = ({ name, area, label, handler, on, method, allow, from, isStep, kind }: OperationDefinition): OperationEntry => ({
  name,
  area,
  label,
  handler,
  on,
  allow,
  ...(method ? { method } : {}),
  ...(from ? { from } : {}),
  ...(isStep ? { isStep } : {}),
  ...(kind ? { kind } : {}),
});
