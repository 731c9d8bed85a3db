import { randomUUID } from 'node:crypto';
import type { SQLInputValue } from 'node:sqlite';
import type { Engine } from './engine.ts';
import { ApiError, payloadLimitBytes } from './errors.ts';
import type { ExecutionRow, Journal } from './journal.ts';
import { beginExecution, redriveRefusal } from './lifecycle.ts';
import { definitionOf } from './load.ts';
import type { Machines } from './machines.ts';
import { type Parameters, textOf } from './parameters.ts';
import type { Tokens } from './tokens.ts';
import type { Host } from './visit.ts';

type Parts = { journal: Journal; machines: Machines; engine: Engine; host: Host; tokens: Tokens };
export type Executions = Record<'start' | 'stop' | 'redrive' | 'describe' | 'machine' | 'list' | 'history', (parameters: Parameters) => Promise<object>>;

/** Entries of a page by default and at most; a page of the history ends early when it is larger than this. */
const page = { size: 100, max: 1_000, bytes: 1_048_576 };
/** Fields of events left out when includeExecutionData is false. */
const dataFields = ['input', 'output', 'parameters', 'assignedVariables', 'error', 'cause'];

/**
 * The operations on executions. Reads answer from the journal, so they see only what is committed.
 *
 * @example
 * await executions.start({ stateMachineArn, name: 'ctr_01', input: '{}' })
 */
