import type { Role } from './roles.ts';

/** Who is asking. `projects: '*'` stands for every project. */
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly projects: readonly string[] | '*';
  readonly department?: string;
};

/** Which rows a grant reaches: all of them, those of the actor's projects or department, or those the actor made. */
export type Scope = 'all' | 'ownProject' | 'ownDepartment' | 'own';
export type Grant = { readonly roles: readonly Role[] | 'everyone'; readonly scope: Scope };

/** An access rule is data, so that one rule refuses a request, narrows a query, hides a button and fills the permission matrix. */
export type Rule = readonly Grant[];

/** A row is reached when one of the alternatives holds: the field's value is in the list. */
export type RowFilter = { readonly anyOf: readonly { readonly field: string; readonly in: readonly string[] }[] };

export const allow = (...roles: Role[]): Rule => [{ roles, scope: 'all' }];
export const inOwnProject = (...roles: Role[]): Rule => [{ roles, scope: 'ownProject' }];
export const everyone: Rule = [{ roles: 'everyone', scope: 'all' }];
export const everyoneInOwnProject: Rule = [{ roles: 'everyone', scope: 'ownProject' }];
export const nobody: Rule = [];
export const either = (...rules: Rule[]): Rule => rules.flat();

/**
 * What a rule answers to an actor: `true` (every row), `false` (none), or a filter on rows.
 *
 * @example decide(inOwnProject('finance'), { id: 'emp_1', name: '李', roles: ['finance'], projects: ['prj_1'] })
 * // { anyOf: [{ field: 'project', in: ['prj_1'] }] }
 */
export function decide(rule: Rule, actor: Actor): boolean | RowFilter {
  const grants = rule.filter((grant) => grant.roles === 'everyone' || grant.roles.some((r) => actor.roles.includes(r)));
  if (grants.length === 0) return false;
  const filters = grants.map((grant) => narrow(grant.scope, actor));
  if (filters.includes(true)) return true;
  const anyOf = filters.filter((x) => typeof x === 'object');
  return anyOf.length > 0 ? { anyOf } : false;
}

/** Does the rule let the actor reach this row? */
export function reaches(rule: Rule, actor: Actor, row: Readonly<Record<string, unknown>>): boolean {
  const answer = decide(rule, actor);
  return typeof answer === 'boolean' ? answer : isIn(answer, row);
}

/** Is the row inside the filter? */
export const isIn = (filter: RowFilter, row: Readonly<Record<string, unknown>>): boolean => filter.anyOf.some((x) => x.in.includes(String(row[x.field])));

function narrow(scope: Scope, actor: Actor): boolean | RowFilter['anyOf'][number] {
  if (scope === 'all') return true;
  if (scope === 'own') return { field: 'createdBy', in: [actor.id] };
  if (scope === 'ownDepartment') return actor.department ? { field: 'department', in: [actor.department] } : false;
  if (actor.projects === '*') return true;
  return actor.projects.length > 0 ? { field: 'project', in: actor.projects } : false;
}
