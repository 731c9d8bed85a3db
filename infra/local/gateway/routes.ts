import type { Api, Route } from '../template/types.ts';

export type Match = { route: Route; pathParameters: Record<string, string> };
export type Router = (method: string, segments: string[]) => Match | undefined;

type Compiled = { route: Route; parts: Part[]; isGreedy: boolean };
type Part = { literal: string } | { name: string; isGreedy: boolean };

/**
 * Finds the route of a request as an HTTP API does: a full match before a greedy one before `$default`, a literal
 * segment before a parameter, a method before ANY. Segments are percent-decoded.
 *
 * @example
 * createRouter(api)('GET', ['units', 'unt_1'])
 */
export function createRouter(api: Api): Router {
  const fallback = api.routes.find((route) => route.path === undefined);
  const compiled = api.routes.flatMap((route) => (route.path === undefined ? [] : [compile(route, route.path)]));
  compiled.sort(bySpecificity);
  return (method, segments) => {
    for (const { route, parts, isGreedy } of compiled) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      if (isGreedy ? segments.length < parts.length : segments.length !== parts.length) continue;
      const pathParameters = match(parts, segments);
      if (pathParameters) return { route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

function compile(route: Route, path: string): Compiled {
  const parts = split(path).map((segment): Part => {
    const [, name, plus] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
    return name === undefined ? { literal: segment } : { name, isGreedy: plus === '+' };
  });
  return { route, parts, isGreedy: parts.some((part) => 'name' in part && part.isGreedy) };
}

/**
 * The segments of a path; a slash at the end does not count.
 *
 * @example
 * split('/units/unt_1/') // ['units', 'unt_1']
 */
export function split(path: string): string[] {
  return path.replace(/^\//, '').replace(/\/$/, '').split('/');
}

function match(parts: Part[], segments: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const segment = segments[at] ?? '';
    if ('literal' in part) {
      if (part.literal !== segment) return undefined;
    } else {
      const value = part.isGreedy ? segments.slice(at).join('/') : segment;
      if (value === '') return undefined;
      parameters[part.name] = value;
    }
  }
  return parameters;
}

function bySpecificity(a: Compiled, b: Compiled): number {
  if (a.isGreedy !== b.isGreedy) return a.isGreedy ? 1 : -1;
  for (let at = 0; at < Math.min(a.parts.length, b.parts.length); at += 1) {
    const difference = weight(b.parts[at]) - weight(a.parts[at]);
    if (difference !== 0) return difference;
  }
  if (a.parts.length !== b.parts.length) return b.parts.length - a.parts.length;
  return Number(a.route.method === 'ANY') - Number(b.route.method === 'ANY');
}

function weight(part: Part | undefined): number {
  if (!part) return 0;
  return 'literal' in part ? 2 : part.isGreedy ? 0 : 1;
}
