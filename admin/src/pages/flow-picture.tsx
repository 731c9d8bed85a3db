import { useEffect, useRef } from 'react';
import { type FlowPicture, nodeSize } from '../../build/draw-flow.ts';
import { useWords } from '../providers/i18n.tsx';
import { type FlowNode, inHand } from './flow-nodes.ts';

/** The flow as plain SVG. Colour repeats what the mark in each box says; the list beside it says the same to a screen reader. */
export function FlowPictureView({ picture, nodes }: { picture: FlowPicture; nodes: readonly FlowNode[] }) {
  const { l, t } = useWords();
  const box = useRef<HTMLElement>(null);
  const statuses = new Map(nodes.map((node) => [node.id, node.status]));
  const { x, y } = inHand(nodes) ?? {};
  useEffect(() => {
    // The step in hand comes to the middle; the page itself stays where it is.
    const view = box.current;
    if (!view || x === undefined || y === undefined) return;
    view.scrollTo({ top: y + nodeSize.height / 2 - view.clientHeight / 2, left: x + nodeSize.width / 2 - view.clientWidth / 2 });
  }, [x, y]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={box} className="flow-picture" aria-label={t('flow.picture')} tabIndex={0}>
      <svg width={picture.width} height={picture.height} viewBox={`0 0 ${picture.width} ${picture.height}`} role="img" aria-label={t('flow.picture')}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0 8 4 0 8z" className="flow-arrow" />
          </marker>
        </defs>
        {picture.edges.map(({ from, to, points }) => (
          <path key={`${from}>${to}`} d={pathOf(points)} markerEnd="url(#arrow)" className={edgeClass(statuses, from, to)} />
        ))}
        {nodes.map((node) => (
          <g
            key={node.id}
            data-step={node.id}
            transform={`translate(${node.x} ${node.y})`}
            className={`flow-node flow-${node.status} flow-kind-${node.kind.toLowerCase()}`}
          >
            <title>{`${l(node.label)} · ${t(`flow.${node.status}`)}`}</title>
            <rect width={nodeSize.width} height={nodeSize.height} rx={node.kind === 'Choice' ? 20 : 6} />
            <text x={nodeSize.width / 2} y={nodeSize.height / 2 + 4} textAnchor="middle">
              {marks[node.status]}
              {shorten(l(node.label))}
            </text>
          </g>
        ))}
      </svg>
    </section>
  );
}

const marks: Readonly<Record<FlowNode['status'], string>> = { done: '✓ ', current: '● ', failed: '✕ ', waiting: '', skipped: '' };

/** A line through the points that dagre gives, rounded at its bends. */
function pathOf(points: readonly (readonly [number, number])[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const bends = rest.map(([x, y], place) => {
    const next = rest[place + 1];
    return next ? `Q ${x} ${y} ${(x + next[0]) / 2} ${(y + next[1]) / 2}` : `L ${x} ${y}`;
  });
  return `M ${first[0]} ${first[1]} ${bends.join(' ')}`;
}

function edgeClass(statuses: ReadonlyMap<string, string>, from: string, to: string): string {
  const isTaken = statuses.get(from) === 'done' && ['done', 'current', 'failed'].includes(statuses.get(to) ?? '');
  return isTaken ? 'flow-edge flow-edge-taken' : 'flow-edge';
}

/** A box holds nine Chinese or eighteen Latin characters; the whole text stands in its tooltip. */
function shorten(text: string): string {
  const widths = [...text].map((character) => (character.charCodeAt(0) > 255 ? 2 : 1));
  let used = 0;
  const end = widths.findIndex((width) => {
    used += width;
    return used > 18;
  });
  return end < 0 ? text : `${[...text].slice(0, end).join('')}…`;
}
