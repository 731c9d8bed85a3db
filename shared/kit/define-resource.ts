import type * as z from 'zod';
import type { Rule } from './access.ts';
import type { FieldProblem } from './errors.ts';
import type { Label } from './label.ts';

/** A transition that needs no code of its own: the records function checks the state and the rule, and moves the record. */
export type Transition = {
  readonly label: Label;
  readonly from: readonly string[];
  readonly to: string;
  readonly allow: Rule;
  /** `exception` transitions (void, refuse) are shown apart from the main course. */
  readonly kind?: 'main' | 'exception';
  /** The person must give a reason; it is kept in the audit event. */
  readonly isReasonNeeded?: boolean;
};

export type States = {
  readonly initial: string;
  readonly all: Readonly<Record<string, Label & { readonly tone?: 'neutral' | 'busy' | 'good' | 'warn' | 'bad' }>>;
  /** Moves that operations make in code; listed here so that the picture of the states is whole. */
  readonly moves?: readonly { readonly from: readonly string[]; readonly to: string; readonly by: string }[];
  readonly transitions: Readonly<Record<string, Transition>>;
};

/**
 * A list the store can serve: rows with equal `partition` fields, in the order of the `sort` fields. `status`, `createdAt`
 * and `updatedAt` may be used like fields. With `while`, only rows in those states are in it.
 */
export type Index = { readonly partition: readonly string[]; readonly sort: readonly string[]; readonly while?: readonly string[] };

/**
 * Values that no two records may share; with `while`, only records in those states count. Where they never change and hold in
 * every state, `isKey` makes the record's id of them: it costs nothing to keep, and one read to find. A serial number needs no
 * rule: the counter in its transaction gives it once.
 */
export type Unique = { readonly fields: readonly string[] } & (
  | { readonly while?: readonly string[]; readonly isKey?: never }
  | { readonly isKey: true; readonly while?: never }
);

export type ResourceDefinition = {
  readonly name: string;
  readonly area: string;
  readonly idPrefix: string;
  readonly label: Label;
  readonly fields: Readonly<Record<string, z.ZodType>>;
  /** The field that names a record to people. */
  readonly title: string;
  /** The columns of a list; also what an index holds of each row. */
  readonly list: readonly string[];
  /** Slots `gsi1…` are given by position: append only. The first is the default list. */
  readonly indexes: Readonly<Record<string, Index>>;
  readonly unique?: Readonly<Record<string, Unique>>;
  readonly access: { readonly read: Rule; readonly create: Rule; readonly update: Rule; readonly remove: Rule };
  /** Who may see masked values for a purpose; needed when a field is masked. */
  readonly reveal?: Rule;
  readonly states?: States;
  /** What the values of a new record must be together, beyond what each is by itself: the problems by field, or none. */
  readonly check?: (values: Readonly<Record<string, unknown>>) => Readonly<Record<string, FieldProblem>> | undefined;
  /** Fields that hold the id of a record of one of these resources, known by its prefix: that record must be there. */
  readonly names?: Readonly<Record<string, readonly ResourceDefinition[]>>;
  /** Retention class of its papers (a dated setting gives the years). */
  readonly retention?: 'contract' | 'customer' | 'marketing' | 'administrative';
  /** Inventory ids of the rules that it comes from. */
  readonly source: readonly string[];
};

/** What the records layer keeps of every record besides its fields. */
export type SystemFields = {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
};
export const systemFields = ['id', 'version', 'status', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'] as const;

type Fields<D extends ResourceDefinition> = { -readonly [K in keyof D['fields']]: z.infer<D['fields'][K]> };
type OptionalNames<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
type Loosen<T> = Omit<T, OptionalNames<T>> & Partial<Pick<T, OptionalNames<T>>>;

/** The values of a record's own fields. */
export type Values<D extends ResourceDefinition> = Loosen<Fields<D>>;
/** A record: its fields and what the records layer keeps. */
export type Item<D extends ResourceDefinition> = Values<D> & SystemFields;

/**
 * Describes a resource once. Validation, keys, routes, policies and the console's screens are derived from it.
 *
 * @example
 * export const building = defineResource({
 *   name: 'building', area: 'projects', idPrefix: 'bld', label: label('楼栋', 'Building'),
 *   fields: { project: f.ref('project', '项目', 'Project'), name: f.text('楼栋名称', 'Name') },
 *   title: 'name', list: ['name'], indexes: { byProject: { partition: ['project'], sort: ['name'] } },
 *   access: { read: everyoneInOwnProject, create: nobody, update: nobody, remove: nobody }, source: ['C3'],
 * })
 */
export const defineResource = <const D extends ResourceDefinition>(definition: D): D => definition;
