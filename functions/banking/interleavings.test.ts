import fc from 'fast-check';
import { expect, it } from 'vitest';
import { caseMaterial } from '../../shared/areas/banking/case-material.resource.ts';
import { type Disbursement, disbursement } from '../../shared/areas/banking/disbursement.resource.ts';
import { type Loan, loan } from '../../shared/areas/banking/loan.resource.ts';
import { atBank, openLoan } from '../../shared/areas/banking/loan-states.ts';
import { mortgageCase } from '../../shared/areas/banking/mortgage-case.resource.ts';
import { signingMatter } from '../../shared/areas/banking/signing-matter.resource.ts';
import { buyerAccount } from '../../shared/areas/finance/buyer-account.resource.ts';
import { invoice } from '../../shared/areas/finance/invoice.resource.ts';
import { type Account, accounts } from '../../shared/areas/finance/kinds.ts';
import { balancesOf, isBalanced } from '../../shared/areas/finance/ledger.ts';
import { receipt } from '../../shared/areas/finance/receipt.resource.ts';
import { receivable } from '../../shared/areas/finance/receivable.resource.ts';
import { operations } from '../../shared/areas/index.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { type Branch, branch, price, type Said } from './fixture/branch.ts';
import { givePapers, goOn, inputOf, refuseAfterRelease } from './fixture/plays.ts';
import { isLive } from './loans.ts';

/** One thing that happens: what, to which of the records it may happen to, and how. */
type Happening = readonly [what: number, which: number, how: number];
const happening: fc.Arbitrary<Happening> = fc.tuple(fc.nat(9999), fc.nat(19), fc.nat(19));

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];
const dayMs = 86_400_000;

/** Amounts that a bank may say, right and wrong. */
const amounts = (left: number, how: number): number => [left, Math.floor(left / 2), left + 1, 1, 0][how % 5] ?? left;

/** What may happen, and how often: partners, staff, the stream and the clock, in any order, also twice, late or wrong. */
const kinds: readonly { readonly weight: number; happen(at: Branch, which: number, how: number): Promise<Said | undefined> }[] = [
  { weight: 30, happen: (at, which) => relaySome(at, which % 4) },
  { weight: 4, happen: async (at, which) => void (await retell(at, which)) },
  { weight: 28, happen: (at, which, how) => answerStep(at, which, how) },
  { weight: 8, happen: async (at) => void (await givePapers(at)) },
  { weight: 16, happen: (at, which, how) => fromBank(at, which, how) },
  { weight: 8, happen: (at, which, how) => judge(at, which, how) },
  { weight: 5, happen: (at, which, how) => pay(at, which, how) },
  { weight: 6, happen: (at, which, how) => law(at, which, how) },
  { weight: 6, happen: (at, which, how) => takeBack(at, which, how) },
  { weight: 4, happen: async (at, which) => void (await passTime(at, which)) },
];
const course = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind));

async function relaySome(at: Branch, most: number): Promise<undefined> {
  for (let left = most; left >= 0 && (await at.relayNext()); left -= 1);
}

/** An event that the flows have heard of comes again. */
async function retell(at: Branch, which: number): Promise<void> {
  const event = pick(at.office.stream.slice(0, at.heard()), which);
  if (event) await at.tell(event);
}

/** Staff do an open step, or one that is long done, in one of several ways. */
async function answerStep(at: Branch, which: number, how: number): Promise<Said | undefined> {
  const steps = at.office.all(todo);
  const step = pick(how % 4 === 0 ? steps : steps.filter(({ status }) => status === 'open'), which);
  if (!step) return undefined;
  const right = inputOf(at, step);
  const other: Readonly<Record<string, object>> = {
    'mortgageCase.checkMaterials': how % 3 === 0 ? { isComplete: false, reason: '缺件' } : {},
    'mortgageCase.remedy': [{}, {}, { remedy: 'terminate', fault: 'nobody' }, { remedy: 'changePayment', isAgreed: true }][how % 4] ?? {},
    'mortgageCase.refund': how % 5 === 1 ? { transfers: [] } : {},
    'loan.decide': how % 4 === 1 ? { isApproved: false, refusal: '负债' } : {},
    'loan.disburse': how % 3 === 1 ? { amount: amounts(Number(Reflect.get(right, 'amount')), how) } : {},
  };
  return at.ask(step.step, step.subject, { ...right, ...other[step.step] });
}

