import type { AreaDefinition } from '../kit/define-area.ts';
import { type OperationDefinition, partsOf } from '../kit/define-operation.ts';
import { kebab } from '../kit/label.ts';

/** One route of the API. `operation` is the name of a custom operation, or `records` for what is generated. */
export type Route = { readonly method: string; readonly path: string; readonly area: string; readonly operation: string };

/** `/contracts/contract`: where the records of a resource live. */
export const resourcePath = (area: string, resource: string): string => `/${area}/${kebab(resource)}`;

/** `/contracts/contract/{id}/sign`; tasks have no route. */
export function operationPath(operation: OperationDefinition): string | undefined {
  if (operation.on === 'task') return undefined;
  const { resource, verb } = partsOf(operation.name);
  const base = resourcePath(operation.area, resource);
  return operation.on === 'record' ? `${base}/{id}/${kebab(verb)}` : `${base}/${kebab(verb)}`;
}

/** Every route of an area: each custom operation its own, everything else goes to the records function. */
export function routesOf(area: AreaDefinition): readonly Route[] {
  const own = area.operations.flatMap((operation) => {
    const path = operationPath(operation);
    return path ? [{ method: operation.method ?? 'POST', path, area: area.name, operation: operation.name }] : [];
  });
  return [...own, { method: 'ANY', path: `/${area.name}/{proxy+}`, area: area.name, operation: 'records' }];
}

/** The routes of the signed door: what partners ask, and the keys that the office signs with. No authoriser stands before them. */
export const doorRoutes = [
  { method: 'ANY', path: '/partner/v1/{proxy+}' },
  { method: 'GET', path: '/.well-known/jwks.json' },
] as const;

/**
 * What the records function serves beneath a resource, as a literal table: method, the tail after the resource path, action.
 * A POST with a verb moves the record by the plain transition of that name.
 */
export const recordRoutes = [
  { method: 'GET', tail: '', action: 'list' },
  { method: 'POST', tail: '', action: 'create' },
  { method: 'POST', tail: 'titles', action: 'titles' },
  { method: 'GET', tail: '{id}', action: 'get' },
  { method: 'PATCH', tail: '{id}', action: 'update' },
  { method: 'DELETE', tail: '{id}', action: 'remove' },
  { method: 'GET', tail: '{id}/history', action: 'history' },
  { method: 'POST', tail: '{id}/reveal', action: 'reveal' },
  { method: 'POST', tail: '{id}/{transition}', action: 'move' },
] as const;
export type RecordAction = (typeof recordRoutes)[number]['action'];
