import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loan } from '../../shared/areas/banking/loan.resource.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { RequestMessage } from '../../shared/kit/signatures/wire.ts';
import { valuesOf } from '../fixture/samples.ts';
import { create } from '../kit/records/write.ts';
import { office, type TestOffice } from '../kit/testing.ts';
import { handler as door } from './door.ts';
import { type Answered, type House, makeHouse, origin, send, signed } from './testing.ts';

let site: TestOffice;
let house: House;
let other: House;
beforeAll(async () => {
  site = await office();
  process.env.PUBLIC_ORIGIN = origin;
  // The clock is the machine's: the engine forgets nonces by it.
  const values = { ratePerSecond: 100, burst: 400 };
  [house, other] = [await makeHouse(site, 'bank', { values }), await makeHouse(site, 'bank', { values })];
});
afterAll(() => site.stop());

const amounts = [90_000_000, 80_000_000] as const;
type Ask = { readonly loan: number; readonly key: number; readonly amount: number };
/** What a partner, or whoever listens to it, may send. */
type Step =
  | ({ readonly kind: 'ask' | 'twiceAtOnce' | 'copiesAtOnce' | 'stranger' | 'badKey' | 'noKey' } & Ask)
  | { readonly kind: 'replay'; readonly of: number };

const ask = fc.record({ loan: fc.nat(1), key: fc.nat(2), amount: fc.nat(1) });
const asked = (kind: Exclude<Step['kind'], 'replay'>): fc.Arbitrary<Step> => ask.map((one) => ({ kind, ...one }));
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: asked('ask') },
    { weight: 3, arbitrary: fc.nat(20).map((of): Step => ({ kind: 'replay', of })) },
    ...(['twiceAtOnce', 'copiesAtOnce', 'stranger', 'badKey', 'noKey'] as const).map((kind) => ({ weight: 1, arbitrary: asked(kind) })),
  ),
  { minLength: 4, maxLength: 10 },
);

/** The office as it should be: which loans are decided, and what is kept under each key. */
type Model = { readonly decided: Set<number>; readonly kept: Map<number, { loan: number; amount: number; text: string }> };

let runs = 0;
let counted = 0;

async function makeLoan(): Promise<string> {
  const { records, now } = site.open().context;
  const values = { ...valuesOf(loan.fields, 'prj_1'), bank: house.member, amount: 100_000_000, submittedOn: '2020-01-01', signingMatter: undefined };
  const [{ id }] = await records.write([create(loan, values, { status: 'inReview' })]);
  const about = { project: 'prj_1', subject: id, subjectTitle: 'L1', step: 'loan.decide', part: '-', role: 'customerService' as const };
  await records.write([create(todo, { ...about, openedAt: now, dueAt: now }, {})]);
  return id;
}

/** What is answered to a request that arrives for the first time, and what is then so. */
function expectAnswer(model: Model, { loan: of, key, amount }: Ask, answer: Answered): void {
  const known = model.kept.get(key);
  const isRepeated = answer.headers['idempotent-replayed'] === 'true';
  if (known && (known.loan !== of || known.amount !== amount)) expect([answer.status, answer.json.code]).toEqual([422, 'request.repeated']);
  else if (known) expect([answer.status, answer.text, isRepeated]).toEqual([200, known.text, true]);
  else if (model.decided.has(of)) expect([answer.status, answer.json.code]).toEqual([409, 'todo.notOpen']);
  else {
    expect([answer.status, isRepeated]).toEqual([200, false]);
    expect(answer.json.data).toMatchObject({ status: 'approved', approvedAmount: amounts[amount] });
    model.decided.add(of);
    model.kept.set(key, { loan: of, amount, text: answer.text });
  }
}

/** Two requests at once are answered as in one order or the other, except that one may be told to wait. */
function expectBoth(model: Model, given: Ask, answers: readonly Answered[]): void {
  const [first = expect.unreachable(), second = expect.unreachable()] = answers.toSorted((a, b) => rank(a) - rank(b));
  expectAnswer(model, given, first);
  if (second.json.code !== 'request.inFlight') expectAnswer(model, given, second);
}
const rank = ({ status, headers, json }: Answered): number =>
  status === 200 ? (headers['idempotent-replayed'] ? 1 : 0) : json.code === 'request.inFlight' ? 3 : 2;

const generic = '{"type":"about:blank","title":"Unauthorized","status":401}';

it('holds in 1,000 generated requests: nothing is taken twice, no key does two things, and what was done is answered again (T03)', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      runs += 1;
      site.advance(10_000);
      const loans = [await makeLoan(), await makeLoan()];
      const model: Model = { decided: new Set(), kept: new Map() };
      const sent: RequestMessage[] = [];
      const write = async ({ loan: of, key, amount }: Ask, more: { by?: House; idempotencyKey?: string } = {}) => {
        const { by = house, idempotencyKey = `"run-${runs}-${key}"` } = more;
        const body = { isApproved: true, decidedOn: '2020-01-02', amount: amounts[amount] };
        const message = await signed(by, { method: 'POST', path: `/partner/v1/loans/${loans[of]}/decision`, body, idempotencyKey });
        sent.push(message);
        return message;
      };
      const play: Readonly<Record<Exclude<Step['kind'], 'replay'>, (given: Ask) => Promise<void>>> = {
        ask: async (given) => expectAnswer(model, given, await send(door, await write(given))),
        twiceAtOnce: async (given) => {
          const both = [await write(given), await write(given)];
          expectBoth(model, given, await Promise.all(both.map((message) => send(door, message))));
        },
        copiesAtOnce: async (given) => {
          const message = await write(given);
          const answers = await Promise.all([message, message].map((copy) => send(door, copy)));
          expect(answers.filter(({ text }) => text === generic)).toHaveLength(1);
          for (const answer of answers) if (answer.text !== generic) expectAnswer(model, given, answer);
        },
        stranger: async (given) => expect(await send(door, await write(given, { by: other }))).toMatchObject({ status: 404, json: { code: 'record.missing' } }),
        badKey: async (given) =>
          expect(await send(door, await write(given, { idempotencyKey: '"two words"' }))).toMatchObject({ status: 400, json: { code: 'request.header' } }),
        noKey: async (given) => {
          const message = await write(given);
          sent.pop();
          const bare = { ...message, fields: message.fields.filter(([name]) => name !== 'idempotency-key') };
          expect(await send(door, bare)).toMatchObject({ status: 401, text: generic });
        },
      };
      for (const step of plan) {
        counted += 1;
        if (step.kind !== 'replay') await play[step.kind](step);
        else if (sent.length > 0) expect(await send(door, sent[step.of % sent.length] ?? expect.unreachable())).toMatchObject({ status: 401, text: generic });
      }
      const { records } = site.open().context;
      const after = await Promise.all(loans.map((id) => records.get(loan, id, { consistent: true })));
      expect(after.map(({ version }) => version)).toEqual(loans.map((_, of) => (model.decided.has(of) ? 2 : 1)));
    }),
    { numRuns: 170, seed: 20_260_903 },
  );
  expect(counted).toBeGreaterThanOrEqual(1000);
}, 240_000);