/** The buyer pays a part of the own share of the price, or taxes: in parts, at once, or too much. */
async function pay(at: Branch, which: number, how: number): Promise<Said | undefined> {
  if (at.theCase().status === 'terminated') return undefined;
  const kind = which % 3 === 0 ? 'tax' : 'housePrice';
  const debts = at.office.all(receivable).filter((debt) => debt.kind === kind && debt.status !== 'void');
  const amount = amounts(sum(debts.map((debt) => debt.amount - debt.paid)), how);
  const movement = { amount, receivedOn: at.today(), bank: at.ids.icbc, serial: `B${at.office.stream.length}` };
  return at.ask('receipt.record', '', { contract: at.ids.deal, kind, ...movement });
}

/** A bank says something of a loan: of its own or another's, in time or late, the same or another thing than staff have said. */
async function fromBank(at: Branch, which: number, how: number): Promise<Said | undefined> {
  const item = pick(at.loans(), which);
  if (!item) return undefined;
  const house = how % 7 === 0 ? at.partners.icbc : item.kind === 'commercial' ? at.partners[item.bank === at.ids.ccb ? 'ccb' : 'icbc'] : at.partners.fund;
  const says = [
    ['loan.decide', {}],
    ['loan.decide', { isApproved: false, refusal: '征信' }],
    ['loan.askMaterials', { materials: [{ name: '流水', copies: 1 }] }],
    ['loan.sign', {}],
    ['loan.disburse', { amount: amounts((item.approvedAmount ?? 0) - item.disbursed, how), serial: `S${how % 4}` }],
  ] as const;
  const [name, more] = says[how % says.length] ?? says[0];
  return at.ask(name, item.id, name === 'loan.askMaterials' ? more : { ...inputOf(at, { step: name, subject: item.id }), ...more }, house);
}

/** The bank of a paper, another bank, or staff for it accept the paper or send it back. */
async function judge(at: Branch, which: number, how: number): Promise<Said | undefined> {
  const paper = pick(at.office.all(caseMaterial), which);
  const own = paper?.bank === at.ids.fund ? at.partners.fund : paper?.bank === at.ids.icbc ? at.partners.icbc : at.partners.ccb;
  const who = [at.partners.icbc, at.staff, own, own, own][how % 5];
  return paper && at.ask('caseMaterial.judge', paper.id, { isAccepted: how % 3 !== 0, reason: '不清晰' }, who);
}

async function law(at: Branch, which: number, how: number): Promise<Said | undefined> {
  const matter = pick(at.office.all(signingMatter), which);
  const item = pick(at.loans(), which);
  if (how % 5 === 0 || !matter) return item && at.ask('signingMatter.assign', '', { loan: item.id, lawFirm: at.ids.firm, documents: ['finalText'] });
  const today = at.today();
  const handed = { on: today, items: '借款合同', receiver: '李律师' };
  const says = [
    ['fileOpinion', { isFavourable: how % 3 !== 0, opinion: '意见', opinedOn: today }],
    ['confirmSigning', { mode: 'online', confirmedOn: today }],
    ['passPapers', handed],
    ['returnPapers', handed],
  ] as const;
  const [name, input] = says[how % says.length] ?? says[0];
  return at.ask(`signingMatter.${name}`, matter.id, input, at.partners.firm);
}

