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

/** The states of a picture with what became of them and who holds them; in the order in which they were taken, then as drawn. */
export function nodesOf(picture: FlowPicture | undefined, steps: readonly FlowState[], todos: readonly FlowTodoRow[]): readonly FlowNode[] {
  const byState = new Map(steps.map((step, place) => [step.state, { ...step, place }] as const));
  const place = (id: string) => byState.get(id)?.place ?? Number.MAX_SAFE_INTEGER;
  return (picture?.nodes ?? [])
    .map((node): FlowNode => {
      const step = byState.get(node.id);
      const open =
        node.todo && todos.find((todo) => todo.status === 'open' && todo.step === node.todo?.step && (!node.todo?.part || todo.part === node.todo.part));
      return {
        ...node,
        status: step?.status ?? 'waiting',
        ...(step?.at ? { at: step.at } : {}),
        ...(step?.error ? { error: step.error } : {}),
        ...(open ? { role: String(open.role), dueAt: String(open.dueAt) } : {}),
      };
    })
    .toSorted((a, b) => place(a.id) - place(b.id) || a.y - b.y || a.x - b.x);
}
