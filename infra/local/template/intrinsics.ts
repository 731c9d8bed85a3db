import type { CloudFormation } from './assembly.ts';

export type Scope = {
  template: CloudFormation;
  /** `AWS::Region` and the like. */
  pseudo: Record<string, string>;
  parameters: Record<string, string>;
  /** The Ref and the attributes of a resource by its logical id; throw where there is none. */
  ref(id: string): string;
  attribute(id: string, name: string): string;
  /** The value another stack exports under a name. */
  importValue(name: string): unknown;
};

export type Resolve = (value: unknown) => unknown;

type Tools = {
  template: CloudFormation;
  resolve: Resolve;
  ref(id: string): string | undefined;
  attribute(path: string[]): string;
  condition(name: string): boolean;
  importValue(name: string): unknown;
};

/**
 * Evaluates CloudFormation's intrinsic functions. What cannot be resolved throws an error that names it.
 *
 * @example
 * const resolve = createResolver(scope)
 * resolve({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: 'Files' }]] }) // 'arn:aws:s3:::core-files'
 */
export function createResolver(scope: Scope): Resolve {
  const { template } = scope;
  const conditions = new Map<string, boolean>();

  const condition = (name: string): boolean => {
    if (!template.Conditions || !(name in template.Conditions)) throw new Error(`there is no condition ${name}`);
    const known = conditions.get(name) ?? resolve(template.Conditions[name]) === true;
    conditions.set(name, known);
    return known;
  };

  const ref = (id: string): string | undefined => {
    if (id === 'AWS::NoValue') return undefined;
    if (id in scope.pseudo) return scope.pseudo[id];
    if (id in scope.parameters) return scope.parameters[id];
    const parameter = template.Parameters?.[id];
    if (!parameter) return scope.ref(id);
    if (parameter.Default === undefined) throw new Error(`the parameter ${id} has no value`);
    return String(parameter.Default);
  };

  const attribute = (path: string[]) => scope.attribute(path[0] ?? '', path.slice(1).join('.'));

  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined);
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? [''];
    // A policy statement has a member Condition too, but its value is an object.
    const isFunction = entries.length === 1 && (name.startsWith('Fn::') || name === 'Ref' || (name === 'Condition' && typeof argument === 'string'));
    if (isFunction) {
      const evaluate = functions[name];
      if (!evaluate) throw new Error(`the intrinsic function ${name} is not supported`);
      return evaluate(argument, { template, resolve, ref, attribute, condition, importValue: scope.importValue });
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item)]).filter(([, item]) => item !== undefined));
  };
  return resolve;
}

/** Each gets its unresolved argument. */
const functions: Record<string, (argument: unknown, tools: Tools) => unknown> = {
  Ref: (argument, { ref }) => ref(text(argument)),
  Condition: (argument, { condition }) => condition(text(argument)),
  'Fn::GetAtt': (argument, { attribute, resolve }) =>
    attribute(Array.isArray(argument) ? argument.map((part) => text(resolve(part))) : text(argument).split('.')),
  'Fn::Join': (argument, { resolve }) => {
    const [separator, parts] = tuple(argument);
    return tuple(resolve(parts)).map(text).join(text(separator));
  },
  'Fn::Split': (argument, { resolve }) => {
    const [separator, source] = tuple(argument);
    return text(resolve(source)).split(text(separator));
  },
  'Fn::Select': (argument, { resolve }) => {
    const [index, source] = tuple(argument);
    const chosen = tuple(resolve(source))[Number(resolve(index))];
    if (chosen === undefined) throw new Error(`Fn::Select finds nothing at ${JSON.stringify(index)}`);
    return chosen;
  },
  'Fn::Sub': (argument, { ref, attribute, resolve }) => {
    const [pattern, values] = Array.isArray(argument) ? argument : [argument, {}];
    const own = resolve(values) as Record<string, unknown>; // an object resolves to an object
    return text(pattern).replace(/\$\{(!?)([^}]+)\}/g, (_, isLiteral: string, name: string) =>
      isLiteral ? `\${${name}}` : text(name in own ? own[name] : name.includes('.') ? attribute(name.split('.')) : ref(name)),
    );
  },
  'Fn::If': (argument, { condition, resolve }) => {
    const [name, yes, no] = tuple(argument);
    return resolve(condition(text(name)) ? yes : no);
  },
  'Fn::Equals': (argument, { resolve }) => {
    const [a, b] = tuple(argument).map(resolve);
    return a === b;
  },
  'Fn::Not': (argument, { resolve }) => !resolve(tuple(argument)[0]),
  'Fn::And': (argument, { resolve }) => tuple(argument).every((part) => resolve(part) === true),
  'Fn::Or': (argument, { resolve }) => tuple(argument).some((part) => resolve(part) === true),
  'Fn::FindInMap': (argument, { resolve, template }) => {
    const [map, first, second] = tuple(argument).map((part) => text(resolve(part)));
    const found = template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
    if (found === undefined) throw new Error(`Fn::FindInMap finds nothing at ${map}.${first}.${second}`);
    return found;
  },
  'Fn::Base64': (argument, { resolve }) => Buffer.from(text(resolve(argument))).toString('base64'),
  'Fn::ImportValue': (argument, { resolve, importValue }) => importValue(text(resolve(argument))),
};

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`expected a text, got ${JSON.stringify(value)}`);
}

function tuple(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list, got ${JSON.stringify(value)}`);
}