/** Finance takes back what was posted, or an invoice, of a release or of what the buyer has paid; rightly, or without its red-letter invoice. */
async function takeBack(at: Branch, which: number, how: number): Promise<Said | undefined> {
  const red = how % 4 === 0 ? {} : { redNumber: `HZ-${at.office.stream.length}`, redOn: at.today() };
  const papers = at.office.all(invoice);
  if (how % 3 === 0) return pick(papers, which) && at.ask('invoice.void', pick(papers, which)?.id ?? '', { reason: '有误', ...red });
  const postings = at.office.all(receipt).filter(({ entry }) => ['receipt', 'disbursement', 'reversal'].includes(entry));
  const posting = postings.length > 0 ? pick(postings.toReversed(), which) : undefined;
  const isInvoiced = papers.some((paper) => paper.receipt === posting?.id && isOneOf(['issued', 'collected'], paper.status));
  return posting && at.ask('receipt.reverse', posting.id, { reason: '有误', ...(isInvoiced ? red : {}) });
}

async function passTime(at: Branch, days: number): Promise<void> {
  at.office.advance(days * dayMs);
  await at.remindAll();
}

/** Moves that a state machine has, as `from→to`. */
const movesOf = ({ states }: ResourceDefinition): ReadonlySet<string> =>
  new Set([...(states?.moves ?? []), ...Object.values(states?.transitions ?? {})].flatMap(({ from, to }) => from.map((state) => `${state}→${to}`)));
const followed = [mortgageCase, loan, caseMaterial, signingMatter, disbursement, todo, invoice, receivable] as const;
const moves = new Map<string, ReadonlySet<string>>(followed.map((resource) => [resource.name, movesOf(resource)]));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Asked some million times, so that it is cheaper than a matcher. */
function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`expected ${what}`);
}
const isOneOf = (states: readonly string[], status: string): boolean => states.includes(status);
const withoutOpenLoans = ['refused', 'planning', 'paidOtherwise', 'terminating', 'terminated'];

/** Everything that must hold after whatever has happened. */
function mustBeLegal(at: Branch, from: number): void {
  for (const { resource, before, after } of at.office.stream.slice(from)) {
    const move = `${before?.status}→${after?.status}`;
    if (before && before.status !== after?.status) must(moves.get(resource)?.has(move) ?? true, `a move of ${resource}, got ${move}`);
  }
  const item = at.theCase();
  const live = at.loans().filter(({ status }) => isLive({ status }));
  for (const one of at.loans()) mustAddUp(one, at.releases());
  must(new Set(live.map(({ kind }) => kind)).size === live.length, 'one live loan of a kind');
  must(item.total <= price, 'loans within the price');
  if (isOneOf(['settled', 'archived'], item.status))
    must(live.length > 0 && live.every(({ status }) => status === 'settled'), 'every loan of a settled case to be settled');
  if (isOneOf(withoutOpenLoans, item.status)) must(!live.some(({ status }) => isOneOf(openLoan, status)), `no open loan in a case that is ${item.status}`);
  if (item.round === 1 && isOneOf(['planning', 'collecting', 'checking'], item.status))
    must(!live.some(({ status }) => isOneOf(atBank, status)), 'no loan at a bank before the papers are complete');
  mustWaitForPapers(at);
  mustBalance(at);
  mustHold(at);
  mustPoint(at);
}

/** A release points to a posting that stands, of its own amount and serial number, and to the invoice that stands for it; or to nothing. */
function mustPoint(at: Branch): void {
  const postings = new Map(at.office.all(receipt).map((posting) => [posting.id, posting]));
  const papers = new Map(at.office.all(invoice).map((paper) => [paper.id, paper]));
  for (const { status, receipt: of, invoice: by, amount, serial } of at.releases()) {
    const posting = postings.get(of ?? '');
    const paper = papers.get(by ?? '');
    must((status === 'reported') === !of && (of === undefined || posting?.status === 'posted'), `a posting that stands behind a release that is ${status}`);
    if (posting) must(posting.amount === amount && posting.serial === serial, 'the posting of a release to be of its amount');
    must(isOneOf(['reported', 'booked'], status) === !by, `an invoice of a release that is ${status}`);
    if (by) must(paper?.receipt === of && paper?.status === (status === 'invoiced' ? 'issued' : 'collected'), 'an invoice that stands for the posting');
  }
  for (const { status, receipt: of } of papers.values())
    if (isOneOf(['issued', 'collected'], status)) must(postings.get(of)?.status === 'posted', 'no invoice for a posting that was reversed');
}

