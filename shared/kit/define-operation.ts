import type * as z from 'zod';
import type { Rule } from './access.ts';
import type { Label } from './label.ts';

export type OperationDefinition = {
  /** `contract.sign`: the resource and a verb in the office's words. */
  readonly name: `${string}.${string}`;
  readonly area: string;
  readonly label: Label;
  /** Name of the file of its definition and of its handler: `sign-contract`. */
  readonly handler: string;
  readonly help?: Label;
  /** `record`: acts on one record, POST /{area}/{resource}/{id}/{verb}. `collection`: POST /{area}/{resource}/{verb}. `task`: only flows and schedules call it. */
  readonly on: 'record' | 'collection' | 'task';
  /** A reading operation answers GET. */
  readonly method?: 'GET' | 'POST';
  readonly input: Readonly<Record<string, z.ZodType>>;
  /** What an operation answers that only computes; the dialog that asked shows it. */
  readonly answer?: Readonly<Record<string, z.ZodType>>;
  readonly allow: Rule;
  /** States of the record in which it is offered; the handler checks them again. */
  readonly from?: readonly string[];
  /** A step of a flow: it is possible only while a to-do for it is open, and finishing it finishes the to-do. */
  readonly isStep?: boolean;
  /** The operation whose to-do it finishes, if not its own: two ways to answer one step, of which one is taken. */
  readonly step?: `${string}.${string}`;
  readonly kind?: 'main' | 'exception';
  /** Resources whose records it reads or writes; bounds what its function may touch. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Other services it calls. */
  readonly uses?: readonly ('archive' | 'inbox' | 'flows' | 'webhooks')[];
  readonly timeoutSeconds?: number;
  /** For `task`: how often a schedule calls it (`rate(1 hour)`, `cron(0 8 * * ? *)`, Asia/Shanghai). */
  readonly schedule?: string;
  /** For `task`: the table whose change stream calls it. */
  readonly stream?: 'records' | 'audit';
  /** For `stream`: the only changes it is called for, `MODIFY todo`; all of them unless told. */
  readonly follows?: readonly `${'INSERT' | 'MODIFY'} ${string}`[];
  readonly source: readonly string[];
};

type Fields<D extends OperationDefinition> = { [K in keyof D['input']]: z.infer<D['input'][K]> };
type OptionalNames<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
/** The checked input of an operation. */
export type Input<D extends OperationDefinition> = Omit<Fields<D>, OptionalNames<Fields<D>>> & Partial<Pick<Fields<D>, OptionalNames<Fields<D>>>>;

/**
 * Describes an operation: its route, input, access and reach. The handler stands in `functions/<area>/` in the file of the
 * same name and does `serve(operation, run)`.
 *
 * @example
 * export const signContract = defineOperation({
 *   name: 'contract.sign', area: 'contracts', label: label('签约', 'Sign'), handler: 'sign-contract', on: 'record',
 *   input: { signedOn: f.date('签约日', 'Signed on') }, allow: inOwnProject('backOffice'), from: ['final'], isStep: true,
 *   reads: ['contract'], writes: ['contract', 'todo'], source: ['C21', 'D5'],
 * })
 */
export const defineOperation = <const D extends OperationDefinition>(definition: D): D => definition;

/** `contract.sign` → `{ resource: 'contract', verb: 'sign' }` */
export function partsOf(name: string): { resource: string; verb: string } {
  const dot = name.indexOf('.');
  return { resource: name.slice(0, dot), verb: name.slice(dot + 1) };
}
