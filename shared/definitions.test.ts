import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { areas, operations, resources } from './areas/index.ts';
import { indexSlots, slotCount } from './derive/keys.ts';
import { isMasked } from './derive/masking.ts';
import { operationPath, recordRoutes, routesOf } from './derive/routes.ts';
import type { OperationDefinition } from './kit/define-operation.ts';
import { partsOf } from './kit/define-operation.ts';
import { type ResourceDefinition, systemFields } from './kit/define-resource.ts';
import { isOptional, metaOf } from './kit/fields/field.ts';
import { camel, kebab, type Label } from './kit/label.ts';

const root = resolve(import.meta.dirname, '..');
const allResources = Object.entries(resources);
const allOperations = Object.entries(operations);
const chinese = /[\u4e00-\u9fff]|^[A-Z0-9 .-]+$/;

/** Moves that no operation of their own makes: any step finishes its to-do, and the end of a contract cancels those left. */
const movesOfTheKit = ['todo.finish', 'todo.cancel'];

/** The labels of a field and of everything inside it. */
function labelsOf(schema: z.ZodType): Label[] {
  const { label, help, group, options, columns } = metaOf(schema);
  const shown = [label, help, group].filter((x) => x !== undefined);
  return [...shown, ...Object.values(options ?? {}), ...Object.values(columns ?? {}).flatMap(labelsOf)];
}

const expectLabels = (labels: readonly Label[]) => {
  for (const { zh, en } of labels) {
    expect(zh).toMatch(chinese);
    expect(en.trim()).not.toBe('');
    expect(en).not.toMatch(/[\u4e00-\u9fff]/);
  }
};

describe.each(allResources)('the resource %s', (name, resource) => {
  const fields = Object.entries(resource.fields);
  const states = Object.keys(resource.states?.all ?? {});

  it('has labels in both languages for itself, its fields, options, states and transitions', () => {
    expectLabels([resource.label, ...fields.flatMap(([, schema]) => labelsOf(schema))]);
    expectLabels([...Object.values(resource.states?.all ?? {}), ...Object.values(resource.states?.transitions ?? {}).map((x) => x.label)]);
  });

  it('names no field like what the records layer keeps or what a list takes', () => {
    const taken = [...systemFields, 'index', 'order', 'limit', 'cursor', 'from', 'until'];
    expect(fields.map(([field]) => field).filter((field) => taken.includes(field))).toEqual([]);
  });

  it('refers to resources that exist, has a title, and lists fields that exist', () => {
    for (const [, schema] of fields) {
      const { to } = metaOf(schema);
      if (to) expect(resources).toHaveProperty(to);
    }
    expect(resource.fields).toHaveProperty(resource.title);
    for (const column of resource.list) expect(resource.fields).toHaveProperty(column);
    expect(resource.list).toContain(resource.title);
    expect(new Set(resource.list).size).toBe(resource.list.length);
  });

  it('has at most four indexes, of fields that are neither personal nor hidden nor tables', () => {
    const slots = indexSlots(resource);
    expect(slots.length).toBeGreaterThan(0);
    expect(slots.length).toBeLessThanOrEqual(slotCount);
    for (const { partition, sort, while: during = [] } of slots) {
      for (const field of [...partition, ...sort]) expectKey(resource, field);
      for (const state of during) expect(states).toContain(state);
    }
  });

  it('has unique rules over fields that exist, while in states that exist', () => {
    for (const { fields: own, while: during = [] } of Object.values(resource.unique ?? {})) {
      for (const field of own) expect(resource.fields).toHaveProperty(field);
      for (const state of during) expect(states).toContain(state);
    }
  });

  it('makes ids of values that are always there, never change and are neither personal nor tables; serial numbers need no rule', () => {
    const rules = Object.values(resource.unique ?? {});
    expect(rules.filter(({ isKey }) => isKey).length).toBeLessThanOrEqual(1);
    const keys = rules.flatMap(({ isKey, fields: own }) => (isKey ? own : []));
    for (const field of keys) {
      expectKey(resource, field);
      const schema = resource.fields[field] as z.ZodType;
      expect(isOptional(schema)).toBe(false);
      expect(metaOf(schema).isFixed ?? metaOf(schema).isOwned).toBe(true);
    }
    for (const field of rules.flatMap((x) => x.fields)) expect(metaOf(resource.fields[field] as z.ZodType).kind).not.toBe('serial');
  });

  it('says who may reveal where a field is personal, and only there', () => {
    expect(resource.reveal !== undefined).toBe(fields.some(([, schema]) => isMasked(schema)));
    for (const grant of resource.reveal ?? []) expect(grant.roles).not.toBe('everyone');
  });

  it('has the fields that its rules filter rows by, and shows them to lists', () => {
    const needed = { ownProject: 'project', ownDepartment: 'department' } as const;
    const rules = [...Object.values(resource.access), resource.reveal ?? [], ...Object.values(resource.states?.transitions ?? {}).map((x) => x.allow)];
    for (const { scope } of rules.flat()) {
      if (scope === 'ownProject' || scope === 'ownDepartment') expect(resource.fields).toHaveProperty(needed[scope]);
    }
    for (const { scope } of resource.access.read) if (scope === 'ownProject') expect(resource.list).toContain('project');
  });

  it('has a state machine whose every state is reached and whose every move has somebody who makes it', () => {
    const { initial, moves = [], transitions = {} } = resource.states ?? { initial: '' };
    if (!resource.states) return;
    const edges = [...moves, ...Object.values(transitions)];
    for (const { from, to } of edges) for (const state of [...from, to]) expect(states).toContain(state);
    const reached = new Set([initial]);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const { from, to } of edges) if (from.some((state) => reached.has(state))) reached.add(to);
    }
    expect([...reached].toSorted()).toEqual(states.toSorted());
    for (const { by } of moves) if (!movesOfTheKit.includes(by)) expect(operations).toHaveProperty([by]);
    for (const transition of Object.keys(transitions)) {
      expect(recordRoutes.map((x) => x.tail)).not.toContain(`{id}/${kebab(transition)}`);
      expect(operations).not.toHaveProperty([`${name}.${transition}`]);
    }
  });

  it('numbers by project only where it has one', () => {
    for (const [, schema] of fields) {
      const { pattern } = metaOf(schema);
      if (pattern) expect(pattern).toMatch(/^[\w{}:-]*\{seq:[1-9]\}$/);
      if (pattern?.includes('{project}')) expect(metaOf(resource.fields.project as z.ZodType).to).toBe('project');
    }
  });

  it('says where it comes from, and stands in a file of its name', () => {
    expectSources([...resource.source, ...fields.flatMap(([, schema]) => metaOf(schema).source ?? [])]);
    expectFile(`shared/areas/${resource.area}/${kebab(name)}.resource.ts`);
  });
});

