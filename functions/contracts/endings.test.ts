import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { filing } from '../../shared/areas/contracts/filing.resource.ts';
import { subscription } from '../../shared/areas/contracts/subscription.resource.ts';
import { taxLine } from '../../shared/areas/contracts/tax-line.resource.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { unit } from '../../shared/areas/projects/unit.resource.ts';
import { RefusalError } from '../../shared/kit/errors.ts';
import type { FlowStatus, Flows } from '../kit/flows.ts';
import { change, create } from '../kit/records/write.ts';
import { stepsOf } from '../organisation/flow-steps.ts';
import { handler as amendContract } from './amend-contract.ts';
import { handler as archiveContract } from './archive-contract.ts';
import { handler as previewFees } from './preview-fees.ts';
import { handler as recompute } from './recompute-filings.ts';
import { run as redrive } from './redrive-flow.ts';
import { run as showFlow } from './show-flow.ts';
import { type Desk, desk, today } from './testing.ts';
import { handler as undoContract } from './undo-contract.ts';
import { handler as voidContract } from './void-contract.ts';

let at: Desk;
beforeAll(async () => {
  at = await desk();
});
afterAll(() => at.stop());
const post = (handler: typeof amendContract, id: string, verb: string, body: object) => at.call(handler, `/contracts/contract/${id}/${verb}`, body);

describe('an amendment', () => {
  const agreed = { text: '优惠', isAgreedByBuyer: true, isAgreedByDeveloper: true, signedOn: today };
  const amend = (id: string, more: object) => post(amendContract, id, 'amend', { ...agreed, ...more });

  it('is refused by the field that is wrong', async () => {
    const id = await at.contractAt('prepareFiling');
    const errors = async (more: object) => (await amend(id, more)).json.errors;
    expect(await errors({ isAgreedByBuyer: false })).toMatchObject({ isAgreedByBuyer: { key: 'check.mustHold' } });
    expect(await errors({ isAgreedByDeveloper: false })).toMatchObject({ isAgreedByDeveloper: { key: 'check.mustHold' } });
    expect(await errors({ signedOn: '2026-03-03' })).toMatchObject({ signedOn: { key: 'date.future' } });
    expect(await errors({ signedOn: '2026-03-01' })).toMatchObject({ signedOn: { key: 'filing.beforeSigning' } });
  });

  it('of the price before the fees are computed changes what they are computed from', async () => {
    const id = await at.contractAt('prepareFiling');
    expect((await amend(id, { price: 100_000_000 })).json.data).toMatchObject({ price: 100_000_000, status: 'signed' });
    const fees = await at.site.call(previewFees, { method: 'GET', path: `/contracts/contract/${id}/fees`, actor: at.staff });
    expect(fees.json.data).toMatchObject([
      { kind: 'stampTax', amount: 30_000 },
      { kind: 'tradingFee', amount: 26_664 },
    ]);
  });

  it('of the price changes the stamp tax until it is paid', async () => {
    const id = await at.contractAt('payTaxes');
    await amend(id, { price: 100_000_001, paymentMethod: 'commercialLoan' });
    const line = () => at.records.find(taxLine, 'kind', { contract: id, kind: 'stampTax' });
    expect(await line()).toMatchObject({ amount: 30_000, basis: '¥1,000,000.01 × 0.03%', status: 'due' });
    await at.pass(id, 'payTaxes');
    expect((await amend(id, { price: 90_000_000 })).json.errors).toMatchObject({ price: { key: 'amend.taxPaid' } });
    expect(await at.read(id)).toMatchObject({ price: 100_000_001, paymentMethod: 'commercialLoan' });
  });

  it('between buyer and bank comes too late once the copies are handed out; between loans it does not', async () => {
    const id = await at.contractAt('handToBuyer', { paymentMethod: 'commercialLoan' });
    expect((await amend(id, { paymentMethod: 'lumpSum' })).json.errors).toMatchObject({ paymentMethod: { key: 'amend.tooLate' } });
    expect((await amend(id, { paymentMethod: 'combinedLoan' })).json.data).toMatchObject({ paymentMethod: 'combinedLoan', status: 'filed' });
  });

  it('of the payment method comes too late after the hand-over', async () => {
    const id = await at.contractAt('archive');
    expect((await amend(id, { paymentMethod: 'commercialLoan' })).json.errors).toMatchObject({ paymentMethod: { key: 'amend.tooLate' } });
  });
});

