import { type Actor, reaches } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import type { Label } from '../../../shared/kit/label.ts';
import type { OperationEntry } from '../../build/describe-office.ts';

/** Something a person may do with a record now. */
export type Action =
  | {
      readonly type: 'operation';
      readonly name: string;
      readonly label: Label;
      readonly isException: boolean;
      readonly isStep: boolean;
      readonly part?: string;
    }
  | {
      readonly type: 'transition';
      readonly name: string;
      readonly label: Label;
      readonly isException: boolean;
      readonly isStep: false;
      readonly isReasonNeeded: boolean;
    };

/** An open to-do about the record: the operation that finishes it, and the part it asks for. */
export type OpenStep = { readonly step: string; readonly part?: string };

/** The part a to-do asks for; a step that is not divided has a dash. */
export const partOf = (todo: Readonly<Record<string, unknown>>): string | undefined =>
  typeof todo.part === 'string' && todo.part !== '-' ? todo.part : undefined;

/** Operations that the pages of the console's own call, so that they need no button: the archive's and the imports'. */
const placedOperations: ReadonlySet<string> = new Set(['scan.upload', 'scan.keep', 'priceList.import', 'bankStatement.import']);

/** Has the operation a place of its own? What only reads is shown in tabs, a flow is resumed where it is seen, and a print is a file. */
export const isPlaced = ({ name, method }: Pick<OperationEntry, 'name' | 'method'>): boolean =>
  method === 'GET' || /\.(redrive|print)$/.test(name) || placedOperations.has(name);

type Situation = {
  readonly definition: ResourceDefinition;
  readonly operations: readonly OperationEntry[];
  readonly actor: Actor;
  readonly record: Readonly<Record<string, unknown>> & { readonly status: string };
  /** The record's open to-dos; a step of a flow is offered only while one asks for it. */
  readonly openSteps: readonly OpenStep[];
};

/** What the actor may do with the record: the same rules that the API applies. */
export function actionsOf({ definition, operations, actor, record, openSteps }: Situation): readonly Action[] {
  const transitions = Object.entries(definition.states?.transitions ?? {})
    .filter(([, transition]) => transition.from.includes(record.status) && reaches(transition.allow, actor, record))
    .map(
      ([name, { label, kind, isReasonNeeded }]): Action => ({
        type: 'transition',
        name,
        label,
        isException: kind === 'exception',
        isStep: false,
        isReasonNeeded: isReasonNeeded === true,
      }),
    );
  const offered = operations.filter((operation) => isOffered(operation, actor, record)).flatMap((operation) => stepsOf(operation, openSteps));
  return [...offered, ...transitions].toSorted((a, b) => Number(a.isException) - Number(b.isException) || Number(b.isStep) - Number(a.isStep));
}

/** May the actor start this operation on the record, as far as its rule and the record's state go? */
export const isOffered = (operation: OperationEntry, actor: Actor, record: Subject): boolean =>
  operation.on === 'record' && !isPlaced(operation) && mayStart(operation, actor, record);

/** The same for an operation that has a place of its own. */
export const mayStart = (operation: OperationEntry, actor: Actor, record: Subject): boolean =>
  (!operation.from || operation.from.includes(record.status)) && reaches(operation.allow, actor, record);

type Subject = Readonly<Record<string, unknown>> & { readonly status: string };

function stepsOf({ name, label, kind, isStep }: OperationEntry, openSteps: readonly OpenStep[]): Action[] {
  const action = { type: 'operation', name, label, isException: kind === 'exception', isStep: isStep === true } as const;
  if (!isStep) return [action];
  const asked = openSteps.filter((step) => step.step === name);
  return asked.slice(0, 1).map(({ part }) => (part && asked.length === 1 ? { ...action, part } : action));
}

/**
 * The course of a resource's states: the main line, and the exceptions apart. A state is an exception when its tone is bad, or
 * only exceptions, by what is done or by where from, lead to it.
 */
export function courseOf(
  definition: ResourceDefinition,
  isExceptional: (operation: string) => boolean,
): { main: readonly string[]; exceptions: readonly string[] } {
  const { initial, all, moves = [], transitions } = definition.states ?? { initial: '', all: {}, transitions: {} };
  const ways = [
    ...Object.values(transitions).map(({ from, to, kind }) => ({ from, to, isException: kind === 'exception' })),
    ...moves.map(({ from, to, by }) => ({ from, to, isException: isExceptional(by) })),
  ];
  const off = new Set(Object.keys(all).filter((state) => state !== initial && all[state]?.tone === 'bad'));
  const leadsOff = ({ from, isException }: (typeof ways)[number]) => isException || from.every((state) => off.has(state));
  for (let size = -1; size !== off.size; ) {
    size = off.size;
    for (const state of Object.keys(all)) {
      const into = ways.filter((way) => way.to === state && way.from.some((other) => other !== state));
      if (state !== initial && into.length > 0 && into.every(leadsOff)) off.add(state);
    }
  }
  const states = Object.keys(all);
  return { main: states.filter((state) => !off.has(state)), exceptions: states.filter((state) => off.has(state)) };
}
