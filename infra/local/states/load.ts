import type { Machine } from './asl.ts';
import { type Execution, type Frame, noChanges } from './execution.ts';
import { isActive } from './frames.ts';
import type { ExecutionRow, Journal } from './journal.ts';

/** Parsed definitions kept; executions of one machine share theirs. */
const cacheSize = 100;
const parsed = new Map<string, Machine>();

/**
 * An execution as it was last committed, ready to go on: branches that can take a step are ready, and functions whose
 * answer was not journaled are called again.
 *
 * @example
 * const execution = loadExecution(journal, arn)
 */
export function loadExecution(journal: Journal, arn: string): Execution {
  const row = journal.execution(arn);
  if (!row) throw new Error(`the journal has no execution ${arn}`);
  const frames = journal.frames(arn);
  const active = row.status === 'RUNNING' ? frames.filter(isActive) : [];
  const isCall = (frame: Frame) => frame.wait?.kind === 'task';
  return {
    arn,
    name: row.name,
    machineArn: row.machine,
    machineName: row.machine.slice(row.machine.lastIndexOf(':') + 1),
    roleArn: row.role,
    definition: definitionOf(journal, row.definition),
    definitionHash: row.definition,
    input: row.input,
    status: row.status,
    startedAt: row.started,
    redriveCount: row.redrives,
    ...optional(row),
    lastEvent: journal.lastEvent(arn),
    frames: new Map(frames.map((frame) => [frame.path, frame])),
    ready: active.filter((frame) => !isCall(frame)).map((frame) => frame.path),
    calls: active.filter(isCall).map((frame) => frame.path),
    changes: noChanges(),
  };
}

function optional(row: ExecutionRow): Partial<Execution> {
  const values = {
    stoppedAt: row.stopped,
    deadline: row.deadline,
    output: row.output,
    error: row.error,
    cause: row.cause,
    redrivenAt: row.redriven,
    redriveToken: row.redrive_token,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/**
 * A definition that a machine had when an execution of it was started.
 *
 * @example
 * definitionOf(journal, row.definition).StartAt
 */
export function definitionOf(journal: Journal, hash: string): Machine {
  const known = parsed.get(hash);
  if (known) return known;
  const definition: Machine = JSON.parse(journal.definition(hash));
  if (parsed.size >= cacheSize) parsed.clear();
  parsed.set(hash, definition);
  return definition;
}
