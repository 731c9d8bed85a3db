/** IAM's evaluation of identity policies: an explicit deny wins, then any allow, else no. */

export type Condition = Record<string, Record<string, Scalar | Scalar[]>>;
export type Statement = {
  Sid?: string;
  Effect: string;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Principal?: unknown;
  NotPrincipal?: unknown;
  Condition?: Condition;
};
export type PolicyDocument = { Version?: string; Statement: Statement | Statement[] };
export type Principal = { name: string; secret: string; policies: PolicyDocument[] };
/** Principals by access key id. */
export type AccessKeys = Record<string, Principal>;
export type Context = Record<string, string | string[] | undefined>;
export type AccessRequest = { action: string; resource: string; context?: Context };

type Scalar = string | number | boolean;
type Compare = (have: string, want: string) => boolean;

/**
 * Whether the policies of a principal allow one action on one resource.
 * A condition operator this evaluator does not know throws an error that names it.
 *
 * @example
 * isAllowed(principal, { action: 'dynamodb:GetItem', resource: tableArn, context: { 'dynamodb:LeadingKeys': ['unit#1'] } })
 */
export function isAllowed(principal: Principal, request: AccessRequest): boolean {
  return evaluate(principal.policies, request) === 'allow';
}

/**
 * The verdict of a set of policies: `deny` is an explicit one, `none` means nothing spoke of it.
 *
 * @example
 * evaluate(bucketPolicies, request) === 'deny'
 */
export function evaluate(policies: PolicyDocument[], request: AccessRequest): 'allow' | 'deny' | 'none' {
  const context = lowerKeys(request.context ?? {});
  let verdict: 'allow' | 'none' = 'none';
  for (const policy of policies) {
    for (const statement of list(policy.Statement)) {
      if (!applies(statement, request, context)) continue;
      if (statement.Effect === 'Deny') return 'deny';
      verdict = 'allow';
    }
  }
  return verdict;
}

/**
 * Throws an error that names the first thing in a policy that {@link isAllowed} could not evaluate.
 *
 * @example
 * checkPolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { IpAddress: {} } } }) // throws
 */
export function checkPolicy(policy: PolicyDocument): void {
  for (const statement of list(policy.Statement)) {
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw new Error(`expected Effect Allow or Deny, got ${statement.Effect}`);
    if ((statement.Action === undefined) === (statement.NotAction === undefined)) throw new Error('expected exactly one of Action and NotAction');
    for (const operator of Object.keys(statement.Condition ?? {})) parseOperator(operator);
  }
}

const operators: Record<string, Compare> = {
  StringEquals: (have, want) => have === want,
  StringEqualsIgnoreCase: (have, want) => have.toLowerCase() === want.toLowerCase(),
  StringLike: (have, want) => matches(want, have),
  ArnEquals: (have, want) => matches(want, have),
  ArnLike: (have, want) => matches(want, have),
  NumericEquals: (have, want) => Number(have) === Number(want),
  NumericLessThan: (have, want) => Number(have) < Number(want),
  NumericLessThanEquals: (have, want) => Number(have) <= Number(want),
  NumericGreaterThan: (have, want) => Number(have) > Number(want),
  NumericGreaterThanEquals: (have, want) => Number(have) >= Number(want),
  DateEquals: (have, want) => instant(have) === instant(want),
  DateLessThan: (have, want) => instant(have) < instant(want),
  DateLessThanEquals: (have, want) => instant(have) <= instant(want),
  DateGreaterThan: (have, want) => instant(have) > instant(want),
  DateGreaterThanEquals: (have, want) => instant(have) >= instant(want),
  Bool: (have, want) => have.toLowerCase() === want.toLowerCase(),
};

const negations: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

function applies(statement: Statement, request: AccessRequest, context: Context): boolean {
  const action = request.action.toLowerCase();
  const isAction = (pattern: string) => matches(pattern.toLowerCase(), action);
  const isResource = (pattern: string) => matchesVariables(pattern, request.resource, context);
  return (
    (statement.Action !== undefined ? list(statement.Action).some(isAction) : !list(statement.NotAction).some(isAction)) &&
    // A bucket policy or a trust policy without Resource speaks of the resource it hangs on.
    (statement.Resource !== undefined
      ? list(statement.Resource).some(isResource)
      : statement.NotResource === undefined || !list(statement.NotResource).some(isResource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, want]) => holds(operator, context[key.toLowerCase()], { want, context })),
    )
  );
}

function holds(operator: string, have: string | string[] | undefined, test: { want: Scalar | Scalar[]; context: Context }): boolean {
  const { quantifier, isOptional, isNegated, base } = parseOperator(operator);
  const wants = list(test.want).map(String);
  if (base === 'Null') return wants.some((want) => (want.toLowerCase() === 'true') === (have === undefined));
  if (have === undefined) return quantifier === 'ForAllValues' || isOptional || (isNegated && quantifier === undefined);
  const compare = operators[base] as Compare; // parseOperator has refused any other name
  const isLike = compare === operators.StringLike || compare === operators.ArnLike || compare === operators.ArnEquals;
  const isOne = (value: string) =>
    wants.some((want) => (isLike ? matchesVariables(want, value, test.context) : compare(value, substitute(want, test.context))));
  if (quantifier === 'ForAllValues') return list(have).every((value) => isOne(value) !== isNegated);
  if (quantifier === 'ForAnyValue') return list(have).some((value) => isOne(value) !== isNegated);
  return list(have).some(isOne) !== isNegated;
}

type Operator = { quantifier?: string; isOptional: boolean; isNegated: boolean; base: string };
const parsed = new Map<string, Operator>();

function parseOperator(operator: string): Operator {
  const known = parsed.get(operator);
  if (known) return known;
  const match = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator);
  const [, quantifier, name = '', suffix] = match ?? [];
  const base = negations[name] ?? name;
  if (base !== 'Null' && !(base in operators)) throw new Error(`unknown condition operator ${operator}`);
  const result = { quantifier, isOptional: suffix !== undefined, isNegated: name in negations, base };
  parsed.set(operator, result);
  return result;
}

/** Policy variables, except in patterns: `${aws:username}`, `${*}`. One without a value matches nothing. */
function substitute(text: string, context: Context): string {
  if (!text.includes('${')) return text;
  return text.replace(variable, (_, name: string) => (literals.includes(name) ? name : (single(context[name.toLowerCase()]) ?? '\u0000')));
}

/** The value of a variable is data: a `*` inside it must not become a wildcard. */
function matchesVariables(pattern: string, text: string, context: Context): boolean {
  if (!pattern.includes('${')) return matches(pattern, text);
  const source = pattern
    .split(/(\$\{[^}]+\})/)
    .map((part) => (part.startsWith('${') ? escapeRegExp(substitute(part, context)) : globSource(part)))
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}

const variable = /\$\{([^}]+)\}/g;
const literals = ['*', '?', '$'];
const patterns = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  let compiled = patterns.get(pattern);
  if (!compiled) {
    compiled = new RegExp(`^${globSource(pattern)}$`, 's');
    patterns.set(pattern, compiled);
  }
  return compiled.test(text);
}

function globSource(pattern: string): string {
  return escapeRegExp(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function lowerKeys(context: Context): Context {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
}

function list<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
