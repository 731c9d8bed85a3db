import { createHash } from 'node:crypto';
import { DynamoError, invalid, notFound } from './errors.ts';
import type { StoredRecord } from './stream-records.ts';
import { rowOf, type StreamRow, shardOf, toSequence, toSequenceNumber } from './streams.ts';
import type { Engine } from './tables.ts';

type IteratorType = 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
type Place = { shard: string; after: number; issuedAt: number };
/** A shard iterator can be used this long. Real time: a moved clock leaves consumers in the middle of their work. */
const iteratorMs = 15 * 60 * 1000;
const maxRecords = 1000;
const maxAnswerBytes = 1024 * 1024;

/**
 * GetShardIterator.
 *
 * @example
 * getShardIterator(engine, { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' })
 */
export function getShardIterator(
  engine: Engine,
  input: { StreamArn: string; ShardId: string; ShardIteratorType: IteratorType; SequenceNumber?: string },
): object {
  const stream = rowOf(engine, input.StreamArn);
  if (input.ShardId !== shardOf(stream)) throw notFound('Requested resource not found: Shard does not exist');
  const after = startOf(engine, stream, input);
  return { ShardIterator: toIterator(stream, after) };
}

/**
 * GetRecords. The next iterator is missing only after the last record of an ended stream.
 *
 * @example
 * getRecords(engine, { ShardIterator, Limit: 100 })
 */
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

/**
 * ARN of the stream a shard iterator belongs to, for the check of access.
 *
 * @example
 * iteratorStream('arn:…/stream/2026-01-01T00:00:00.000|1|eyJ…') // 'arn:…/stream/2026-01-01T00:00:00.000'
 */
export function iteratorStream(iterator: string): string {
  return iterator.split('|')[0] ?? '';
}

function startOf(engine: Engine, stream: StreamRow, input: { ShardIteratorType: IteratorType; SequenceNumber?: string }): number {
  if (input.ShardIteratorType === 'TRIM_HORIZON') return stream.trimmed;
  if (input.ShardIteratorType === 'LATEST') return Number(engine.store.statement('SELECT coalesce(max(sequence), 0) AS at FROM records').get()?.at);
  if (input.SequenceNumber === undefined || !/^\d{21,40}$/.test(input.SequenceNumber))
    throw invalid(`SequenceNumber is required for the shard iterator type ${input.ShardIteratorType}`);
  const sequence = toSequence(input.SequenceNumber);
  const after = input.ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence;
  if (after < stream.trimmed) throw trimmedError();
  return after;
}

function toIterator(stream: StreamRow, after: number): string {
  const place: Place = { shard: shardOf(stream), after, issuedAt: Date.now() };
  return `${stream.arn}|1|${Buffer.from(JSON.stringify(place)).toString('base64url')}`;
}

function fromIterator(engine: Engine, iterator: string): { stream: StreamRow; after: number } {
  const stream = rowOf(engine, iteratorStream(iterator));
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

function trimmedError(): DynamoError {
  return new DynamoError('TrimmedDataAccessException', 'The operation attempted to read past the oldest stream record in a shard');
}
