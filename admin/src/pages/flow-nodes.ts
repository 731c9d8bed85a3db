import type { FlowPicture } from '../../build/draw-flow.ts';

/** What became of a state of the flow. */
export type FlowState = { readonly state: string; readonly status: FlowNode['status']; readonly at?: string; readonly error?: string };
/** A to-do that the flow opened. */
export type FlowTodoRow = { readonly step?: unknown; readonly part?: unknown; readonly role?: unknown; readonly status?: unknown; readonly dueAt?: unknown };

export type FlowNode = FlowPicture['nodes'][number] & {
  readonly status: 'done' | 'current' | 'failed' | 'waiting' | 'skipped';
  readonly at?: string;
  readonly error?: string;
  /** Post that holds the step, and until when. */
  readonly role?: string;
  readonly dueAt?: string;
};

/** A run as its operation answers it. */
export type FlowRun = { readonly status: string; readonly steps: readonly FlowState[]; readonly todos?: readonly FlowTodoRow[] };

/** Runs that go no further: what they have not come by, they never will. */
const over = ['SUCCEEDED', 'ABORTED'];

/** The states of a picture with what became of them and who holds them; in the order in which they were taken, then as drawn. */
export function nodesOf(picture: FlowPicture | undefined, { status, steps, todos = [] }: FlowRun): readonly FlowNode[] {
  const untouched = over.includes(status) ? 'skipped' : 'waiting';
  const byState = new Map(steps.map((step, place) => [step.state, { ...step, place }] as const));
  const place = (id: string) => byState.get(id)?.place ?? Number.MAX_SAFE_INTEGER;
  return (picture?.nodes ?? [])
    .map((node): FlowNode => {
      const step = byState.get(node.id);
      const open =
        node.todo && todos.find((todo) => todo.status === 'open' && todo.step === node.todo?.step && (!node.todo?.part || todo.part === node.todo.part));
      return {
        ...node,
        status: step?.status ?? untouched,
        ...(step?.at ? { at: step.at } : {}),
        ...(step?.error ? { error: step.error } : {}),
        ...(open ? { role: String(open.role), dueAt: String(open.dueAt) } : {}),
      };
    })
    .toSorted((a, b) => place(a.id) - place(b.id) || a.y - b.y || a.x - b.x);
}
