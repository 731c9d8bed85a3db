import validate from 'asl-validator';
import { innerMachines, type Machine, type State } from './asl.ts';
import { parseDefinition } from './definition.ts';
import { expressionIn, syntaxError } from './jsonata.ts';

export type LintOptions = {
  /** Names that may stand in `${…}` beside Partition; any name where it is not given. */
  placeholders?: string[];
};

type Report = (problem: string) => void;
/** One level of states: the whole machine, a branch or a processor. */
type Level = {
  at: string;
  machine: Machine;
  /** Whether a Parallel or Map around it catches what fails inside. */
  isCaught?: boolean;
};
type Edge = { from: string; to: string; isCatch: boolean };

const placeholder = /\$\{([^}]*)\}/g;
const compensation = /^Undo/;

/**
 * What is wrong with a flow: what the language, the interpreter and the conventions of the flows refuse. Empty when
 * all is well. Placeholders such as `${Partition}` and `${SendContract}` are filled in for the check.
 *
 * @example
 * lintDefinition(JSON.parse(text), { placeholders: ['FileContract'] }) // []
 */
export function lintDefinition(definition: unknown, options: LintOptions = {}): string[] {
  const problems: string[] = [];
  const report = (problem: string) => void problems.push(problem);
  if (typeof definition !== 'object' || definition === null) return ['the definition is no object'];
  const filled = fillIn(definition, options, report);
  checkExpressions(filled, '', report);
  // The validator adds a QueryLanguage to every state it sees.
  for (const problem of errorsOf(structuredClone(filled))) report(problem);
  try {
    parseDefinition('flow', JSON.stringify(filled));
  } catch (error) {
    report((error as Error).message);
  }
  if (typeof filled.States !== 'object' || filled.States === null) return problems;
  if (!filled.Comment) report('the machine has no Comment');
  for (const level of levelsOf({ at: '', machine: filled })) checkLevel(level, report);
  return [...new Set(problems)];
}

function fillIn(definition: object, { placeholders }: LintOptions, report: Report): Machine {
  const text = JSON.stringify(definition).replace(placeholder, (whole, name: string) => {
    if (name === 'Partition') return 'aws';
    if (placeholders && !placeholders.includes(name)) report(`the placeholder ${whole} does not exist`);
    return `arn:aws:lambda:us-east-1:000000000000:function:${name.replace(/\W/g, '')}`;
  });
  return JSON.parse(text);
}

function errorsOf(definition: Machine): string[] {
  return validate(definition).errors.map((error) => ('Message' in error ? error.Message : `${error.instancePath} ${error.message}`));
}

function checkExpressions(value: unknown, at: string, report: Report): void {
  const source = expressionIn(value);
  const problem = source === undefined ? undefined : syntaxError(source);
  if (problem) report(`${at}: the expression does not compile: ${problem}`);
  if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) checkExpressions(inner, `${at}/${key}`, report);
}

function levelsOf(level: Level): Level[] {
  const inner = Object.entries(level.machine.States ?? {}).flatMap(([name, state]) => {
    const isCaught = level.isCaught || Boolean(state.Catch?.length);
    return innerMachines(state).flatMap((machine) => levelsOf({ at: `${level.at}${name}/`, machine, isCaught }));
  });
  return [level, ...inner];
}

function checkLevel({ at, machine, isCaught = false }: Level, report: Report): void {
  const states = Object.entries(machine.States);
  const edges = states.flatMap(([name, state]) => edgesOf(name, state));
  const reached = reachable([machine.StartAt], edges);
  for (const [name, state] of states) {
    if (!reached.has(name)) report(`state '${at}${name}' cannot be reached`);
    if (state.Type === 'Choice' && !state.Comment) report(`Choice '${at}${name}' has no Comment`);
    if (state.Type === 'Task') checkTask(state, { name: `Task '${at}${name}'`, isCaught }, report);
    if (state.Type === 'Wait' && !isEventful(state) && isPolling(name, machine, edges))
      report(`Wait '${at}${name}' is part of a polling loop: wait for a token or a computed timestamp`);
  }
  if (compensation.test(machine.StartAt)) report(`StartAt '${at}${machine.StartAt}' is a compensation: only a Catch leads there`);
  for (const { from, to, isCatch } of edges)
    if (compensation.test(to) && !isCatch && !compensation.test(from))
      report(`state '${at}${from}' goes on to the compensation '${to}': only a Catch leads there`);
}

function checkTask(state: State, { name, isCaught }: { name: string; isCaught: boolean }, report: Report): void {
  if (!state.Retry?.length) report(`${name} has no Retry`);
  if (!state.Catch?.length && !isCaught) report(`${name} has no Catch`);
  if (state.TimeoutSeconds === undefined && state.HeartbeatSeconds === undefined) report(`${name} has neither TimeoutSeconds nor HeartbeatSeconds`);
}

function edgesOf(from: string, state: State): Edge[] {
  const next = [state.Next, state.Default, ...(state.Choices ?? []).map((rule) => rule.Next)].filter((to) => to !== undefined);
  return [...next.map((to) => ({ from, to, isCatch: false })), ...(state.Catch ?? []).map(({ Next }) => ({ from, to: Next, isCatch: true }))];
}

function reachable(starts: string[], edges: Edge[]): Set<string> {
  const reached = new Set(starts);
  // A Set goes on with what is added while it is walked.
  for (const name of reached) for (const { from, to } of edges) if (from === name) reached.add(to);
  return reached;
}

/** Whether a state can come back to itself without anything from outside having happened. */
function isPolling(name: string, { States }: Machine, edges: Edge[]): boolean {
  const idle = edges.filter(({ from, to }) => ![from, to].some((end) => States[end] && isEventful(States[end])));
  const starts = idle.filter(({ from }) => from === name).map(({ to }) => to);
  return reachable(starts, idle).has(name);
}

/** States that go on by an event or a time of their own: a token, a computed timestamp, or such a state inside. */
function isEventful(state: State): boolean {
  if (state.Type === 'Task') return state.Resource?.endsWith('.waitForTaskToken') ?? false;
  if (state.Type === 'Wait') return expressionIn(state.Timestamp) !== undefined;
  return innerMachines(state).some((machine) => Object.values(machine.States).some(isEventful));
}
