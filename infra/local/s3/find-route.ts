import type { Headers } from './digest.ts';
import { refuse } from './errors.ts';
import { type Route, routes, type Scope } from './routes.ts';

/** Headers and parameters of any request. */
const anyHeaders = ['x-amz-date', 'x-amz-content-sha256', 'x-amz-user-agent', 'x-amz-expected-bucket-owner'];
/** `x-id` is how the SDK labels a request for logs. */
const anyQuery = ['x-id'];

/**
 * The operation a request asks for. What is not in the table, and any parameter or x-amz-* header the operation does
 * not know, is NotImplemented, by name: nothing a client asks for is silently left out.
 *
 * @example
 * const route = findRoute({ method: 'GET', on: 'bucket', query, headers })
 */
export function findRoute(request: { method: string; on: Scope; query: URLSearchParams; headers: Headers }): Route {
  const { method, on, query, headers } = request;
  const candidates = routes.filter((route) => route.method === method && route.on === on);
  const isSelected = ({ select }: Route) => select !== undefined && (query.has(select) || headers[select] !== undefined);
  const route = candidates.find(isSelected) ?? candidates.find(({ select }) => select === undefined);
  const asked = [...new Set(query.keys())].filter((name) => !/^x-amz-/i.test(name));
  if (!route)
    throw notImplemented(
      `${method} on ${on === 'object' ? 'an object' : `a ${on}`}`,
      asked.filter((name) => !anyQuery.includes(name)),
    );
  const known = [route.select, ...(route.query ?? []), ...anyQuery];
  const strange = asked.find((name) => !known.includes(name));
  if (strange !== undefined) throw notImplemented(route.name, [strange]);
  const unknown = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !isKnownHeader(route, name));
  if (unknown !== undefined) throw refuse('NotImplemented', `${route.name}: the header ${unknown} is not implemented.`, { detail: { Header: unknown } });
  return route;
}

function isKnownHeader(route: Route, name: string): boolean {
  const known = [route.select, ...(route.headers ?? []), ...anyHeaders];
  return known.includes(name) || (name.startsWith('x-amz-meta-') && known.includes('x-amz-meta-*'));
}

function notImplemented(what: string, names: string[]) {
  const parameters = names.length > 0 ? ` with ?${names.join('&')}` : '';
  return refuse('NotImplemented', `${what}${parameters} is not implemented.`, names[0] === undefined ? {} : { detail: { Parameter: names[0] } });
}
