import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lintDefinition } from '../../../infra/local/states/lint.ts';
import { operations } from '../../../shared/areas/index.ts';
import { openTodo } from '../../../shared/areas/organisation/open-todo.operation.ts';
import { knownSettings } from '../../../shared/areas/settings/known-settings.ts';
import { decide } from '../../../shared/kit/access.ts';
import { isOptional } from '../../../shared/kit/fields/field.ts';
import type { Role } from '../../../shared/kit/roles.ts';

type State = {
  Type: string;
  Comment?: string;
  Arguments?: { FunctionName: string; Payload: Record<string, string> };
  Branches?: { States: Record<string, State> }[];
};

const flow = JSON.parse(readFileSync(new URL('contract-filing.asl.json', import.meta.url), 'utf8')) as { States: Record<string, State> };
const statesIn = (states: Record<string, State>): [string, State][] =>
  Object.entries(states).flatMap(([name, state]) => [[name, state] as [string, State], ...(state.Branches ?? []).flatMap((branch) => statesIn(branch.States))]);
const states = statesIn(flow.States);
const steps = states
  .filter(([, state]) => state.Arguments?.FunctionName === `\${OpenTodo}`)
  .map(([name, state]) => ({ name, payload: state.Arguments?.Payload ?? {} }));

describe('contract filing flow', () => {
  it('keeps to the rules of flows', () => {
    expect(lintDefinition(flow, { placeholders: ['OpenTodo', 'UndoContract'] })).toEqual([]);
  });

  it('says in Chinese and English what each state is', () => {
    for (const [name, state] of states) expect(state.Comment, name).toMatch(/^\p{Script=Han}[^|]* \| [A-Z]/u);
  });

  it.each(steps)('$name opens a to-do that an operation finishes', ({ payload }) => {
    expect(Object.keys(payload).filter((key) => !(key in openTodo.input))).toEqual([]);
    const missing = Object.entries(openTodo.input).filter(([key, schema]) => !isOptional(schema) && !(key in payload));
    expect(missing).toEqual([]);
    const operation = operations[payload.step ?? ''];
    expect(operation?.isStep, payload.step).toBe(true);
    expect(Object.keys(knownSettings)).toContain(payload.clock);
    const holder = { id: 'emp_1', name: '', roles: [payload.role as Role], projects: '*' as const };
    expect(decide(operation?.allow ?? [], holder), `${payload.role} may ${payload.step}`).toBe(true);
  });

  it('asks for every step that an operation offers', () => {
    const offered = Object.values(operations).filter((operation) => operation.isStep && operation.name.startsWith('contract.'));
    expect(new Set(steps.map((step) => step.payload.step))).toEqual(new Set(offered.map((operation) => operation.name)));
  });
});
