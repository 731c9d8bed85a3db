import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lintDefinition } from '../../../infra/local/states/lint.ts';
import { operations } from '../../../shared/areas/index.ts';
import { openTodo } from '../../../shared/areas/organisation/open-todo.operation.ts';
import { knownSettings } from '../../../shared/areas/settings/known-settings.ts';
import { decide } from '../../../shared/kit/access.ts';
import { isOptional } from '../../../shared/kit/fields/field.ts';
import { camel } from '../../../shared/kit/label.ts';
import type { Role } from '../../../shared/kit/roles.ts';

type State = {
  Type: string;
  Comment?: string;
  Arguments?: { FunctionName: string; Payload: Record<string, string> };
  ItemProcessor?: { States: Record<string, State> };
};

const statesIn = (states: Record<string, State>): [string, State][] =>
  Object.entries(states).flatMap(([name, state]) => [[name, state] as [string, State], ...statesIn(state.ItemProcessor?.States ?? {})]);

describe.each(['mortgage-tracking', 'loan', 'release'])('the flow %s', (file) => {
  const flow = JSON.parse(readFileSync(new URL(`${file}.asl.json`, import.meta.url), 'utf8')) as { States: Record<string, State> };
  const tasks = statesIn(flow.States).flatMap(([name, { Arguments }]) => (Arguments ? [{ name, ...Arguments }] : []));
  const steps = tasks.filter(({ FunctionName }) => FunctionName === `\${OpenTodo}`);

  it('keeps to the rules of flows', () => {
    expect(lintDefinition(flow, { placeholders: ['OpenTodo', 'OpenLoan', 'ListMaterials', 'ConcludeCase'] })).toEqual([]);
  });

  it('says in Chinese and English what each state is', () => {
    for (const [name, state] of statesIn(flow.States)) expect(state.Comment, name).toMatch(/^\p{Script=Han}[^|]* \| [A-Z]/u);
  });

  it.each(steps)('$name opens a to-do that an operation finishes, by a post that may', ({ Payload: payload }) => {
    expect(Object.keys(payload).filter((key) => !(key in openTodo.input))).toEqual([]);
    expect(Object.entries(openTodo.input).filter(([key, schema]) => !isOptional(schema) && !(key in payload))).toEqual([]);
    const operation = operations[payload.step ?? ''];
    expect(operation?.isStep, payload.step).toBe(true);
    expect(Object.keys(knownSettings)).toContain(payload.clock);
    const holder = { id: 'emp_1', name: '', roles: [payload.role as Role], projects: '*' as const };
    expect(decide(operation?.allow ?? [], holder), `${payload.role} may ${payload.step}`).toBe(true);
  });

  it('asks each task for its input', () => {
    for (const { FunctionName, Payload: payload } of tasks) {
      const handler = FunctionName.slice(2, -1);
      const operation = Object.values(operations).find((x) => camel(x.handler) === handler[0]?.toLowerCase() + handler.slice(1));
      expect(operation?.on, FunctionName).toBe('task');
      expect(Object.keys(payload).filter((key) => !(key in (operation?.input ?? {})))).toEqual([]);
    }
  });

  it('asks for every step that an operation on its subject offers', () => {
    const subject = { 'mortgage-tracking': 'mortgageCase', loan: 'loan', release: 'disbursement' }[file];
    const offered = Object.values(operations).filter((operation) => operation.isStep && operation.name.startsWith(`${subject}.`));
    expect(new Set(steps.map(({ Payload }) => Payload.step))).toEqual(new Set(offered.map(({ step, name }) => step ?? name)));
  });
});
