import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { setting } from '../../shared/areas/settings/setting.resource.ts';
import type { Archive, StoredObject } from '../kit/archive.ts';
import type { Context } from '../kit/context.ts';
import { create } from '../kit/records/write.ts';
import { office, person, type TestOffice } from '../kit/testing.ts';
import { run as keepAudit } from './keep-audit.ts';
import { run as keepScan } from './keep-scan.ts';
import { run as openScan, handler as openScanHandler } from './open-scan.ts';
import { handler as uploadScan } from './upload-scan.ts';

const bytes = Buffer.from('a paper');
const sha256 = createHash('sha256').update(bytes).digest('hex');
let site: TestOffice;
let home: string;
beforeAll(async () => {
  site = await office();
  site.at('2026-03-02T01:00:00.000Z');
  const developer = { developer: '某置业', developerCode: '91350211M000100Y46', city: '厦门', filingOffice: '5 号窗口', taxOffice: '17 号窗口' };
  [{ id: home }] = await site.open().context.records.write([create(project, { code: 'YQL', name: '云栖里', ...developer })]);
});
afterAll(() => site.stop());

/** An archive whose inbox holds one object, and that writes down what it is asked to keep. */
function archiveWith(arrived: StoredObject | undefined) {
  const asked: unknown[] = [];
  const archive: Archive = {
    presignUpload: async () => expect.unreachable(),
    head: async () => arrived,
    keep: async (request) => {
      asked.push(request);
      return { versionId: 'v1', sm3: 'b'.repeat(64), sha256, size: bytes.length };
    },
    presignDownload: async (request) => {
      asked.push(request);
      return { url: 'http://archive', expiresAt: '2026-03-02T01:05:00.000Z' };
    },
    write: async (request) => {
      asked.push(request);
      return { isNew: true };
    },
  };
  const context: Context = { ...site.open().context, archive };
  return { asked, context };
}
const scanOf = async (status: string, more: object = {}) => {
  const values = {
    project: home,
    subject: 'ctr_1',
    name: '合同.pdf',
    document: 'filedContract' as const,
    contentType: 'application/pdf',
    size: bytes.length,
    sha256,
  };
  return (await site.open().context.records.write([create(scan, { ...values, ...more }, { status })]))[0].id;
};

describe('keeping a scan', () => {
  it('locks what arrived for the years of its class, and writes down where', async () => {
    const id = await scanOf('uploading');
    const { asked, context } = archiveWith({ size: bytes.length, sha256 });
    const { writes } = await keepScan({ input: {}, id, context });
    expect(asked).toEqual([{ from: `scan/${id}`, key: `sha256/${sha256}/${id}`, retainUntil: '2036-03-02T15:59:59.999Z' }]);
    expect(writes).toMatchObject([{ to: 'kept', event: 'scan.kept', changes: { retainUntil: '2036-03-02', objectVersion: 'v1', sm3: 'b'.repeat(64) } }]);
  });

  it('follows the dated setting of the class', async () => {
    await site.open().context.records.write([create(setting, { key: 'retentionContract', validFrom: '2027-01-01', value: { years: 30 }, source: '测试' })]);
    site.at('2027-01-01T01:00:00.000Z');
    const { asked, context } = archiveWith({ size: bytes.length, sha256 });
    await keepScan({ input: {}, id: await scanOf('uploading'), context });
    expect(asked).toMatchObject([{ retainUntil: '2057-01-01T15:59:59.999Z' }]);
    site.at('2026-03-02T01:00:00.000Z');
  });

  it.each([
    ['nothing arrived', undefined, 'scan.notArrived'],
    ['the length differs', { size: 1, sha256 }, 'scan.otherBytes'],
    ['the digest differs', { size: bytes.length, sha256: 'c'.repeat(64) }, 'scan.otherBytes'],
    ['the digest is not known', { size: bytes.length }, 'scan.otherBytes'],
  ])('is refused when %s, and locks nothing', async (_, arrived, code) => {
    const { asked, context } = archiveWith(arrived);
    await expect(keepScan({ input: {}, id: await scanOf('uploading'), context })).rejects.toMatchObject({ code });
    expect(asked).toEqual([]);
  });
});

describe('opening a scan', () => {
  it('answers an address of the very version that was kept, and is written down', async () => {
    const id = await scanOf('kept', { objectVersion: 'v7' });
    const { asked, context } = archiveWith(undefined);
    const { writes, body } = await openScan({ input: {}, id, context });
    expect(asked).toEqual([{ key: `sha256/${sha256}/${id}`, versionId: 'v7', fileName: '合同.pdf' }]);
    expect({ writes, body }).toMatchObject({ writes: [{ event: 'scan.opened' }], body: { url: 'http://archive' } });
  });

  it('is refused before it is kept, and to people of other projects', async () => {
    const id = await scanOf('uploading');
    const open = (projects: string[]) =>
      site.call(openScanHandler, { method: 'GET', path: `/archives/scan/${id}/open`, actor: person('A', ['archivist'], projects) });
    await expect(openScan({ input: {}, id, context: archiveWith(undefined).context })).rejects.toMatchObject({ code: 'scan.notKept' });
    expect((await open([home])).json).toMatchObject({ status: 409 });
    expect((await open(['prj_other'])).json).toMatchObject({ status: 404, code: 'record.missing' });
  });
});

it('an upload names a project of one’s own', async () => {
  const body = { project: home, subject: 'ctr_1', name: 'x.pdf', document: 'other', contentType: 'application/pdf', size: 1, sha256 };
  const upload = (projects: string[]) =>
    site.call(uploadScan, { method: 'POST', path: '/archives/scan/upload', body, actor: person('A', ['archivist'], projects) });
  expect((await upload(['prj_other'])).json.errors).toMatchObject({ project: { key: 'field.missingRecord' } });
});

it('audit events are written to the archive under lock, a batch under the name of its content, and nothing else is', async () => {
  const { asked, context } = archiveWith(undefined);
  const after = { at: '2026-03-02T01:00:00.000Z', sk: '00003', event: 'contract.signed' };
  const of = { resource: 'contract', id: 'ctr_1' };
  const batch = [
    { event: 'INSERT' as const, ...of, after },
    { event: 'REMOVE' as const, ...of, before: after },
    { event: 'INSERT' as const, ...of, after: { ...after, sk: '00004' } },
  ];
  await keepAudit(batch, context);
  await keepAudit(batch, context);
  await keepAudit(batch.slice(1, 2), context);
  const body = [after, { ...after, sk: '00004' }].map((event) => `${JSON.stringify({ ...of, ...event })}\n`).join('');
  const key = `audit/2026-03-02/${createHash('sha256').update(body).digest('hex')}.jsonl`;
  const written = { key, body, retainUntil: '2036-03-02T15:59:59.999Z', contentType: 'application/jsonl' };
  expect(asked).toEqual([written, written]);
});
