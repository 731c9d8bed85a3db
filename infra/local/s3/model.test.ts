import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcome, startS3, type TestS3 } from './testing.ts';

type Step =
  | { do: 'put'; key: string; body: string }
  | { do: 'delete'; key: string }
  | { do: 'deleteVersion'; key: string; index: number }
  | { do: 'setVersioning'; status: 'Enabled' | 'Suspended' }
  | { do: 'list'; delimiter: string; pageSize: number }
  | { do: 'listVersions'; pageSize: number };
/** Newest first; a delete marker has no body. */
type Model = { status: 'Enabled' | 'Suspended' | null; keys: Map<string, { id: string; body?: string }[]> };

const keys = ['a', 'a/', 'a/b', 'a/b/c', 'b', 'é', '案/场'];
const key = fc.constantFrom(...keys);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), key, body: fc.string() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deleteVersion' as const), key, index: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('setVersioning' as const), status: fc.constantFrom('Enabled' as const, 'Suspended' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('list' as const), delimiter: fc.constantFrom('', '/'), pageSize: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('listVersions' as const), pageSize: fc.integer({ min: 1, max: 9 }) }) },
);
let s3: TestS3;
let client: ReturnType<TestS3['client']>;
let runs = 0;

beforeAll(async () => {
  s3 = await startS3([]);
  client = s3.client();
});
afterAll(() => s3.close());

test('behaves as a plain model of versions, whatever is done in whatever order', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
    const Bucket = `run-${runs++}`;
    await client.send(new CreateBucketCommand({ Bucket }));
    const model: Model = { status: null, keys: new Map() };
    for (const one of steps) await take(Bucket, model, one);
    for (const one of keys) await compareKey(Bucket, model, one);
    await compareVersions(Bucket, model, 4);
    await compareList(Bucket, model, { delimiter: '/', pageSize: 2 });
  });
  await fc.assert(property, { numRuns: 30 });
}, 60_000);

async function take(Bucket: string, model: Model, one: Step): Promise<void> {
  if (one.do === 'put') {
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: one.key, Body: Buffer.from(one.body) }));
    add(model, one.key, { id: checkId(model, VersionId), body: one.body });
  } else if (one.do === 'delete') {
    const { VersionId, DeleteMarker } = await client.send(new DeleteObjectCommand({ Bucket, Key: one.key }));
    expect(DeleteMarker).toBe(model.status === null ? undefined : true);
    if (model.status === null) model.keys.delete(one.key);
    else add(model, one.key, { id: checkId(model, VersionId) });
  } else if (one.do === 'deleteVersion') {
    const version = model.keys.get(one.key)?.[one.index];
    if (!version) return;
    await client.send(new DeleteObjectCommand({ Bucket, Key: one.key, VersionId: version.id }));
    model.keys.set(one.key, without(model, one.key, version.id));
  } else if (one.do === 'setVersioning') {
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: one.status } }));
    model.status = one.status;
  } else if (one.do === 'list') await compareList(Bucket, model, one);
  else await compareVersions(Bucket, model, one.pageSize);
}

function checkId(model: Model, versionId: string | undefined): string {
  if (model.status === null) expect(versionId).toBeUndefined();
  else if (model.status === 'Suspended') expect(versionId).toBe('null');
  else expect(versionId).toMatch(/^[\w-]{32}$/);
  return versionId ?? 'null';
}

function add(model: Model, key: string, version: { id: string; body?: string }): void {
  model.keys.set(key, [version, ...(version.id === 'null' ? without(model, key, 'null') : (model.keys.get(key) ?? []))]);
}

function without(model: Model, key: string, id: string) {
  return (model.keys.get(key) ?? []).filter((version) => version.id !== id);
}

async function compareKey(Bucket: string, model: Model, Key: string): Promise<void> {
  const get = async (VersionId?: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    return Body?.transformToString();
  };
  const [latest, ...older] = model.keys.get(Key) ?? [];
  if (latest?.body === undefined) expect(await outcome(get())).toBe('NoSuchKey 404');
  else expect(await get()).toBe(latest.body);
  for (const { id, body } of older) {
    if (body === undefined) expect(await outcome(get(id))).toBe('MethodNotAllowed 405');
    else expect(await get(id)).toBe(body);
  }
}

function inOrder(all: Iterable<string>): string[] {
  return [...all].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

async function compareVersions(Bucket: string, model: Model, MaxKeys: number): Promise<void> {
  const expected = inOrder(model.keys.keys()).flatMap((name) =>
    (model.keys.get(name) ?? []).map(({ id, body }, index) => `${name} ${id} ${body === undefined ? 'marker' : 'version'} ${index === 0}`),
  );
  const found: string[] = [];
  let at: { KeyMarker?: string; VersionIdMarker?: string } = {};
  do {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys, ...at }));
    const kinds = [
      ['version', page.Versions ?? []],
      ['marker', page.DeleteMarkers ?? []],
    ] as const;
    found.push(...kinds.flatMap(([kind, all]) => all.map((one) => `${one.Key} ${one.VersionId} ${kind} ${one.IsLatest}`)));
    at = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  } while (at.KeyMarker);
  expect(found.sort()).toEqual(expected.sort());
}

async function compareList(Bucket: string, model: Model, query: { delimiter: string; pageSize: number }): Promise<void> {
  const visible = [...model.keys].filter(([, [latest]]) => latest?.body !== undefined).map(([name]) => name);
  const fold = (name: string) => (query.delimiter && name.includes('/') ? name.slice(0, name.indexOf('/') + 1) : name);
  const found: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const request = { Bucket, Delimiter: query.delimiter || undefined, MaxKeys: query.pageSize, ContinuationToken };
    const page: { Contents?: { Key?: string }[]; CommonPrefixes?: { Prefix?: string }[]; NextContinuationToken?: string } = await client.send(
      new ListObjectsV2Command(request),
    );
    const entries = [...(page.Contents ?? []).map((one) => one.Key ?? ''), ...(page.CommonPrefixes ?? []).map((one) => one.Prefix ?? '')];
    expect(entries.length).toBeLessThanOrEqual(query.pageSize);
    found.push(...inOrder(entries));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  expect(found).toEqual(inOrder(new Set(visible.map(fold))));
}