/** A paper that was sent back keeps its bank from deciding, until it is given again. */
function mustWaitForPapers(at: Branch): void {
  const statusOf = new Map(at.loans().map(({ id, status }) => [id, status]));
  for (const { loan: lent, status } of at.office.all(caseMaterial))
    must(status !== 'rejected' || isOneOf(['materialsAsked', 'withdrawn'], statusOf.get(lent) ?? ''), `no paper sent back of a loan ${statusOf.get(lent)}`);
}

function mustAddUp(one: Loan, releases: readonly Disbursement[]): void {
  const own = releases.filter((release) => release.loan === one.id);
  const approved = one.approvedAmount ?? 0;
  must(one.disbursed === sum(own.map(({ amount }) => amount)), 'a loan to have what was released');
  must(one.reconciled === sum(own.map(({ amount, status }) => (status === 'reconciled' ? amount : 0))), 'a loan to have what was reconciled');
  must(one.disbursed <= approved && approved <= one.amount, 'no more than was approved and applied for');
  if (one.status === 'settled') must(one.disbursed === approved && one.reconciled === approved, 'all the money of a settled loan');
  if (one.status === 'repaid') must(own.length > 0 && own.every(({ status }) => status !== 'reported'), 'what was paid back to be booked');
  else if (!isLive(one)) must(own.length === 0, 'no money of a loan that is refused or withdrawn');
}

/** The ledger holds what was booked, once, and every posting balances. */
function mustBalance(at: Branch): void {
  const postings = at.office.all(receipt);
  for (const { lines, amount } of postings) must(isBalanced(lines) && sum(lines.map(({ debitFen }) => debitFen)) === amount, 'a balanced posting');
  const booked = at.releases().filter(({ status }) => status !== 'reported');
  const released = postings.filter(({ entry, status }) => entry === 'disbursement' && status === 'posted');
  must(released.length === booked.length, 'a posting that stands for each booked release');
  for (const { id, amount, serial, bank } of released)
    must(booked.filter((x) => x.receipt === id && x.amount === amount && x.serial === serial && x.bank === bank).length === 1, 'the posting of one release');
}

/** The buyer's account is the sum of its postings, never below zero; once the contract is ended, nothing of anybody is left. */
function mustHold(at: Branch): void {
  const postings = at.office.all(receipt);
  const balances = balancesOf(postings.map(({ lines }) => lines));
  const account = at.office.all(buyerAccount)[0];
  const isOver = at.theCase().status === 'terminated';
  for (const name of Object.keys(accounts) as Account[]) {
    const held = (name === 'bankDeposit' ? 1 : -1) * (balances[name] ?? 0);
    must(held === (account?.[name] ?? 0) || (held === 0 && !account), `${name} of the account to be that of its postings`);
    must(isOver ? held === 0 : held >= 0, `${isOver ? 'nothing' : 'no less than nothing'} in ${name}, got ${held}`);
  }
  for (const { paid, amount } of at.office.all(receivable)) must(isOver ? paid === 0 : paid >= 0 && paid <= amount, 'what is paid within what is owed');
  const back = postings.filter(({ entry, kind }) => entry === 'refund' && kind === 'loan');
  const repaid = at.loans().filter(({ status }) => status === 'repaid');
  must(sum(back.map(({ amount }) => amount)) === sum(repaid.map(({ disbursed }) => disbursed)), 'the money of a loan to go back to its bank');
  if (isOver) must(!at.loans().some(isLive), 'no live loan of an ended contract');
}

