import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { atBank, openAtBank } from '../../shared/areas/banking/loan-states.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { openMatter } from '../../shared/areas/banking/signing-matter-states.ts';
import { contract } from '../../shared/areas/contracts/contract.resource.ts';
import { areas } from '../../shared/areas/index.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import type { PartnerKind } from '../../shared/kit/access.ts';
import type { EndpointDefinition } from '../../shared/kit/define-endpoint.ts';
import { partsOf } from '../../shared/kit/define-operation.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { makeId } from '../../shared/kit/ids.ts';
import type { Algorithm } from '../../shared/kit/signatures/algorithms.ts';
import { tamperings } from '../../shared/kit/signatures/fixture/tampering.ts';
import { generateKey } from '../../shared/kit/signatures/keys.ts';
import { valuesOf } from '../fixture/samples.ts';
import { currentMs } from '../kit/context.ts';
import { log } from '../kit/log.ts';
import { create } from '../kit/records/write.ts';
import { office, type TestOffice } from '../kit/testing.ts';
import { handler as door } from './door.ts';
import { ask, callsOf, type House, makeHouse, newNonce, origin, send, signed } from './testing.ts';

const kinds: readonly PartnerKind[] = ['bank', 'fundCentre', 'lawFirm'];
const endpoints: readonly EndpointDefinition[] = areas.flatMap((area) => area.endpoints ?? []);
type Where = 'own' | 'other' | 'missing';

let site: TestOffice;
let homeId: string;
/** Of each kind one that asks and another whose records it must not see. */
const houses = new Map<PartnerKind, { own: House; other: House }>();
const ids = new Map<string, Record<Where, string>>();

