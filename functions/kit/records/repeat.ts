import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { recordKey } from '../../../shared/derive/keys.ts';
import { fail } from '../../../shared/kit/errors.ts';
import type { Idempotency } from '../context.ts';
import { type Attributes, marshalMap, unmarshalMap } from './marshal.ts';
import type { Scope } from './scope.ts';
import type { Step } from './steps.ts';
import type { AnyItem } from './write.ts';

/** Bytes of an answer that are kept as they are; a longer one, packed, still fits one write unit with its key. */
const mostPlainBytes = 600;
/** How long an answer is kept for a repeated request. */
const keptSeconds = 7 * 86_400;

/** The answer that an earlier request with the same idempotency key was given. */
export class RepeatedRequest extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super('repeated request');
    this.name = 'RepeatedRequest';
    this.status = status;
    this.body = body;
  }
}

/** The step that keeps the answer. It fails when the key was used before: with the answer of that time, or a refusal. */
export function repeatStep(idempotency: Idempotency, written: readonly AnyItem[], scope: Scope): Step {
  const { status, body } = idempotency.answer(written);
  const item = {
    ...keyOf(idempotency, scope),
    f: idempotency.fingerprint,
    t: status,
    ttl: Math.floor(Date.parse(scope.now) / 1000) + keptSeconds,
  };
  const put = {
    TableName: scope.tables.records,
    Item: { ...marshalMap(item), b: packed(JSON.stringify(body ?? null)) },
    ConditionExpression: 'attribute_not_exists(pk)',
  };
  return {
    action: { Put: { ...put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    refuse: (old) => old && answerAgain(idempotency, old),
  };
}

/**
 * Looks for the answer of an earlier request with the same key.
 *
 * @throws RepeatedRequest when there is one; RefusalError `request.repeated` when the key belongs to another request
 */
export async function throwRepeated(idempotency: Idempotency, scope: Scope): Promise<void> {
  const { Item } = await scope.database.get({ TableName: scope.tables.records, Key: marshalMap(keyOf(idempotency, scope)), ConsistentRead: true });
  if (Item) answerAgain(idempotency, Item);
}

const keyOf = (idempotency: Idempotency, scope: Scope) => recordKey(`${idempotency.resource}!idem`, `${scope.actor.id}#${idempotency.key}`);

const packed = (text: string): AttributeValue => (Buffer.byteLength(text) > mostPlainBytes ? { B: onWire(deflateRawSync(text)) } : { S: text });

/** The client hands values on as they are (client.ts), and on the wire binary ones are Base64: the SDK's type is that of its own codec. */
const onWire = (bytes: Buffer): Uint8Array => bytes.toString('base64') as unknown as Uint8Array;
const fromWire = (bytes: Uint8Array): Buffer => Buffer.from(String(bytes), 'base64');

function answerAgain(idempotency: Idempotency, { b, ...old }: Attributes): never {
  const { f, t } = unmarshalMap(old);
  if (f !== idempotency.fingerprint) fail('request.repeated', { parameters: { key: idempotency.key } });
  throw new RepeatedRequest(Number(t), JSON.parse(b?.B ? inflateRawSync(fromWire(b.B)).toString() : (b?.S ?? 'null')));
}