export function openExecutions(parts: Parts): Executions {
  const { journal, engine, host } = parts;
  const get = (parameters: Parameters) => rowOf(journal, String(parameters.executionArn));
  return {
    start: starter(parts),
    async stop(parameters) {
      const { arn } = get(parameters);
      const [error, cause] = [textOf(parameters, 'error'), textOf(parameters, 'cause')];
      await engine.tell(arn, { kind: 'stop', ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
      return { stopDate: Number(rowOf(journal, arn).stopped) / 1_000 };
    },
    async redrive(parameters) {
      const { arn } = get(parameters);
      await engine.tell(arn, { kind: 'redrive', clientToken: textOf(parameters, 'clientToken') });
      return { redriveDate: Number(rowOf(journal, arn).redriven) / 1_000 };
    },
    describe: async (parameters) => described(journal, get(parameters), host.now()),
    async machine(parameters) {
      const { machine, role, definition, started } = get(parameters);
      const name = machine.slice(machine.lastIndexOf(':') + 1);
      const text = journal.definition(definition);
      return { stateMachineArn: machine, name, definition: text, roleArn: role, updateDate: started / 1_000 };
    },
    list: lister(parts),
    history: historian(parts),
  };
}

/** Starting is idempotent: the same name and input find the running execution. */
function starter({ journal, machines, engine, host }: Parts): Executions['start'] {
  const beginning = new Map<string, Promise<void>>();
  return async (parameters) => {
    const machine = machines.get(String(parameters.stateMachineArn));
    const name = textOf(parameters, 'name') ?? randomUUID();
    const input = textOf(parameters, 'input') ?? '{}';
    checkJson(input, 'InvalidExecutionInput');
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    await beginning.get(arn)?.catch(() => {});
    const before = journal.execution(arn);
    if (before) {
      if (before.status === 'RUNNING' && before.input === input) return started(arn, before.started);
      throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const definitionHash = journal.saveDefinition(machine.definition);
    const definition = definitionOf(journal, definitionHash);
    const execution = beginExecution(host, { arn, name, machine, definition, definitionHash, input });
    const begun = engine.begin(execution);
    beginning.set(arn, begun);
    await begun.finally(() => beginning.delete(arn));
    return started(arn, execution.startedAt);
  };
}

function lister({ journal, machines, tokens }: Parts): Executions['list'] {
  return async (parameters) => {
    const { arn } = machines.get(String(parameters.stateMachineArn));
    const filter = textOf(parameters, 'statusFilter');
    const redrives = textOf(parameters, 'redriveFilter');
    const limit = sizeOf(parameters);
    const request = `ListExecutions ${arn} ${filter} ${redrives}`;
    const [started, after] = positionOf(tokens, parameters, request) ?? [Number.MAX_SAFE_INTEGER, ''];
    const conditions = ['machine = ?', 'started <= ?', '(started, ?) < (?, arn)'];
    const values: SQLInputValue[] = [arn, Number(started), String(after), Number(started)];
    if (filter) conditions.push('status = ?');
    if (filter) values.push(filter);
    if (redrives) conditions.push(redrives === 'REDRIVEN' ? 'redrives > 0' : 'redrives = 0');
    const sql = `SELECT * FROM executions WHERE ${conditions.join(' AND ')} ORDER BY started DESC, arn LIMIT ?`;
    // The table's columns are the type's fields.
    const rows = journal.database.prepare(sql).all(...values, limit + 1) as ExecutionRow[];
    const last = rows[limit - 1];
    return {
      executions: rows.slice(0, limit).map(summary),
      ...(rows.length > limit && last ? { nextToken: tokens.seal([last.started, last.arn], request) } : {}),
    };
  };
}

function historian({ journal, tokens }: Parts): Executions['history'] {
  const forward = journal.database.prepare('SELECT * FROM history WHERE execution = ? AND id > ? ORDER BY id');
  const reverse = journal.database.prepare('SELECT * FROM history WHERE execution = ? AND id < ? ORDER BY id DESC');
  return async (parameters) => {
    const { arn } = rowOf(journal, String(parameters.executionArn));
    const isReverse = parameters.reverseOrder === true;
    const limit = sizeOf(parameters);
    const request = `GetExecutionHistory ${arn} ${isReverse}`;
    const [after] = positionOf(tokens, parameters, request) ?? [isReverse ? Number.MAX_SAFE_INTEGER : 0];
    const rows: Record<string, unknown>[] = [];
    let size = 0;
    let isMore = false;
    for (const row of (isReverse ? reverse : forward).iterate(arn, Number(after))) {
      isMore = rows.length === limit || size > page.bytes;
      if (isMore) break;
      rows.push(row);
      size += String(row.details).length;
    }
    return {
      events: rows.map((row) => eventOf(row, parameters.includeExecutionData !== false)),
      ...(isMore ? { nextToken: tokens.seal([rows.at(-1)?.id], request) } : {}),
    };
  };
}

/**
 * Refuses text that is no JSON or too large for a payload.
 *
 * @example
 * checkJson('{', 'InvalidOutput') // throws an ApiError
 */
export function checkJson(text: string, code: string): void {
  if (Buffer.byteLength(text) > payloadLimitBytes) throw new ApiError(code, `the JSON is larger than ${payloadLimitBytes} bytes`);
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ApiError(code, `not JSON: ${(error as Error).message}`);
  }
}

/**
 * How many entries a page holds.
 *
 * @example
 * sizeOf({ maxResults: 10 }) // 10
 */
export function sizeOf({ maxResults }: Parameters): number {
  return Math.min(Number(maxResults ?? 0) || page.size, page.max);
}

/**
 * The position that a page token of the same request holds; InvalidToken for any other.
 *
 * @example
 * const [after] = positionOf(tokens, parameters, 'ListStateMachines') ?? ['']
 */
export function positionOf(tokens: Tokens, parameters: Parameters, request: string): unknown[] | undefined {
  const token = textOf(parameters, 'nextToken');
  if (token === undefined) return undefined;
  const position = tokens.open(token, request);
  if (!Array.isArray(position)) throw new ApiError('InvalidToken', 'the nextToken does not belong to this request');
  return position;
}

function rowOf(journal: Journal, arn: string): ExecutionRow {
  const row = journal.execution(arn);
  if (!row) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return row;
}

function started(executionArn: string, at: number) {
  return { executionArn, startDate: at / 1_000 };
}

function summary(row: ExecutionRow) {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    status: row.status,
    startDate: row.started / 1_000,
    redriveCount: row.redrives,
    ...(row.stopped === null ? {} : { stopDate: row.stopped / 1_000 }),
    ...(row.redriven === null ? {} : { redriveDate: row.redriven / 1_000 }),
  };
}

function described(journal: Journal, row: ExecutionRow, now: number) {
  const lastEvent = journal.lastEvent(row.arn);
  const refusal = redriveRefusal({ status: row.status, stoppedAt: row.stopped ?? undefined, lastEvent }, now);
  return {
    ...summary(row),
    input: row.input,
    inputDetails: { included: true },
    ...(row.output === null ? {} : { output: row.output, outputDetails: { included: true } }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.cause === null ? {} : { cause: row.cause }),
    redriveStatus: refusal ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    ...(refusal ? { redriveStatusReason: refusal } : {}),
  };
}

function eventOf(row: Record<string, unknown>, isWithData: boolean) {
  const details: Record<string, Record<string, unknown>> = row.details === null ? {} : JSON.parse(String(row.details));
  if (!isWithData) for (const inner of Object.values(details)) for (const field of dataFields) delete inner[field];
  return { timestamp: Number(row.at) / 1_000, type: row.type, id: row.id, previousEventId: row.prev, ...details };
}