describe.each(allOperations)('the operation %s', (name, operation) => {
  it('has labels in both languages, for itself and its input', () => {
    expectLabels([operation.label, ...(operation.help ? [operation.help] : []), ...Object.values(operation.input).flatMap(labelsOf)]);
  });

  it('belongs to a resource, and names resources and states that exist', () => {
    const { resource } = partsOf(name);
    expect(resources).toHaveProperty(resource);
    for (const used of [...operation.reads, ...operation.writes]) expect(resources).toHaveProperty(used);
    for (const state of operation.from ?? []) expect(Object.keys(resources[resource]?.states?.all ?? {})).toContain(state);
    for (const [field, schema] of Object.entries(operation.input)) {
      const { to } = metaOf(schema);
      if (to) expect(resources, field).toHaveProperty(to);
    }
  });

  it('lets nobody call a task, and somebody call everything else', () => {
    expect(operation.allow.length === 0).toBe(operation.on === 'task');
    if (operation.isStep) expect(operation.writes).toContain('todo');
    if (operation.schedule || operation.stream) expect(operation.on).toBe('task');
    for (const change of operation.follows ?? []) expect(Object.keys(resources), change).toContain(change.split(' ')[1]);
  });

  it('has a path of its own', () => {
    const path = operationPath(operation);
    const same = allOperations.filter(([, x]) => operationPath(x) === path && (x.method ?? 'POST') === (operation.method ?? 'POST'));
    if (path) expect(same.map(([x]) => x)).toEqual([name]);
  });

  it('says where it comes from, and has a definition and a handler in files of its name', () => {
    expectSources(operation.source);
    expectFile(`shared/areas/${operation.area}/${operation.handler}.operation.ts`);
    const handler = join(root, `functions/${operation.area}/${operation.handler}.ts`);
    expect(existsSync(handler), handler).toBe(true);
    expect(readFileSync(handler, 'utf8')).toMatch(/export const handler\b/);
  });
});

it('every area is listed once, and holds only its own', () => {
  expect(new Set(areas.map((x) => x.name)).size).toBe(areas.length);
  for (const area of areas) {
    expectLabels([area.label]);
    for (const member of [...area.resources, ...area.operations]) expect(member.area).toBe(area.name);
    expect(routesOf(area).at(-1)).toMatchObject({ path: `/${area.name}/{proxy+}`, operation: 'records' });
  }
});

