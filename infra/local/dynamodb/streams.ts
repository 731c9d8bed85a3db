import { createHash } from 'node:crypto';
import { DynamoError, invalid, notFound } from './errors.ts';
import type { StoredRecord } from './stream-records.ts';
import { type Engine, type Table, type TableDefinition, tableName } from './tables.ts';

type StreamRow = { id: number; arn: string; description: StreamDescription; trimmed: number; isOpen: boolean };
type StreamDescription = {
  TableName: string;
  StreamLabel: string;
  StreamViewType: string;
  KeySchema: TableDefinition['KeySchema'];
  /** Seconds since the epoch. */
  CreationRequestDateTime: number;
};
type IteratorType = 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
type Place = { shard: string; after: number; issuedAt: number };

/** Stream records are kept this long, by the cloud's clock. */
export const retentionMs = 24 * 60 * 60 * 1000;
/** A shard iterator can be used this long. Real time: a moved clock leaves consumers in the middle of their work. */
const iteratorMs = 15 * 60 * 1000;
const maxRecords = 1000;
const maxAnswerBytes = 1024 * 1024;
/** Sequence numbers are this plus the row number: 21 digits, as long as the shortest of AWS. */
const firstSequence = 10n ** 20n;

/** Makes the stream of a new definition, if it has one. */
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

/** Ends the stream of a table; what it holds stays readable. */
export function closeStream(engine: Engine, table: Table): void {
  if (!table.stream) return;
  engine.store.statement('UPDATE streams SET disabled_at=? WHERE id=?').run(engine.clock.now(), table.stream.id);
}

/** ListStreams. */
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

/** DescribeStream: every stream has one shard. */
export function describeStream(engine: Engine, input: { StreamArn: string; Limit?: number; ExclusiveStartShardId?: string }): object {
  const stream = streamOf(engine, input.StreamArn);
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

/** GetShardIterator. */
export function getShardIterator(
  engine: Engine,
  input: { StreamArn: string; ShardId: string; ShardIteratorType: IteratorType; SequenceNumber?: string },
): object {
  const stream = streamOf(engine, input.StreamArn);
  if (input.ShardId !== shardOf(stream)) throw notFound('Requested resource not found: Shard does not exist');
  const after = startOf(engine, stream, input);
  return { ShardIterator: toIterator(stream, after) };
}

/** GetRecords. The next iterator is missing only after the last record of an ended stream. */
export function getRecords(engine: Engine, input: { ShardIterator: string; Limit?: number }): object {
  const { stream, after } = fromIterator(engine, input.ShardIterator);
  if (after < stream.trimmed) throw trimmedError();
  const limit = input.Limit ?? maxRecords;
  const rows = engine.store
    .statement('SELECT sequence, at, record FROM records WHERE stream=? AND sequence>? ORDER BY sequence LIMIT ?')
    .iterate(stream.id, after, limit);
  const records: object[] = [];
  let last = after;
  let bytes = 0;
  for (const row of rows) {
    const record: StoredRecord = JSON.parse(String(row.record));
    bytes += record.SizeBytes;
    if (bytes > maxAnswerBytes && records.length > 0) break;
    last = Number(row.sequence);
    records.push(toRecord(engine, stream, { sequence: last, at: Number(row.at), record }));
  }
  const isDone = !stream.isOpen && records.length === 0;
  return { Records: records, NextShardIterator: isDone ? undefined : toIterator(stream, last) };
}

/** ARN of the stream a shard iterator belongs to, for the check of access. */
export function iteratorStream(iterator: string): string {
  return iterator.split('|')[0] ?? '';
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

function streamOf(engine: Engine, arn: string): StreamRow {
  const row = engine.store.statement('SELECT * FROM streams WHERE arn=?').get(arn);
  if (!row) throw notFound(`Requested resource not found: Stream: ${arn} not found`);
  return toStream(row);
}

/** Like those of AWS: a time and eight hexadecimal digits. */
function shardOf({ arn, description }: StreamRow): string {
  const time = String(Math.floor(description.CreationRequestDateTime * 1000)).padStart(20, '0');
  return `shardId-${time}-${createHash('sha256').update(arn).digest('hex').slice(0, 8)}`;
}

function startOf(engine: Engine, stream: StreamRow, input: { ShardIteratorType: IteratorType; SequenceNumber?: string }): number {
  if (input.ShardIteratorType === 'TRIM_HORIZON') return stream.trimmed;
  if (input.ShardIteratorType === 'LATEST') return Number(engine.store.statement('SELECT coalesce(max(sequence), 0) AS at FROM records').get()?.at);
  if (input.SequenceNumber === undefined || !/^\d{21,40}$/.test(input.SequenceNumber))
    throw invalid(`SequenceNumber is required for the shard iterator type ${input.ShardIteratorType}`);
  const sequence = Number(BigInt(input.SequenceNumber) - firstSequence);
  const after = input.ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence;
  if (after < stream.trimmed) throw trimmedError();
  return after;
}

function toIterator(stream: StreamRow, after: number): string {
  const place: Place = { shard: shardOf(stream), after, issuedAt: Date.now() };
  return `${stream.arn}|1|${Buffer.from(JSON.stringify(place)).toString('base64url')}`;
}

function fromIterator(engine: Engine, iterator: string): { stream: StreamRow; after: number } {
  const stream = streamOf(engine, iteratorStream(iterator));
  const place = parsePlace(iterator);
  if (place?.shard !== shardOf(stream) || !Number.isSafeInteger(place.after)) throw invalid('Invalid ShardIterator');
  if (Date.now() - place.issuedAt > iteratorMs) throw new DynamoError('ExpiredIteratorException', 'Iterator expired');
  return { stream, after: place.after };
}

function parsePlace(iterator: string): Place | undefined {
  try {
    return JSON.parse(Buffer.from(iterator.split('|')[2] ?? '', 'base64url').toString());
  } catch {
    return undefined; // Not one of ours: refused by the caller.
  }
}

function toRecord(engine: Engine, stream: StreamRow, { sequence, at, record }: { sequence: number; at: number; record: StoredRecord }): object {
  const { eventName, userIdentity, Keys, NewImage, OldImage, SizeBytes } = record;
  return {
    eventID: createHash('md5').update(`${stream.arn}/${sequence}`).digest('hex'),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: engine.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys,
      NewImage,
      OldImage,
      SequenceNumber: toSequenceNumber(sequence),
      SizeBytes,
      StreamViewType: stream.description.StreamViewType,
    },
    userIdentity,
  };
}

function toSequenceNumber(sequence: number): string {
  return String(firstSequence + BigInt(sequence));
}

function trimmedError(): DynamoError {
  return new DynamoError('TrimmedDataAccessException', 'The operation attempted to read past the oldest stream record in a shard');
}
