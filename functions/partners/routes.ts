import type { EndpointDefinition } from '../../shared/kit/define-endpoint.ts';

/** An endpoint and the record that its path names, or ''. */
export type Routed = { readonly endpoint: EndpointDefinition; readonly id: string };

const idForm = '([\\w-]{1,64})';

/**
 * Finds the endpoint of a request among these; paths are compiled once.
 *
 * @example routerOf(endpoints)('POST', '/partner/v1/loans/lon_1/decision') // { endpoint, id: 'lon_1' }
 */
export function routerOf(endpoints: readonly EndpointDefinition[]): (method: string, path: string) => Routed | undefined {
  const compiled = endpoints.map((endpoint) => ({ endpoint, pattern: new RegExp(`^${endpoint.path.replaceAll('.', '\\.').replace('{id}', idForm)}$`) }));
  return (method, path) => {
    for (const { endpoint, pattern } of compiled) {
      const match = endpoint.method === method ? pattern.exec(path) : null;
      if (match) return { endpoint, id: match[1] ?? '' };
    }
    return undefined;
  };
}
