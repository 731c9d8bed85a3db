import { describe, expect, it } from 'vitest';
import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { type Branch, branch, today } from './fixture/branch.ts';
import { doStep, goOn, inputOf } from './fixture/plays.ts';

/** A case of one commercial loan that has come to a step, with the release that it is about. */
const at = async (step?: string) => {
  const office = await branch({ loanType: 'commercialLoan' });
  await goOn(office, step);
  const release = () => office.releases()[0] ?? expect.unreachable();
  const postings = () => office.office.all(receipt).filter(({ entry }) => entry === 'disbursement');
  const reverse = async (more: object = {}) => {
    const said = await office.ask('receipt.reverse', postings().at(-1)?.id ?? '', { reason: '记错金额', ...more });
    await office.relayAll();
    return said;
  };
  return { office, release, postings, reverse };
};
const red = (redNumber: string, redOn = today) => ({ redNumber, redOn });
const steps = (office: Branch) => office.openSteps().map(({ step }) => step);
const papers = (office: Branch) => office.office.all(invoice).map(({ status, number, redNumber }) => [status, number, redNumber]);
const ended = (office: Branch) => new Set([...office.flows.runs.values()].map(({ status }) => status));
const owed = (office: Branch) => office.office.all(receivable).find(({ kind }) => kind === 'loan');

describe('a reversed posting takes its release back to where it is not booked', () => {
  it.each(['disbursement.invoice', 'disbursement.collect', 'disbursement.reconcile'])('from %s, and the case goes on to the archive', async (step) => {
    const { office, release, postings, reverse } = await at(step);
    const isCollected = step === 'disbursement.reconcile';
    expect(await reverse(isCollected ? red('HZ-1') : {})).toMatchObject({ data: { entry: 'reversal' } });
    expect(release()).toMatchObject({ status: 'reported', slip: office.ids.slip });
    for (const name of ['receipt', 'invoice', 'bookedOn', 'collectedOn', 'receiver'] as const) expect(release()[name]).toBeUndefined();
    expect(steps(office)).toEqual(['disbursement.book']);
    expect(owed(office)).toMatchObject({ paid: 0, status: 'open' });
    await doStep(office, { step: 'disbursement.book', subject: release().id });
    const [, again] = postings();
    expect(release()).toMatchObject({ status: 'booked', receipt: again?.id });
    await doStep(office, { step: 'disbursement.invoice', subject: release().id }, { number: 'FP-2' });
    await goOn(office);
    expect(office.theCase().status).toBe('archived');
    const old = step === 'disbursement.invoice' ? [] : [isCollected ? ['red', expect.any(String), 'HZ-1'] : ['void', expect.any(String), undefined]];
    expect(papers(office)).toEqual([...old, ['collected', 'FP-2', undefined]]);
    expect(office.office.all(invoice).at(-1)?.receipt).toBe(again?.id);
    expect(ended(office)).toEqual(new Set(['SUCCEEDED']));
  });

  it('after the reconciliation: the loan is not settled and the case leaves the archivist until the release is reconciled anew', async () => {
    const { office, release, reverse } = await at('mortgageCase.archive');
    expect(await reverse(red('HZ-1'))).toMatchObject({ data: { entry: 'reversal' } });
    expect(release()).toMatchObject({ status: 'reported', round: 2 });
    expect([office.theCase().status, office.theCase().settledOn, office.loans()[0]?.status, office.loans()[0]?.reconciled]).toEqual([
      'lending',
      undefined,
      'disbursed',
      0,
    ]);
    expect(steps(office)).toEqual(['disbursement.book']);
    expect(await office.ask('mortgageCase.archive', office.theCase().id, { archiveNumber: 'AJ-1', paperLocation: '库房' })).toEqual({ code: 'todo.notOpen' });
    await doStep(office, { step: 'disbursement.book', subject: release().id });
    await doStep(office, { step: 'disbursement.invoice', subject: release().id }, { number: 'FP-2' });
    await goOn(office, 'mortgageCase.archive');
    expect([office.theCase().status, office.loans()[0]?.status, office.loans()[0]?.reconciled]).toEqual(['settled', 'settled', 60_000_000]);
    await goOn(office);
    expect(office.theCase().status).toBe('archived');
    expect(ended(office)).toEqual(new Set(['SUCCEEDED']));
    expect(await reverse(red('HZ-2'))).toEqual({ code: 'release.archived' });
  });

  it('while the case waits for its other loan', async () => {
    const office = await branch();
    await goOn(office, 'loan.disburse');
    const [first] = office.openSteps().filter(({ step }) => step === 'loan.disburse');
    await doStep(office, first ?? expect.unreachable());
    const release = office.releases()[0]?.id ?? '';
    for (const name of ['book', 'invoice', 'collect', 'reconcile']) await doStep(office, { step: `disbursement.${name}`, subject: release });
    const posting = office.office.all(receipt)[0]?.id ?? '';
    await office.ask('receipt.reverse', posting, { reason: '记错', ...red('HZ-1') });
    await office.relayAll();
    for (let left = 40; office.openSteps().some(({ subject }) => subject !== release) && left > 0; left -= 1)
      await doStep(office, office.openSteps().find(({ subject }) => subject !== release) ?? expect.unreachable());
    expect([office.theCase().status, steps(office)]).toEqual(['lending', ['disbursement.book']]);
    await doStep(office, { step: 'disbursement.book', subject: release });
    await doStep(office, { step: 'disbursement.invoice', subject: release }, { number: 'FP-2' });
    await goOn(office);
    expect(office.theCase().status).toBe('archived');
    expect(ended(office)).toEqual(new Set(['SUCCEEDED']));
  });

  it('also where the flow has not opened the next step yet', async () => {
    const { office, release, postings, reverse } = await at('disbursement.invoice');
    await office.ask('disbursement.invoice', release().id, inputOf(office, { step: 'disbursement.invoice', subject: release().id }));
    await office.ask('receipt.reverse', postings()[0]?.id ?? '', { reason: '记错' });
    await office.relayAll();
    expect([release().status, steps(office)]).toEqual(['reported', ['disbursement.book']]);
    expect(await reverse()).toEqual({ code: 'record.state' });
  });
});

