import { createHash } from 'node:crypto';
import { notFound } from './errors.ts';
import { type Engine, type Table, type TableDefinition, tableName } from './tables.ts';

export type StreamRow = { id: number; arn: string; description: StreamDescription; trimmed: number; isOpen: boolean };
type StreamDescription = {
  TableName: string;
  StreamLabel: string;
  StreamViewType: string;
  KeySchema: TableDefinition['KeySchema'];
  /** Seconds since the epoch. */
  CreationRequestDateTime: number;
};
/** Stream records are kept this long, by the cloud's clock. */
export const retentionMs = 24 * 60 * 60 * 1000;
/** Sequence numbers are this plus the row number: 21 digits, as long as the shortest of AWS. */
const firstSequence = 10n ** 20n;

/**
 * Makes the stream of a new definition, if it has one.
 *
 * @example
 * openStream(engine, definition)
 */
export function openStream(engine: Engine, definition: TableDefinition): void {
  const { stream, TableName, KeySchema } = definition;
  if (!stream) return;
  const description: StreamDescription = {
    TableName,
    StreamLabel: stream.label,
    StreamViewType: stream.view,
    KeySchema,
    CreationRequestDateTime: engine.clock.now() / 1000,
  };
  engine.store
    .statement('INSERT INTO streams(arn, description, trimmed) VALUES(?,?,0)')
    .run(`${engine.arnPrefix}table/${TableName}/stream/${stream.label}`, JSON.stringify(description));
}

/**
 * Ends the stream of a table; what it holds stays readable.
 *
 * @example
 * closeStream(engine, table)
 */
export function closeStream(engine: Engine, table: Table): void {
  if (!table.stream) return;
  engine.store.statement('UPDATE streams SET disabled_at=? WHERE id=?').run(engine.clock.now(), table.stream.id);
}

/**
 * ListStreams.
 *
 * @example
 * listStreams(engine, { TableName: 'records' })
 */
export function listStreams(engine: Engine, input: { TableName?: string; Limit?: number; ExclusiveStartStreamArn?: string }): object {
  const { Limit = 100, ExclusiveStartStreamArn: start = '' } = input;
  const name = input.TableName === undefined ? undefined : tableName(engine, input.TableName);
  const rows = engine.store.statement('SELECT * FROM streams WHERE arn>? ORDER BY arn').all(start).map(toStream);
  const found = rows.filter(({ description }) => name === undefined || description.TableName === name);
  const Streams = found.slice(0, Limit).map(({ arn, description: { TableName, StreamLabel } }) => ({
    StreamArn: arn,
    TableName,
    StreamLabel,
  }));
  return { Streams, LastEvaluatedStreamArn: found.length > Limit ? Streams.at(-1)?.StreamArn : undefined };
}

/**
 * DescribeStream: every stream has one shard.
 *
 * @example
 * describeStream(engine, { StreamArn: table.stream.arn })
 */
export function describeStream(engine: Engine, input: { StreamArn: string; Limit?: number; ExclusiveStartShardId?: string }): object {
  const stream = rowOf(engine, input.StreamArn);
  const { statement } = engine.store;
  const newest = Number(statement('SELECT max(sequence) AS at FROM records WHERE stream=?').get(stream.id)?.at ?? 0);
  const shard = {
    ShardId: shardOf(stream),
    SequenceNumberRange: {
      StartingSequenceNumber: toSequenceNumber(stream.trimmed + 1),
      EndingSequenceNumber: stream.isOpen ? undefined : toSequenceNumber(Math.max(newest, stream.trimmed + 1)),
    },
  };
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamStatus: stream.isOpen ? 'ENABLED' : 'DISABLED',
      ...stream.description,
      Shards: input.ExclusiveStartShardId === shard.ShardId ? [] : [shard],
    },
  };
}

function toStream(row: Record<string, unknown>): StreamRow {
  const { id, arn, description, trimmed, disabled_at: disabledAt } = row;
  return {
    id: Number(id),
    arn: String(arn),
    description: JSON.parse(String(description)),
    trimmed: Number(trimmed),
    isOpen: disabledAt === null,
  };
}

/**
 * The stream of an ARN, open or ended. Throws ResourceNotFoundException.
 *
 * @example
 * rowOf(engine, StreamArn).trimmed // row number of the last record that is gone
 */
export function rowOf(engine: Engine, arn: string): StreamRow {
  const row = engine.store.statement('SELECT * FROM streams WHERE arn=?').get(arn);
  if (!row) throw notFound(`Requested resource not found: Stream: ${arn} not found`);
  return toStream(row);
}

/**
 * The id of a stream's one shard, like those of AWS: a time and eight hexadecimal digits.
 *
 * @example
 * shardOf(stream) // 'shardId-00000001767225600000-1c2d3e4f'
 */
export function shardOf({ arn, description }: StreamRow): string {
  const time = String(Math.floor(description.CreationRequestDateTime * 1000)).padStart(20, '0');
  return `shardId-${time}-${createHash('sha256').update(arn).digest('hex').slice(0, 8)}`;
}

/**
 * A row number as sequence number: digits that grow with it.
 *
 * @example
 * toSequenceNumber(7) // '100000000000000000007'
 */
export function toSequenceNumber(sequence: number): string {
  return String(firstSequence + BigInt(sequence));
}

/**
 * The row number of a sequence number.
 *
 * @example
 * toSequence(toSequenceNumber(7)) // 7
 */
export function toSequence(sequenceNumber: string): number {
  return Number(BigInt(sequenceNumber) - firstSequence);
}