const refusals = [
  'refund.unbooked',
  'todo.notOpen',
  'record.state',
  'record.missing',
  'request.invalid',
  'material.missing',
  'signing.notConfirmed',
  'signing.unfavourable',
  'field.taken',
  'ledger.aboveBalance',
  'ledger.aboveDue',
  'ledger.isReversal',
  'release.archived',
  'invoice.reconciled',
];

/** A refusal leaves everything as it was; what is done is one transaction more. */
async function happen(at: Branch, [what, which, how]: Happening): Promise<void> {
  const before = at.office.stream.length;
  const said = await pick(course, what)?.happen(at, which, how);
  if (said?.code) {
    must(at.office.stream.length === before, `nothing written by a refusal (${said.code})`);
    must(isOneOf(refusals, said.code), `a refusal that was thought of, got ${said.code}`);
  }
  mustBeLegal(at, before);
}

/** What remains is done rightly: the case must come to an end, whatever has happened, with no flow left behind. */
async function mustEnd(at: Branch): Promise<void> {
  for (const matter of at.office.all(signingMatter)) {
    await at.ask('signingMatter.fileOpinion', matter.id, { isFavourable: true, opinion: '可', opinedOn: at.today() });
    await at.ask('signingMatter.confirmSigning', matter.id, { mode: 'onSite', confirmedOn: at.today() });
  }
  const from = at.office.stream.length;
  await goOn(at);
  mustBeLegal(at, from);
  expect(['archived', 'paidOtherwise', 'terminated']).toContain(at.theCase().status);
  if (at.theCase().status === 'terminated') expect(new Set(at.office.all(receivable).map(({ status }) => status))).toEqual(new Set(['void']));
  const left = [...at.flows.runs].filter(([, { status }]) => status !== 'SUCCEEDED');
  expect(left.map(([name, { status, error }]) => `${name} ${status} ${error ?? ''}`)).toEqual([]);
}

it('whatever banks, law firms, staff, the stream and the clock do in whatever order, a case stays legal, its ledger balanced, and comes to an end', async () => {
  expect(Object.keys(operations)).toContain('loan.decide');
  let [count, done, rounds, repaid, sentBack, reopened] = [0, 0, 0, 0, 0, 0];
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.nat(7), fc.array(happening, { minLength: 30, maxLength: 110, size: 'max' }), async (start, happenings) => {
      const at = await branch();
      if (start === 0) await refuseAfterRelease(at);
      if (start === 1) await goOn(at, 'disbursement.reconcile');
      if (start === 2) await goOn(at, 'mortgageCase.archive');
      for (const one of happenings) await happen(at, one);
      await mustEnd(at);
      count += happenings.length;
      done += at.office.stream.length;
      repaid += at.loans().filter(({ status }) => status === 'repaid').length;
      sentBack += at.office.stream.filter(({ resource, after }) => resource === 'caseMaterial' && after?.status === 'rejected').length;
      reopened += at.office.stream.filter(
        ({ resource, before, after }) => resource === 'mortgageCase' && before?.status === 'settled' && after?.status === 'lending',
      ).length;
      rounds = Math.max(rounds, at.theCase().round);
      ends.set(at.theCase().status, (ends.get(at.theCase().status) ?? 0) + 1);
    }),
    { numRuns: Number(process.env.INTERLEAVINGS ?? 2000) },
  );
  // The runs reach every end, or they would show little.
  expect([...ends.keys()].toSorted()).toEqual(['archived', 'paidOtherwise', 'terminated']);
  expect(rounds).toBeGreaterThan(1);
  expect(repaid).toBeGreaterThan(0);
  expect(sentBack).toBeGreaterThan(0);
  expect(reopened).toBeGreaterThan(0);
  expect(done).toBeGreaterThan(count / 2);
}, 600_000);