describe('the invoice of a reversed posting', () => {
  it('is red-lettered once the buyer has it: number and day are asked for, and of no posting without one', async () => {
    const { office, release, reverse } = await at('disbursement.reconcile');
    expect(await reverse()).toMatchObject({ field: 'redNumber', key: 'invoice.redNeeded' });
    expect(await reverse({ redNumber: 'HZ-1' })).toMatchObject({ field: 'redOn', key: 'invoice.redNeeded' });
    expect(await reverse(red('HZ-1', '2026-03-03'))).toMatchObject({ field: 'redOn', key: 'date.future' });
    expect(await reverse(red('HZ-1', '2026-03-01'))).toMatchObject({ field: 'redOn', key: 'invoice.beforeIssue' });
    expect(release().status).toBe('collected');
    const other = await at('disbursement.invoice');
    expect(await other.reverse(red('HZ-1'))).toMatchObject({ field: 'redNumber', key: 'invoice.noneToRed' });
    expect(other.release().status).toBe('booked');
    expect(steps(office)).toEqual(['disbursement.reconcile']);
  });

  it('taken back alone leaves the money where it is and the release to be invoiced again', async () => {
    for (const step of ['disbursement.collect', 'disbursement.reconcile']) {
      const { office, release } = await at(step);
      const take = (more: object) => office.ask('invoice.void', release().invoice ?? '', { reason: '抬头有误', ...more });
      if (step === 'disbursement.reconcile') expect(await take({})).toMatchObject({ field: 'redNumber', key: 'invoice.redNeeded' });
      expect(await take(red('HZ-1'))).toMatchObject({ data: { status: 'red', redNumber: 'HZ-1' } });
      await office.relayAll();
      expect([release().status, release().invoice, steps(office)]).toEqual(['booked', undefined, ['disbursement.invoice']]);
      await doStep(office, { step: 'disbursement.invoice', subject: release().id }, { number: 'FP-2' });
      await goOn(office, 'mortgageCase.archive');
      expect(office.theCase().status).toBe('settled');
      expect(await office.ask('invoice.void', release().invoice ?? '', { reason: '再改', ...red('HZ-2') })).toEqual({ code: 'invoice.reconciled' });
    }
  });
});

describe('money of a release that is posted already', () => {
  it('is not posted twice: the slip takes the posting, and the invoice that was made out for it', async () => {
    const { office, release, postings } = await at('disbursement.book');
    const { amount, bank, serial, valueOn } = release();
    const money = { contract: office.ids.deal, kind: 'loan', amount, bank, serial, receivedOn: valueOn };
    const { data } = await office.ask('receipt.record', '', money);
    await doStep(office, { step: 'disbursement.book', subject: release().id });
    expect([release().receipt, postings()]).toEqual([data?.id, []]);
    const made = await office.ask('invoice.issue', '', { receipt: data?.id, number: 'FP-9', issuedOn: today });
    await doStep(office, { step: 'disbursement.invoice', subject: release().id }, { number: 'FP-9' });
    expect(release().invoice).toBe(made.data?.id);
    await goOn(office);
    expect(office.theCase().status).toBe('archived');
    expect(owed(office)).toMatchObject({ paid: 60_000_000 });
  });

  it('of another amount or contract is refused by its serial number', async () => {
    const { office, release } = await at('disbursement.book');
    const { bank, serial, valueOn } = release();
    await office.ask('receipt.record', '', { contract: office.ids.deal, kind: 'loan', amount: 1, bank, serial, receivedOn: valueOn });
    expect(await doStep(office, { step: 'disbursement.book', subject: release().id })).toEqual({ code: 'field.taken' });
  });
});
