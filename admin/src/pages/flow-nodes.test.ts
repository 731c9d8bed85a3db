import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drawFlow, type Machine, nodeSize } from '../../build/draw-flow.ts';
import { type FlowState, inHand, nodesOf } from './flow-nodes.ts';

const machine = JSON.parse(readFileSync(new URL('../../../functions/contracts/flows/contract-filing.asl.json', import.meta.url), 'utf8')) as Machine;
const picture = drawFlow(machine);

describe('the picture of the filing flow', () => {
  test('has every state once, with a Chinese and an English text', () => {
    const ids = picture.nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(machine.States)));
    for (const { label } of picture.nodes) expect([label.zh, label.en]).toEqual([expect.stringMatching(/\p{Script=Han}/u), expect.stringMatching(/[a-z]/i)]);
  });

  test('puts no state over another and all of them inside', () => {
    for (const a of picture.nodes) {
      expect(a.x >= 0 && a.y >= 0 && a.x + nodeSize.width <= picture.width && a.y + nodeSize.height <= picture.height).toBe(true);
      for (const b of picture.nodes) expect(a === b || Math.abs(a.x - b.x) >= nodeSize.width || Math.abs(a.y - b.y) >= nodeSize.height).toBe(true);
    }
  });

  test('joins states that exist', () => {
    const ids = new Set(picture.nodes.map(({ id }) => id));
    expect(picture.edges.length).toBeGreaterThan(10);
    for (const { from, to, points } of picture.edges) expect([ids.has(from), ids.has(to), points.length > 1]).toEqual([true, true, true]);
  });
});

test('a state that somebody holds names the post and the due time', () => {
  const nodes = nodesOf(picture, {
    status: 'RUNNING',
    steps: [
      { state: 'Draft', status: 'done', at: '2026-03-01T01:00:00Z' },
      { state: 'FinanceReview', status: 'current', at: '2026-03-01T02:00:00Z' },
    ],
    todos: [
      { step: 'contract.review', part: 'sales', role: 'salesManager', status: 'open', dueAt: '2026-03-02T01:00:00Z' },
      { step: 'contract.review', part: 'finance', role: 'finance', status: 'open', dueAt: '2026-03-03T01:00:00Z' },
    ],
  });
  expect(nodes[0]).toMatchObject({ id: 'Draft', status: 'done' });
  expect(nodes[1]).toMatchObject({ id: 'FinanceReview', status: 'current', role: 'finance', dueAt: '2026-03-03T01:00:00Z' });
  expect(nodes.filter(({ status }) => status === 'waiting').length).toBe(nodes.length - 2);
});

test.each([
  ['RUNNING', 'waiting'],
  ['FAILED', 'waiting'],
  ['SUCCEEDED', 'skipped'],
  ['ABORTED', 'skipped'],
])('states that a run which is %s has not come by are %s', (status, untouched) => {
  const nodes = nodesOf(picture, { status, steps: [{ state: 'Draft', status: 'done' }] });
  expect(new Set(nodes.slice(1).map((node) => node.status))).toEqual(new Set([untouched]));
});

test('the step in hand is what failed, else what is being done, and not what holds it', () => {
  const parallel = picture.nodes.find(({ kind }) => kind === 'Parallel')?.id ?? '';
  const at = (...steps: FlowState[]) => inHand(nodesOf(picture, { status: 'RUNNING', steps }))?.id;
  expect(at({ state: parallel, status: 'current' }, { state: 'FinanceReview', status: 'current' })).toBe('FinanceReview');
  expect(at({ state: 'SalesReview', status: 'current' }, { state: 'FinanceReview', status: 'failed' })).toBe('FinanceReview');
  expect(at({ state: parallel, status: 'current' })).toBe(parallel);
  expect(at({ state: 'Draft', status: 'done' })).toBeUndefined();
});
