import { readAssembly, type Stack } from './assembly.ts';
import { createResolver, type Resolve } from './intrinsics.ts';
import { leftProperties, leftTypes } from './left-aside.ts';
import { attributeOf, type Named, type Place, physicalName, reference } from './names.ts';
import { type Properties, schemas, type TypeName } from './schemas.ts';
import { TemplateError } from './types.ts';

/** One resource of the template, with its properties resolved and checked. */
export type Declared<T extends TypeName> = Named & {
  ref: string;
  properties: Properties<T>;
  /** The arn attribute of the resource. */
  arn(): string;
  /** Absolute path of the file asset whose object key starts with its hash. */
  asset(key: string): string;
  fail(problem: string): never;
};

export type Declarations = {
  place: Place;
  /** All resources of one type, in the order of the stacks. */
  of<T extends TypeName>(type: T): Declared<T>[];
};

export type ReadOptions = {
  /** Values of the template's parameters. */
  parameters: Record<string, string>;
  /** The address of the gateway, such as http://127.0.0.1:8080. */
  origin: string;
  region: string;
  account: string;
  partition: string;
};

/**
 * The resources of all stacks of an assembly. A type or property that is not understood is a {@link TemplateError}.
 *
 * @example
 * const declarations = readDeclarations('cdk.out', options)
 * const functions = declarations.of('AWS::Lambda::Function')
 */
export function readDeclarations(dir: string, options: ReadOptions): Declarations {
  const stacks = readAssembly(dir);
  const region = stacks.find((stack) => stack.region)?.region ?? options.region;
  const account = stacks.find((stack) => stack.account)?.account ?? options.account;
  const place = { region, account, partition: options.partition, origin: options.origin };
  const exports = new Map<string, () => unknown>();
  const scopes = stacks.map((stack) => ({ stack, resolve: resolverOf(stack, { place, exports, options }) }));
  for (const { stack, resolve } of scopes) collectExports(stack, resolve, exports);

  const found = new Map<string, Declared<TypeName>[]>();
  for (const { stack, resolve } of scopes) {
    const hidden = leftAsideWith(stack, resolve);
    for (const [id, resource] of Object.entries(stack.template.Resources)) {
      if (resource.Type in leftTypes || hidden.has(id)) continue;
      if (resource.Condition && !resolve({ Condition: resource.Condition })) continue;
      const declared = declare({ stack, id, resolve, place });
      found.set(resource.Type, [...(found.get(resource.Type) ?? []), declared]);
    }
  }
  // The map is filled by type, so what it holds under a type is of that type.
  return { place, of: <T extends TypeName>(type: T) => (found.get(type) ?? []) as Declared<T>[] };
}

function resolverOf(stack: Stack, world: { place: Place; exports: Map<string, () => unknown>; options: ReadOptions }): Resolve {
  const { place, exports, options } = world;
  const named = (id: string): Named => {
    const resource = stack.template.Resources[id];
    if (!resource) throw new Error(`there is no resource or parameter ${id}`);
    return { stack: stack.name, id, type: resource.Type, name: physicalName(stack.name, id, resource), place };
  };
  return createResolver({
    template: stack.template,
    pseudo: {
      'AWS::Region': place.region,
      'AWS::AccountId': place.account,
      'AWS::Partition': place.partition,
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${stack.name}/0`,
      'AWS::URLSuffix': 'localhost',
    },
    parameters: options.parameters,
    ref: (id) => reference(named(id)),
    attribute: (id, name) => attributeOf(named(id), name),
    importValue(name) {
      const value = exports.get(name);
      if (!value) throw new Error(`no stack exports ${name}`);
      return value();
    },
  });
}

function collectExports(stack: Stack, resolve: Resolve, exports: Map<string, () => unknown>): void {
  for (const output of Object.values(stack.template.Outputs ?? {}))
    if (output.Export) exports.set(String(resolve(output.Export.Name)), () => resolve(output.Value));
}

/**
 * Custom resources that the gateway stands in for, or that are left aside, bring functions, roles and policies of
 * their own that never run here.
 */
function leftAsideWith(stack: Stack, resolve: Resolve): Set<string> {
  const resources = stack.template.Resources;
  const idOf = (value: unknown) =>
    typeof value === 'object' && value !== null && 'Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt']) ? String(value['Fn::GetAtt'][0]) : '';
  const hidden = new Set<string>();
  for (const { Type, Properties } of Object.values(resources))
    if (Type.startsWith('Custom::') && (Type in leftTypes || Type in schemas)) hidden.add(idOf(Properties?.ServiceToken));
  for (const id of [...hidden]) hidden.add(idOf(resources[id]?.Properties?.Role));
  const roles = new Set(
    Object.entries(resources)
      .filter(([id]) => hidden.has(id))
      .map(([id, resource]) => physicalName(stack.name, id, resource)),
  );
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    if (Type !== 'AWS::IAM::Policy') continue;
    const owners = resolve(Properties?.Roles);
    if (Array.isArray(owners) && owners.every((role) => roles.has(role))) hidden.add(id);
  }
  return hidden;
}

function declare(input: { stack: Stack; id: string; resolve: Resolve; place: Place }): Declared<TypeName> {
  const { stack, id, resolve, place } = input;
  const resource = stack.template.Resources[id];
  if (!resource) throw new Error(`no resource ${id}`);
  const fail = (problem: string): never => {
    throw new TemplateError(`${stack.name}/${id} (${resource.Type}): ${problem}`);
  };
  const type = resource.Type;
  if (!isKnown(type)) return fail('the one-machine cloud does not run this type');
  const left = leftProperties[type] ?? {};
  const kept = Object.entries(resource.Properties ?? {}).filter(([name]) => !(name in left));
  let resolved: Record<string, unknown> = {};
  try {
    resolved = Object.fromEntries(kept.map(([name, value]) => [name, resolve(value)]).filter(([, value]) => value !== undefined));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  const result = schemas[type].safeParse(resolved);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${['Properties', ...issue.path].join('.')}: ${issue.message}`);
    return fail(problems.join('; '));
  }
  const named = { stack: stack.name, id, type, name: physicalName(stack.name, id, resource), place };
  return {
    ...named,
    ref: reference(named),
    properties: result.data,
    arn: () => attributeOf(named, 'Arn'),
    asset(key) {
      const hash = Object.keys(stack.assets).find((candidate) => key.startsWith(candidate));
      return (hash && stack.assets[hash]) || fail(`the asset ${key} is not in the assembly`);
    },
    fail,
  };
}

function isKnown(type: string): type is TypeName {
  return type in schemas;
}
