import { label } from './label.ts';
import type { Role } from './roles.ts';

/** Kinds of house outside the office that ask through the signed door. */
export const partnerKinds = {
  bank: label('银行', 'Bank'),
  fundCentre: label('公积金中心', 'Provident fund centre'),
  lawFirm: label('律师事务所', 'Law firm'),
  registryAgent: label('登记代办机构', 'Registry agent'),
  auditor: label('外部审计', 'External auditor'),
};
export type PartnerKind = keyof typeof partnerKinds;

/** Who is asking. `projects: '*'` stands for every project. */
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly projects: readonly string[] | '*';
  readonly department?: string;
  /** Of a partner, who has no post: `member` is the record that stands for it, such as its bank. Only rules for partners match. */
  readonly partner?: { readonly kind: PartnerKind; readonly member: string };
};

/** Which rows a grant reaches: all of them, those of the actor's projects or department, or those the actor made. */
export type Scope = 'all' | 'ownProject' | 'ownDepartment' | 'own';
type StaffGrant = { readonly roles: readonly Role[] | 'everyone'; readonly scope: Scope };
/** A grant to partners of a kind: rows whose `field` names the partner's member record, or that it made itself; `while` in these states. */
type PartnerGrant = {
  readonly roles: readonly [];
  readonly scope: 'ownPartner';
  readonly partner: PartnerKind;
  readonly field: string;
  readonly while?: readonly string[];
};
export type Grant = StaffGrant | PartnerGrant;

/** An access rule is data, so that one rule refuses a request, narrows a query, hides a button and fills the permission matrix. */
export type Rule = readonly Grant[];

/** A row is reached when one of the alternatives holds: the field's value is in the list and, with `while`, its state in that one. */
export type RowFilter = { readonly anyOf: readonly { readonly field: string; readonly in: readonly string[]; readonly while?: readonly string[] }[] };

export const allow = (...roles: Role[]): Rule => [{ roles, scope: 'all' }];
export const inOwnProject = (...roles: Role[]): Rule => [{ roles, scope: 'ownProject' }];
export const everyone: Rule = [{ roles: 'everyone', scope: 'all' }];
export const everyoneInOwnProject: Rule = [{ roles: 'everyone', scope: 'ownProject' }];
export const nobody: Rule = [];
/**
 * Partners of a kind reach the rows whose field names their own member record, or, by `createdBy`, what they made themselves.
 *
 * @example forPartner('bank', 'bank', ['underReview', 'approved']) // a bank sees its own loans, once they are submitted
 */
export const forPartner = (partner: PartnerKind, field: string, states?: readonly string[]): Rule => [
  { roles: [], scope: 'ownPartner', partner, field, ...(states ? { while: states } : {}) },
];
export const either = (...rules: Rule[]): Rule => rules.flat();

/**
 * What a rule answers to an actor: `true` (every row), `false` (none), or a filter on rows.
 *
 * @example decide(inOwnProject('finance'), { id: 'emp_1', name: '李', roles: ['finance'], projects: ['prj_1'] })
 * // { anyOf: [{ field: 'project', in: ['prj_1'] }] }
 */
export function decide(rule: Rule, actor: Actor): boolean | RowFilter {
  const filters = rule.filter((grant) => isMeant(grant, actor)).map((grant) => narrow(grant, actor));
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
export const isIn = (filter: RowFilter, row: Readonly<Record<string, unknown>>): boolean =>
  filter.anyOf.some((x) => x.in.includes(String(row[x.field])) && (x.while?.includes(String(row.status)) ?? true));

/** Staff and partners never share a grant: not even `everyone` means a partner. */
function isMeant(grant: Grant, { partner, roles: posts }: Actor): boolean {
  if (grant.scope === 'ownPartner') return partner?.kind === grant.partner;
  return !partner && (grant.roles === 'everyone' || grant.roles.some((role) => posts.includes(role)));
}

function narrow(grant: Grant, actor: Actor): boolean | RowFilter['anyOf'][number] {
  if (grant.scope === 'ownPartner') return ofPartner(grant, actor);
  if (grant.scope === 'all') return true;
  if (grant.scope === 'own') return { field: 'createdBy', in: [actor.id] };
  if (grant.scope === 'ownDepartment') return actor.department ? { field: 'department', in: [actor.department] } : false;
  if (actor.projects === '*') return true;
  return actor.projects.length > 0 ? { field: 'project', in: actor.projects } : false;
}

function ofPartner({ field, while: states }: PartnerGrant, { id, partner }: Actor): boolean | RowFilter['anyOf'][number] {
  const own = field === 'createdBy' ? id : partner?.member;
  return own ? { field, in: [own], ...(states ? { while: states } : {}) } : false;
}
