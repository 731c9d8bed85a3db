import type { AreaDefinition } from '../kit/define-area.ts';
import type { EndpointDefinition } from '../kit/define-endpoint.ts';
import { type OperationDefinition, partsOf } from '../kit/define-operation.ts';

/** What a function may do to the tables: which resources' keys it may read and which it may write. */
export type Reach = { readonly reads: readonly string[]; readonly writes: readonly string[] };

/** The records function of an area reaches the resources of its area, and reads those that a record of it names by id. */
export const recordsReach = (area: AreaDefinition): Reach => {
  const own = area.resources.map((resource) => resource.name);
  const named = area.resources.flatMap(({ names = {} }) => Object.values(names).flatMap((among) => among.map((resource) => resource.name)));
  return { reads: [...new Set([...own, ...named])], writes: own };
};

/** A custom operation reaches what its definition names; who writes may also read. */
export const operationReach = (operation: OperationDefinition): Reach => ({
  reads: [...new Set([...operation.reads, ...operation.writes])],
  writes: operation.writes,
});

/** No resource: beneath this name the signed door keeps the key that it signs its answers with, which no other function may read. */
const doorName = 'door';

/** The signed door reaches what its endpoints are about, and its partners, keys and calls; what their operations do comes besides. */
export const doorReach = (endpoints: readonly EndpointDefinition[]): Reach => ({
  reads: [
    ...new Set([
      'partner',
      'partnerKey',
      ...endpoints.flatMap(({ name, list, within, reads = [] }) => [partsOf(name).resource, ...parentOf(list), ...(within ? [within.resource] : []), ...reads]),
    ]),
  ],
  writes: [...new Set(['partnerCall', doorName, ...endpoints.flatMap(({ writes = [] }) => writes)])],
});

const parentOf = (list: EndpointDefinition['list']): readonly string[] => (typeof list?.by === 'object' ? [list.by.parent] : []);

/** Patterns of partition keys for `dynamodb:LeadingKeys`: records, index partitions, guards and counters of a resource. */
export const leadingKeys = (resources: readonly string[]): readonly string[] => resources.flatMap((name) => [name, `${name}#*`, `${name}!*`]);