beforeAll(async () => {
  site = await office();
  Object.assign(process.env, { PUBLIC_ORIGIN: origin, INBOX_BUCKET: 'inbox', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' });
  // Keeping a file ends where its bytes would be asked for: no bucket listens here.
  log.error = () => {};
  site.at('2026-03-02T01:00:00.000Z');
  const [{ id: home }] = await site.open().context.records.write([create(project, { ...valuesOf(project.fields, ''), code: 'QD' })]);
  homeId = home;
  const values = { ratePerSecond: 100, burst: 400 };
  for (const kind of kinds) houses.set(kind, { own: await makeHouse(site, kind, { values }), other: await makeHouse(site, kind, { values }) });
  for (const kind of kinds) await makeRecords(kind);
});
afterAll(() => site.stop());

const pair = (kind: PartnerKind): { own: House; other: House } => houses.get(kind) ?? expect.unreachable(kind);
/** The state in which a record of each resource may be seen. */
const visible: Readonly<Record<string, string>> = { loan: 'inReview', caseMaterial: 'given', signingMatter: 'opined', scan: 'uploading' };
const seeded: Readonly<Record<string, ResourceDefinition>> = { loan, caseMaterial, signingMatter, scan };

/** One record of every resource for either house of a kind, named by its bank or law firm. */
async function makeRecords(kind: PartnerKind): Promise<void> {
  const { own, other } = pair(kind);
  const [{ id: text }] = await site.open().context.records.write([create(contract, { ...valuesOf(contract.fields, homeId), number: undefined })]);
  const ofCase = { ...valuesOf(mortgageCase.fields, homeId), number: undefined, contract: text };
  const [{ id: caseId }] = await site.open().context.records.write([create(mortgageCase, ofCase)]);
  const made = new Map<string, string>();
  for (const [name, resource] of Object.entries(seeded)) {
    const make = async ({ id, member }: House) => {
      const named =
        kind === 'lawFirm' ? { lawFirm: member, bank: 'bnk_none' } : { bank: member, ...('lawFirm' in resource.fields ? { lawFirm: 'law_none' } : {}) };
      const fields = Object.fromEntries(Object.entries(named).filter(([field]) => field in resource.fields));
      const about = {
        mortgageCase: caseId,
        ...('scans' in resource.fields ? { scans: [] } : {}),
        ...('documents' in resource.fields ? { documents: ['finalText'] } : {}),
      };
      const ofLoan = 'loan' in resource.fields ? { loan: made.get(`${id} loan`) } : {};
      const values = { ...valuesOf(resource.fields, homeId), ...(name === 'scan' ? {} : about), ...ofLoan, ...fields };
      const { records } = site.open({ id, name: 'x', roles: ['systemAdmin'], projects: '*' }).context;
      const [item] = await records.write([create(resource, values, { status: visible[name] ?? 'active' })]);
      made.set(`${id} ${name}`, item.id);
      return item.id;
    };
    const missing = makeId(resource.idPrefix, Date.parse('2026-03-01'), (n) => new Uint8Array(n));
    ids.set(`${kind} ${name}`, { own: await make(own), other: await make(other), missing });
  }
}

/** The resource of the record that an endpoint's path names. */
const subjectOf = ({ name, list }: EndpointDefinition): string => (typeof list?.by === 'object' ? list.by.parent : partsOf(name).resource);

const inputOf = (endpoint: EndpointDefinition) => (endpoint.method === 'POST' ? { body: valuesOf(endpoint.input ?? {}, homeId) } : {});

describe('every endpoint for every kind of partner (T07)', () => {
  const cells = endpoints.flatMap((endpoint) => kinds.map((kind) => [`${kind} ${endpoint.method} ${endpoint.path}`, endpoint, kind] as const));

  it.each(cells)('%s', async (_, endpoint, kind) => {
    const { own } = pair(kind);
    const query = endpoint.list?.by === 'partner' ? { query: `status=${visible[partsOf(endpoint.name).resource]}` } : {};
    const request = (id: string) => ({ method: endpoint.method, path: endpoint.path.replace('{id}', id), ...inputOf(endpoint), ...query });
    const isMeant = endpoint.kinds.includes(kind);
    if (!endpoint.path.includes('{id}') || endpoint.isKeyProof) {
      const answer = await ask(door, own, request('pky_none'));
      if (!isMeant) expect(answer).toMatchObject({ status: 404, json: { code: 'record.missing' } });
      else if (endpoint.list) expect(answer.status).toBe(200);
      else expect([404, 422]).toContain(answer.status);
      return;
    }
    const known = ids.get(`${kind} ${subjectOf(endpoint)}`) ?? expect.unreachable(endpoint.name);
    const [mine, theirs, none] = await Promise.all((['own', 'other', 'missing'] as const).map((where) => ask(door, own, request(known[where]))));
    for (const answer of [theirs, none, ...(isMeant ? [] : [mine])]) expect(answer).toMatchObject({ status: 404, json: { code: 'record.missing' } });
    expect(theirs?.text).toBe(none?.text);
    if (!isMeant) expect(mine?.text).toBe(none?.text);
    else expect(mine?.json.code).not.toBe('record.missing');
  });

  it('answers every refusal of sight with the same bytes', async () => {
    const texts = new Set<string>();
    for (const endpoint of endpoints) {
      for (const kind of kinds) {
        const known = ids.get(`${kind} ${subjectOf(endpoint)}`);
        if (!known || !endpoint.path.includes('{id}')) continue;
        texts.add((await ask(door, pair(kind).own, { method: endpoint.method, path: endpoint.path.replace('{id}', known.other), ...inputOf(endpoint) })).text);
      }
    }
    const unknown = await ask(door, pair('bank').own, { path: '/partner/v1/nothing' });
    expect(texts.add(unknown.text).size).toBe(1);
  });

  it('lists to each what is its own, in no state in which it is not yet its own', async () => {
    const { own, other } = pair('bank');
    const { records } = site.open().context;
    const hidden = Object.keys(loan.states.all).filter((state) => !(atBank as readonly string[]).includes(state));
    for (const status of hidden) {
      const [{ id }] = await records.write([create(loan, { ...valuesOf(loan.fields, homeId), bank: own.member }, { status })]);
      expect((await ask(door, own, { path: `/partner/v1/loans/${id}` })).status).toBe(404);
      const paper = { ...valuesOf(caseMaterial.fields, homeId), bank: own.member, loan: id, scans: [] };
      const [{ id: paperId }] = await records.write([create(caseMaterial, paper, { status: 'given' })]);
      for (const tail of [`loans/${id}/materials`, `materials/${paperId}/files`])
        expect((await ask(door, own, { path: `/partner/v1/${tail}` })).status).toBe(404);
      expect((await ask(door, own, { path: '/partner/v1/loans', query: `status=${status}` })).status).toBe(422);
    }
    const seen = await Promise.all([own, other].map((house) => ask(door, house, { path: '/partner/v1/loans', query: 'status=inReview&limit=100' })));
    const [mine, theirs] = seen.map(({ json }) => (json.data as { id: string }[]).map(({ id }) => id));
    expect(mine).toContain(ids.get('bank loan')?.own);
    expect(mine?.filter((id) => theirs?.includes(id))).toEqual([]);
  });

  it.each([
    ['bank', loan, 'loans', { field: 'bank', open: openAtBank }],
    ['lawFirm', signingMatter, 'matters', { field: 'lawFirm', open: openMatter }],
  ] as const)(
    'lists to a %s that names no state all of its own that is open, page by page, and nothing else',
    async (kind, resource, path, { field, open }) => {
      const [own, other] = [await makeHouse(site, kind), pair(kind).other];
      const made = new Map<string, string>();
      for (const [nth, status] of Object.keys(resource.states.all).entries()) {
        const values = { ...valuesOf(resource.fields, homeId), loan: `lon_${own.id.slice(4)}${nth}`, [field]: own.member, number: `N${nth}` };
        made.set((await site.open().context.records.write([create(resource, values, { status })]))[0].id, status);
      }
      const seen: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const answer = await ask(door, own, { path: `/partner/v1/${path}`, query: cursor ? `limit=2&cursor=${cursor}` : 'limit=2' });
        expect(answer.status).toBe(200);
        seen.push(...(answer.json.data as { id: string }[]).map(({ id }) => id));
        cursor = answer.json.next;
      }
      expect(seen.map((id) => made.get(id))).toEqual(open);
      const theirs = (await ask(door, other, { path: `/partner/v1/${path}`, query: 'limit=100' })).json.data as { id: string }[];
      expect(theirs.filter(({ id }) => made.has(id))).toEqual([]);
      expect((await ask(door, pair(kind === 'bank' ? 'lawFirm' : 'bank').own, { path: `/partner/v1/${path}` })).json).toMatchObject({ code: 'record.missing' });
    },
  );

  it('lets no partner point at a file that is not its own', async () => {
    const { own } = pair('bank');
    const known = ids.get('bank scan') ?? expect.unreachable('scan');
    const [{ id }] = await site
      .open()
      .context.records.write([
        create(loan, { ...valuesOf(loan.fields, homeId), bank: own.member, approvedAmount: 100, disbursed: 0 }, { status: 'registered' }),
      ]);
    const release = { serial: newNonce(), amount: 40, currency: 'CNY', valueOn: '2026-03-02' };
    const report = (slip: string) => ask(door, own, { method: 'POST', path: `/partner/v1/loans/${id}/disbursements`, body: { ...release, slip } });
    const [theirs, none] = [await report(known.other), await report(known.missing)];
    expect(theirs).toMatchObject({ status: 422, json: { errors: { slip: { key: 'field.missingRecord' } } } });
    expect(theirs.text).toBe(none.text);
    expect((await report(known.own)).text).not.toBe(none.text);
  });
});

describe('tampering at the door itself (T02)', () => {
  const algorithms: readonly (Algorithm | 'other')[] = ['ed25519', 'ecdsa-p256-sha256', 'rsa-pss-sha512', 'sm2-sm3', 'other'];
  /** The shapes that partners' requests have. The fifth column is a second key of the first algorithm, of another kind of partner. */
  const shapes = {
    list: () => ({ path: '/partner/v1/loans', query: 'status=inReview' }),
    record: () => ({ path: `/partner/v1/loans/${ids.get('bank loan')?.own}` }),
    decision: () => ({
      method: 'POST' as const,
      path: `/partner/v1/loans/${ids.get('bank loan')?.own}/decision`,
      body: { isApproved: true, decidedOn: '2026-03-02', amount: 1 },
    }),
    kept: () => ({ method: 'POST' as const, path: `/partner/v1/uploads/${ids.get('bank scan')?.own}/kept` }),
  };

  it.each(algorithms)('takes none of 24 alterations of 4 shapes signed with %s', async (name) => {
    const algorithm = name === 'other' ? 'ed25519' : name;
    const [house, attacker] = [await makeHouse(site, name === 'other' ? 'fundCentre' : 'bank', { algorithm }), await makeHouse(site, 'bank', { algorithm })];
    const before = await site.open().context.records.get(loan, ids.get('bank loan')?.own ?? '');
    const outcomes: string[] = [];
    for (const [shape, request] of Object.entries(shapes)) {
      for (const [alteration, { tamper }] of Object.entries(tamperings)) {
        const tools = { other: attacker.key, keyId: house.key.keyId, now: Math.floor(currentMs() / 1000), nonce: newNonce() };
        const answer = await send(door, await tamper(await signed(house, request()), tools));
        outcomes.push(
          answer.status >= 400 && answer.status < 404 && !answer.headers.signature ? 'refused' : `${shape}, ${alteration}: ${answer.status} ${answer.text}`,
        );
      }
    }
    expect(outcomes.filter((outcome) => outcome !== 'refused')).toEqual([]);
    expect(outcomes).toHaveLength(96);
    expect(await site.open().context.records.get(loan, ids.get('bank loan')?.own ?? '')).toEqual(before);
  });

  it('says nothing of a forged request but its status, whoever it claims to be', async () => {
    // The tamperings have used up what strangers' calls are written down.
    site.advance(60_000);
    const [known, stranger] = [pair('bank').own, { key: await generateKey('ed25519') }];
    const forged = await signed(stranger, shapes.list());
    const claimed = { ...forged, fields: forged.fields.map(([name, value]) => [name, value.replace(/keyid="[^"]+"/, `keyid="${known.key.keyId}"`)] as const) };
    const [a, b] = [await send(door, forged), await send(door, claimed)];
    expect([a.text, a.headers]).toEqual([b.text, b.headers]);
    expect((await callsOf(site, known))[0]).toMatchObject({ reason: 'signature.value', answer: 401 });
  });
});
