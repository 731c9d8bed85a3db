import { graphlib, layout } from '@dagrejs/dagre';
import type { Label } from '../../shared/kit/label.ts';

/** The to-do that a state opens: the step somebody does, and which part of it. */
export type FlowTodo = { readonly step: string; readonly part?: string };

/** A flow laid out for drawing, in pixels; node positions are their upper left corners. */
export type FlowPicture = {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly {
    readonly id: string;
    readonly label: Label;
    readonly kind: string;
    readonly x: number;
    readonly y: number;
    readonly todo?: FlowTodo;
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
};

export const nodeSize = { width: 148, height: 44 } as const;

type State = {
  readonly Type: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
  readonly Arguments?: { readonly Payload?: { readonly step?: string; readonly part?: string } };
};
export type Machine = { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
type Edge = { readonly from: string; readonly to: string; readonly isException: boolean };

/**
 * Lays out a state machine: branches of a parallel state follow it, and what comes after it follows their ends. Ways that only
 * a failure takes are not drawn.
 *
 * @example drawFlow(JSON.parse(text)).nodes[0] // { id: 'Draft', label: { zh: '法务起草', en: 'Legal drafts' }, kind: 'Task', x: 12, y: 12 }
 */
export function drawFlow(machine: Machine): FlowPicture {
  const states = flatten(machine);
  const edges = edgesOf(machine);
  const graph = new graphlib.Graph().setGraph({ rankdir: 'TB', nodesep: 24, ranksep: 34, marginx: 12, marginy: 12 }).setDefaultEdgeLabel(() => ({}));
  // What only failures lead to stands apart, so that the main course stays a straight line.
  const main = edges.filter((edge) => !edge.isException);
  const apart = Object.keys(states).filter((id) => id !== machine.StartAt && !main.some((edge) => edge.to === id) && edges.some((edge) => edge.to === id));
  const isMain = (id: string) => !apart.includes(id);
  for (const id of Object.keys(states).filter(isMain)) graph.setNode(id, { ...nodeSize });
  for (const { from, to } of main) if (isMain(from)) graph.setEdge(from, to);
  layout(graph);
  const size = { width: 0, height: 0, ...(graph.graph() as { width?: number; height?: number }) };
  const placeOf = (id: string) => (isMain(id) ? (graph.node(id) as { x: number; y: number }) : asideOf(size.width, apart.indexOf(id)));
  return {
    width: Math.ceil(size.width + (apart.length > 0 ? nodeSize.width + 36 : 0)),
    height: Math.ceil(size.height),
    nodes: Object.entries(states).map(([id, state]) => {
      const { x, y } = placeOf(id);
      const place = { x: Math.round(x - nodeSize.width / 2), y: Math.round(y - nodeSize.height / 2) };
      return { id, label: labelOf(id, state), kind: state.Type, ...place, ...todoOf(state) };
    }),
    edges: main.filter((edge) => isMain(edge.from)).map((edge) => ({ from: edge.from, to: edge.to, points: pointsOf(graph, edge) })),
  };
}

/** The middle of a state that stands apart, in a column of its own. */
const asideOf = (width: number, place: number) => ({ x: width + 12 + nodeSize.width / 2, y: 12 + nodeSize.height / 2 + place * (nodeSize.height + 24) });

const partsOfState = (state: State): readonly Machine[] => [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])];

const flatten = (machine: Machine): Record<string, State> =>
  Object.assign({}, ...Object.entries(machine.States).map(([id, state]) => ({ [id]: state, ...Object.assign({}, ...partsOfState(state).map(flatten)) })));

/** The states after which a machine is over, looking into the parts of its last states. */
const endsOf = (machine: Machine): string[] =>
  Object.entries(machine.States).flatMap(([id, state]) => {
    if (!state.End && state.Type !== 'Succeed') return [];
    const parts = partsOfState(state);
    return parts.length > 0 ? parts.flatMap(endsOf) : [id];
  });

function edgesOf(machine: Machine): Edge[] {
  const edges = Object.entries(machine.States).flatMap(([from, state]) => {
    const parts = partsOfState(state);
    const exits = parts.length > 0 ? parts.flatMap(endsOf) : [from];
    const next = [state.Next, state.Default, ...(state.Choices ?? []).map((choice) => choice.Next)].filter((x) => x !== undefined);
    return [
      ...parts.flatMap((part) => [{ from, to: part.StartAt, isException: false }, ...edgesOf(part)]),
      ...next.flatMap((to) => exits.map((exit) => ({ from: exit, to, isException: false }))),
      ...(state.Catch ?? []).map((handler) => ({ from, to: handler.Next, isException: true })),
    ];
  });
  const distinct = new Map<string, Edge>();
  for (const edge of edges) if (!distinct.has(`${edge.from}>${edge.to}`)) distinct.set(`${edge.from}>${edge.to}`, edge);
  return [...distinct.values()];
}

/** Comments of states read "中文 | English". */
function labelOf(id: string, state: State): Label {
  const [zh, en] = (state.Comment ?? '').split('|').map((text) => text.trim());
  return { zh: zh || id, en: en || zh || id };
}

function todoOf({ Arguments }: State): { todo?: FlowTodo } {
  const { step, part } = Arguments?.Payload ?? {};
  return step ? { todo: { step, ...(part ? { part } : {}) } } : {};
}

function pointsOf(graph: graphlib.Graph, edge: Pick<Edge, 'from' | 'to'>): [number, number][] {
  const { points = [] } = graph.edge(edge.from, edge.to) as { points?: { x: number; y: number }[] };
  return points.map(({ x, y }) => [Math.round(x), Math.round(y)]);
}
