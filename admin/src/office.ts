import office from 'virtual:office';
import type { OperationDefinition } from '../../shared/kit/define-operation.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { camel, kebab } from '../../shared/kit/label.ts';
import type { OperationEntry, ResourceEntry } from '../build/describe-office.ts';

export { office };

type Modules<T> = Readonly<Record<string, () => Promise<Readonly<Record<string, T>>>>>;
const resourceModules: Modules<ResourceDefinition> = import.meta.glob<Readonly<Record<string, ResourceDefinition>>>('../../shared/areas/*/*.resource.ts');
const operationModules: Modules<OperationDefinition> = import.meta.glob<Readonly<Record<string, OperationDefinition>>>('../../shared/areas/*/*.operation.ts');

/** Everything that is loaded once is kept: `use` needs the same promise at every render. */
const loading = new Map<string, Promise<unknown>>();

/** The entry of a resource by its name. Throws when the office has none. */
export function resourceEntry(name: string): ResourceEntry {
  const entry = office.resources[name];
  if (!entry) throw new Error(`expected a resource of the office, got ${name}`);
  return entry;
}

/** The entry of an operation that people may call, such as `contract.sign`. */
export const operationEntry = (name: string): OperationEntry | undefined => office.operations[name];

/** The resource at an address of the console: `/contracts/supplementary-agreement`. */
export function resourceAt(area: string, path: string): ResourceEntry | undefined {
  const entry = office.resources[camel(path)];
  return entry?.area === area ? entry : undefined;
}

/** The resource an id belongs to, by its prefix; none for a text that is no id. */
export const resourceOfId = (id: string): ResourceEntry | undefined => {
  const prefix = /^([a-z]+)_[0-9a-z]{20,}$/.exec(id)?.[1];
  return Object.values(office.resources).find((entry) => entry.idPrefix === prefix);
};

/** Loads the definition of a resource; the same promise each time. */
export function loadResource(name: string): Promise<ResourceDefinition> {
  const { area } = resourceEntry(name);
  return once(`resource ${name}`, async () => found((await file(resourceModules, `${area}/${kebab(name)}.resource.ts`))[name], name));
}

/** Loads the definition of an operation, with its input; the same promise each time. */
export function loadOperation(entry: OperationEntry): Promise<OperationDefinition> {
  const path = `${entry.area}/${entry.handler}.operation.ts`;
  return once(`operation ${entry.name}`, async () =>
    found(
      Object.values(await file(operationModules, path)).find((x) => x.name === entry.name),
      entry.name,
    ),
  );
}

function once<T>(key: string, load: () => Promise<T>): Promise<T> {
  const known = loading.get(key);
  if (known) return known as Promise<T>; // the key names the type
  const promise = load();
  loading.set(key, promise);
  promise.catch(() => loading.delete(key));
  return promise;
}

function file<T>(modules: Modules<T>, path: string): Promise<Readonly<Record<string, T>>> {
  const load = modules[`../../shared/areas/${path}`];
  if (!load) throw new Error(`expected a definition at shared/areas/${path}`);
  return load();
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`expected a definition named ${name}`);
  return value;
}