it('every id prefix and every name is given once', () => {
  const prefixes = allResources.map(([, x]) => x.idPrefix);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z]{2,6}$/);
  const names = areas.flatMap((area) => [...area.resources, ...area.operations].map((x) => x.name));
  expect(new Set(names).size).toBe(names.length);
});

it('index slots stay where they are: new indexes are appended', () => {
  const slots = allResources.map(([name, resource]) => [
    name,
    Object.fromEntries(indexSlots(resource).map((x) => [x.slot, `${x.name}: ${x.partition} | ${x.sort}`])),
  ]);
  expect(Object.fromEntries(slots)).toMatchSnapshot();
});

describe('the source files', () => {
  const files = ['shared', 'functions', 'infra', 'admin'].flatMap((folder) => sourceFiles(join(root, folder)));
  const isTest = (file: string) => /\.test\.tsx?$|\/(testing|cases|engines|make-sample)\.ts$|\/(fixture|e2e)\//.test(file);

  it('of definitions have at most 60 lines each', () => {
    const long = files.filter((file) => file.endsWith('.resource.ts') || file.endsWith('.operation.ts')).filter((file) => linesOf(file) > 60);
    expect(long.map((file) => `${relative(root, file)}: ${linesOf(file)}`)).toEqual([]);
  });

  it('have at most 300 lines each, tests aside', () => {
    const long = files.filter((file) => !isTest(file) && linesOf(file) > 300);
    expect(long.map((file) => relative(root, file))).toEqual([]);
  });

  it('keep to the direction of imports', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).flatMap((target) => (isAllowed(file, target, isTest(file)) ? [] : [`${relative(root, file)} → ${target}`])),
    );
    expect(wrong).toEqual([]);
  });

  it('ask for the time and the environment in one place', () => {
    const asking = files.filter(
      (file) =>
        /^(functions|shared)\//.test(relative(root, file)) && !isTest(file) && /\bDate\.now\(|process\.env\b|new Date\(\)/.test(readFileSync(file, 'utf8')),
    );
    expect(asking.map((file) => relative(root, file))).toEqual(['functions/kit/context.ts']);
  });
});

function expectKey(resource: ResourceDefinition, field: string): void {
  if (['status', 'createdAt', 'updatedAt'].includes(field)) return;
  const schema = resource.fields[field];
  if (!schema) throw new Error(`expected a field of ${resource.name} in its index, got ${field}`);
  const { kind, isHidden } = metaOf(schema);
  expect(isMasked(schema) || isHidden === true || ['rows', 'refs', 'choices', 'data', 'note'].includes(kind), `${resource.name}.${field}`).toBe(false);
}

const expectSources = (sources: readonly string[]) => {
  expect(sources.length).toBeGreaterThan(0);
  for (const source of sources) expect(source).toMatch(/^[A-Z]\d{1,2}$/);
};

const expectFile = (path: string) => expect(existsSync(join(root, path)), path).toBe(true);
const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').length;

function sourceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => !/\/(node_modules|dist|cdk\.out)\//.test(file));
}

/** What a file imports: packages as they are, files of the repository by their path. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(
    /^\s*(?:import|export)\b[^'"]*?from ['"]([^'"]+)['"]|^import ['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm,
  );
  return [...found].map(([, a, b, c]) => {
    const target = a ?? b ?? c ?? '';
    return target.startsWith('.') ? relative(root, resolve(dirname(file), target)) : target;
  });
}

/** Packages that run in a browser, in a worker and in Lambda alike. */
const browserSafe = ['zod', 'read-excel-file/universal', 'http-message-sig', 'structured-headers', 'sm-crypto-v2'];

/** Who may import what: shared ← all; functions never infra; admin shared only; infra never the modules of functions. */
function isAllowed(file: string, target: string, isTest: boolean): boolean {
  const [from] = relative(root, file).split('/');
  const [to] = target.split('/');
  if (from === 'shared') return to === 'shared' ? true : isTest || browserSafe.includes(target);
  if (from === 'functions')
    return isTest
      ? to !== 'admin'
      : to !== 'infra' && to !== 'admin' && (!/^@?(aws-sdk|middy)/.test(target) || relative(root, file).startsWith('functions/kit/'));
  if (from === 'admin') return isTest || !['functions', 'infra'].includes(String(to));
  return isTest || !['functions', 'admin'].includes(String(to));
}

/** Names of handlers must turn back into names of operations. */
it.each(allOperations)('%s has a kebab-case handler', (_, operation: OperationDefinition) => {
  expect(kebab(camel(operation.handler))).toBe(operation.handler);
});