describe('the archive', () => {
  it('takes a contract only with the locked scan of the filed contract of its project', async () => {
    const id = await at.contractAt('archive');
    await at.open(id, 'contract.archive', undefined, 'archivist');
    const archive = () => post(archiveContract, id, 'archive', { archiveNumber: 'DA-1', paperLocation: '3 架' });
    const paper = (more: object, status: string) => {
      const values = {
        project: at.home.id,
        subject: id,
        name: 'x.pdf',
        document: 'filedContract' as const,
        contentType: 'application/pdf',
        size: 1,
        sha256: 'a'.repeat(64),
      };
      return at.records.write([create(scan, { ...values, ...more }, { status })]);
    };
    await paper({}, 'uploading');
    await paper({ document: 'identity' }, 'kept');
    await paper({ project: at.elsewhere.id }, 'kept');
    expect((await archive()).json).toMatchObject({ status: 409, code: 'archive.scanMissing' });
    await paper({}, 'kept');
    expect((await archive()).json.data).toMatchObject({ status: 'archived', archiveNumber: 'DA-1', paperLocation: '3 架' });
  });
});

describe('voiding', () => {
  it('frees the unit, voids the papers and cancels what is open, in one write', async () => {
    const id = await at.contractAt('releaseFee');
    await at.ask(id, 'releaseFee');
    const before = await at.read(id);
    const { status } = await post(voidContract, id, 'void', { reason: '买受人放弃' });
    expect(status).toBe(200);
    const consistent = { consistent: true };
    expect((await at.records.get(unit, before.unit, consistent)).status).toBe('available');
    expect((await at.records.get(subscription, before.subscription, consistent)).status).toBe('void');
    expect(await at.records.find(filing, 'live', { contract: id })).toBeUndefined();
    for (const kind of ['stampTax', 'tradingFee']) expect(await at.records.find(taxLine, 'kind', { contract: id, kind })).toMatchObject({ status: 'void' });
    expect(await at.records.find(todo, 'step', { subject: id, step: 'contract.releaseFee', part: '-' })).toMatchObject({ status: 'cancelled' });
    expect((await post(voidContract, id, 'void', { reason: '再来' })).json).toMatchObject({ status: 409, code: 'record.state' });
  });

  it('leaves what was paid as it was', async () => {
    const id = await at.contractAt('bookInvoice');
    expect((await post(voidContract, id, 'void', { reason: '退房' })).status).toBe(200);
    expect(await at.records.find(taxLine, 'kind', { contract: id, kind: 'stampTax' })).toMatchObject({ status: 'paid', amount: 36_900 });
  });

  it('is followed by the flow, which cancels a to-do that was opened meanwhile; doing it twice changes nothing', async () => {
    const id = await at.contractAt('review');
    await at.ask(id, 'review', 'sales');
    const step = { subject: id, step: 'contract.review', part: 'sales' };
    const { id: opened = '' } = (await at.records.find(todo, 'step', step)) ?? {};
    await undoContract({ contract: id });
    await undoContract({ contract: id });
    expect(await at.records.get(todo, opened, { consistent: true })).toMatchObject({ status: 'cancelled', outcome: { error: 'contract.voided' }, version: 2 });
  });

  it('is told to a flow that asks for the next step', async () => {
    const id = await at.contractAt('draft');
    await post(voidContract, id, 'void', { reason: '买受人放弃' });
    // Lambda reports the name of an error; the flow's Catch waits for this one.
    await expect(at.ask(id, 'draft')).rejects.toMatchObject({ name: 'contract.voided' });
  });
});

