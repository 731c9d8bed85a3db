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

/** The step that failed or is being done; what holds several of them counts only where none of them does. */
export function inHand(nodes: readonly FlowNode[]): FlowNode | undefined {
  const open = nodes.filter(({ status }) => status === 'current' || status === 'failed');
  const tasks = open.filter(({ kind }) => kind === 'Task');
  return tasks.find(({ status }) => status === 'failed') ?? tasks[0] ?? open[0];
}

/** Runs that go no further: what they have not come by, they never will. */
const over = ['SUCCEEDED', 'ABORTED'];

/**
 * The picture of a record's flow: the one that holds most of the states it has come by and of the steps of its resource.
 * @example pictureOf(flows, 'contract', run) // flows['contract-filing']
 */
export function pictureOf(flows: Readonly<Record<string, FlowPicture>>, resource: string, { steps }: Pick<FlowRun, 'steps'>): FlowPicture | undefined {
  const taken = new Set(steps.map(({ state }) => state));
  const likeness = ({ nodes }: FlowPicture) => nodes.filter(({ id, todo }) => taken.has(id) || todo?.step.startsWith(`${resource}.`)).length;
  return Object.values(flows)
    .filter((picture) => likeness(picture) > 0)
    .toSorted((a, b) => likeness(b) - likeness(a))[0];
}

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