describe('the flow of a contract', () => {
  const status: FlowStatus = { status: 'FAILED', startedAt: '2026-03-02T01:00:00.000Z', error: 'todo.cancelled', redriveCount: 0, canRedrive: true };
  const flowsWith = (found: FlowStatus | undefined) => {
    const redriven: string[] = [];
    const flows: Flows = {
      machine: () => 'arn:aws:states:us-east-1:1:stateMachine:filing',
      start: async () => '',
      succeed: async () => 'gone',
      fail: async () => 'gone',
      describe: async () => found,
      history: async () => [{ id: 2, previousId: 0, type: 'TaskStateEntered', at: status.startedAt, detail: { name: 'Draft' } }],
      redrive: async (arn) => void redriven.push(arn),
    };
    return { flows, redriven };
  };

  it('is resumed only where it has failed, and the contract keeps who did it', async () => {
    const id = await at.contractAt('draft');
    const context = at.site.open().context;
    for (const found of [undefined, { ...status, canRedrive: false }])
      await expect(redrive({ input: {}, id, context: { ...context, flows: flowsWith(found).flows } })).rejects.toMatchObject({ code: 'flow.notFailed' });
    const failed = flowsWith(status);
    const { writes } = await redrive({ input: {}, id, context: { ...context, flows: failed.flows } });
    expect(failed.redriven).toEqual([`arn:aws:states:us-east-1:1:execution:filing:${id}`]);
    expect(writes).toMatchObject([{ event: 'contract.flowResumed', id }]);
  });

  it('is shown with its steps and to-dos, also before it has started', async () => {
    const id = await at.contractAt('draft');
    await at.ask(id, 'draft');
    const shown = async (found: FlowStatus | undefined) =>
      (await showFlow({ input: {}, id, context: { ...at.site.open().context, flows: flowsWith(found).flows } })).body;
    expect(await shown(undefined)).toMatchObject({ status: 'NOT_STARTED', canRedrive: false });
    expect(await shown(status)).toMatchObject({
      status: 'FAILED',
      error: 'todo.cancelled',
      canRedrive: true,
      steps: [{ state: 'Draft', status: 'current' }],
      todos: [{ step: 'contract.draft', status: 'open' }],
    });
    await expect(showFlow({ input: {}, id: 'ctr_0000000000000000000000', context: at.site.open().context })).rejects.toBeInstanceOf(RefusalError);
  });

  it('counts a state that was entered again by its last visit, and tells the error of the one that failed', () => {
    const event = (id: number, previousId: number, type: string, detail: object = {}) => ({ id, previousId, type, at: `t${id}`, detail: { ...detail } });
    const steps = stepsOf([
      event(1, 0, 'ExecutionStarted'),
      event(2, 1, 'TaskStateEntered', { name: 'Draft' }),
      event(3, 2, 'TaskStateExited', { name: 'Draft' }),
      event(4, 3, 'ParallelStateEntered', { name: 'Review' }),
      event(5, 4, 'TaskStateEntered', { name: 'SalesReview' }),
      event(6, 5, 'TaskFailed', { error: 'todo.cancelled' }),
      event(7, 6, 'TaskStateEntered', { name: 'Draft' }),
    ]);
    expect(steps).toEqual([
      { state: 'Review', status: 'current', at: 't4' },
      { state: 'SalesReview', status: 'failed', at: 't6', error: 'todo.cancelled' },
      { state: 'Draft', status: 'current', at: 't7' },
    ]);
  });
});

it('a provisional day of pick-up becomes firm once its year is published, and no sooner', async () => {
  const [firm, open] = [await at.contractAt('submit'), await at.contractAt('submit')];
  for (const id of [firm, open]) await at.pass(id, 'submit');
  const formOf = async (contract: string) => (await at.records.find(filing, 'live', { contract })) ?? expect.unreachable();
  const put = async (id: string, changes: object) =>
    at.records.write([change(filing, await formOf(id), { isProvisional: true, ...changes }, { event: 'filing.changed' })]);
  await put(firm, { submittedOn: '2025-09-28', pickUpOn: '2025-10-06' });
  await put(open, { submittedOn: '2199-01-01', pickUpOn: '2199-01-09' });
  expect(await recompute({})).toEqual({ looked: 2 });
  expect(await formOf(firm)).toMatchObject({ pickUpOn: '2025-10-13' });
  expect(await formOf(firm)).not.toHaveProperty('isProvisional');
  expect(await formOf(open)).toMatchObject({ pickUpOn: '2199-01-09', isProvisional: true });
  expect(await recompute({})).toEqual({ looked: 1 });
});
