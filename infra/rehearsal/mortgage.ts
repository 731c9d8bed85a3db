import { type Followed, follow, must, RehearsalError } from './case.ts';
import { bankCounter, lawyerDesk, lawyerSteps, proven, type SeenLoan } from './counter.ts';
import { payOut } from './money.ts';
import { followLoan, type LoanRow, type Mortgage, type MortgageStage, tell } from './mortgage-stage.ts';
import { keepPaper } from './papers.ts';

type Paper = { readonly id: string; readonly loan: string; readonly name: string; readonly status: string };

const [desk, archivist] = ['wangfang', 'tangxin'];
const terms = {
  commercial: { kind: 'commercial', termMonths: 360, rate: 31_000, method: 'equalInstalment' },
  providentFund: { kind: 'providentFund', termMonths: 240, rate: 26_000, method: 'equalPrincipal' },
} as const;

/**
 * A combined loan from the hand-over of its contract to the archive, staff through the API and the houses through their signed door:
 * the first bank refuses, the second asks for more papers, pays in two releases, and one posting is reversed.
 *
 * @returns every flow that the case had: its own, one of each loan, one of each release
 */
export async function playMortgage(stage: MortgageStage, contract: string): Promise<Followed[]> {
  const mortgage = await openMortgage(stage, contract);
  const [refused] = await applyAt(mortgage, 'icbc');
  await refuse(mortgage, refused);
  const [commercial, fund] = await applyAt(mortgage, 'ccb');
  const matter = await assignLawyer(mortgage, commercial);
  await review(mortgage, { commercial, fund });
  await seeToSigning(mortgage, matter);
  await signAndRegister(mortgage, [
    ['ccb', commercial],
    ['fund', fund],
  ]);
  const releases = [
    ...(await payOut(mortgage, { bank: 'ccb', loan: commercial, parts: 2 })),
    ...(await payOut(mortgage, { bank: 'fund', loan: fund, parts: 1 })),
  ];
  must(await mortgage.theCase.step(archivist, 'archive', { archiveNumber: `AJ-${stage.mark}`, paperLocation: '二号库房 1 架 3 层' }), 'archive');
  const loans = (await loansOf(mortgage)).map(({ id }) => followLoan(mortgage, id));
  await ended([mortgage.theCase, ...releases]);
  return [mortgage.theCase, ...loans, ...releases];
}

/** The case opens by itself with the hand-over. */
async function openMortgage(stage: MortgageStage, contract: string): Promise<Mortgage> {
  const { office, houses, report } = stage;
  const [row] = must(await office.as(desk).get<{ id: string }[]>('/banking/mortgage-case', { index: 'byContract', contract }), 'mortgage case').data;
  if (!row) throw new RehearsalError(`expected a mortgage case of ${contract}`);
  const theCase = follow(office, { resource: 'mortgageCase', path: `/banking/mortgage-case/${row.id}`, watcher: desk, report });
  const banks = { icbc: bankCounter(houses.icbc.client), ccb: bankCounter(houses.ccb.client), fund: bankCounter(houses.fund.client) };
  return { ...stage, contract, theCase, banks, lawyer: lawyerDesk(houses.lawFirm.client) };
}

/** Plans the loans of a round, takes the papers in and sends them; answers the commercial loan and the fund's. */
async function applyAt(mortgage: Mortgage, bank: 'icbc' | 'ccb'): Promise<[string, string]> {
  const { office, theCase, houses } = mortgage;
  const total = Number((await theCase.read()).total);
  const ofFund = Math.floor(total / 3);
  const loans = [
    { ...terms.commercial, bank: houses[bank].member, amount: total - ofFund },
    { ...terms.providentFund, bank: houses.fund.member, amount: ofFund },
  ];
  await theCase.opened('plan');
  const preview = must(await office.as(desk).post<{ first: number }>(`/banking/mortgage-case/${theCase.id}/preview`, { loans }), 'preview');
  tell(mortgage, { step: 'preview', who: desk, result: `first month ${preview.data.first}`, cost: preview.cost });
  must(await theCase.step(desk, 'plan', { buyerKind: 'employee', loans }), 'plan');
  await theCase.opened('collect');
  const live = (await loansOf(mortgage)).filter(({ status }) => status === 'planned');
  await givePapers(
    mortgage,
    live.map(({ id }) => id),
  );
  must(await theCase.step(desk, 'collect'), 'collect');
  must(await theCase.step(desk, 'checkMaterials', { isComplete: true, checkedOn: await office.today() }), 'checkMaterials');
  const idOf = (kind: LoanRow['kind']) => live.find((one) => one.kind === kind)?.id ?? lack(`a ${kind} loan`);
  return [idOf('commercial'), idOf('providentFund')];
}

/** Takes in what is missing, each paper with its scan. */
export async function givePapers(mortgage: Pick<Mortgage, 'office' | 'project' | 'report' | 'theCase'>, loans: readonly string[]): Promise<void> {
  const { office, project, theCase } = mortgage;
  const client = office.as(desk);
  const papers = must(await client.get<Paper[]>('/banking/case-material', { index: 'byCase', mortgageCase: theCase.id, limit: 100 }), 'papers').data;
  const missing = papers.filter(({ loan, status }) => loans.includes(loan) && ['missing', 'rejected'].includes(status));
  for (const { id } of missing) {
    const scans = [await keepPaper(client, { project, subject: id, document: 'loanPaper', name: `${id}.pdf` })];
    must(await client.post(`/banking/case-material/${id}/give`, { givenOn: await office.today(), scans }), 'give');
  }
  tell(mortgage, { step: 'give', who: desk, result: `${missing.length} papers` });
}

/** The first bank refuses; a second refusal is late, and changes nothing. */
async function refuse(mortgage: Mortgage, loan: string): Promise<void> {
  const { office, banks, theCase } = mortgage;
  const followed = followLoan(mortgage, loan);
  await followed.opened('decide');
  const on = await office.today();
  proven(await banks.icbc.refuse(loan, on), 'refuse');
  const again = await banks.icbc.refuse(loan, on);
  if (again.status !== 409) throw new RehearsalError(`expected a late answer to be refused with 409, got ${again.status}`);
  await theCase.opened('remedy');
  tell(mortgage, { step: 'loan.decide', who: 'icbc', result: 'refused, again 409', next: await theCase.next() });
  must(await theCase.step(desk, 'remedy', { remedy: 'changeBank', reason: '工商银行未批准，改由建设银行办理' }), 'remedy');
}

/** Before the loan is signed; the firm may read the text and the loan's papers. */
async function assignLawyer({ office, houses, ...mortgage }: Mortgage, loan: string): Promise<string> {
  const documents = ['finalText', 'filedContract', 'loanPapers'];
  const answer = must(await office.as(desk).post('/banking/signing-matter/assign', { loan, lawFirm: houses.lawFirm.member, documents }), 'assign');
  tell(mortgage, { step: 'signingMatter.assign', who: desk, result: String(answer.data.number), cost: answer.cost });
  return String(answer.data.id);
}

/** The bank looks at the papers, asks for one more, and approves; so does the fund. Another's loan is no more there than none. */
async function review(mortgage: Mortgage, loans: { readonly commercial: string; readonly fund: string }): Promise<void> {
  const { office, banks } = mortgage;
  const commercial = followLoan(mortgage, loans.commercial);
  await commercial.opened('decide');
  const seen = await banks.ccb.loan(loans.commercial);
  const count = await banks.ccb.judge(loans.commercial);
  tell(mortgage, { step: 'material.judge', who: 'ccb', result: `${count} papers accepted` });
  const other = await banks.icbc.approve(seen, await office.today());
  if (other.status !== 404) throw new RehearsalError(`expected another bank's loan to be missing, got ${other.status}`);
  proven(await banks.ccb.ask(loans.commercial, ['资金来源说明']), 'ask');
  await commercial.opened('supplyMaterials');
  tell(mortgage, { step: 'loan.askMaterials', who: 'ccb', result: 'one paper', next: await commercial.next() });
  await givePapers(mortgage, [loans.commercial]);
  must(await commercial.step(desk, 'supplyMaterials'), 'supplyMaterials');
  await approve(mortgage, 'ccb', loans.commercial);
  await approve(mortgage, 'fund', loans.fund);
}

async function approve(mortgage: Mortgage, bank: 'ccb' | 'fund', loan: string): Promise<void> {
  const followed = followLoan(mortgage, loan);
  await followed.opened('decide');
  const counter = mortgage.banks[bank];
  proven(await counter.approve(await counter.loan(loan), await mortgage.office.today()), 'approve');
  await followed.opened('sign');
  tell(mortgage, { step: 'loan.decide', who: bank, result: 'approved', next: await followed.next() });
}

async function seeToSigning(mortgage: Mortgage, matter: string): Promise<void> {
  const { lawyer, office } = mortgage;
  const { textHash } = await lawyer.text(matter);
  tell(mortgage, { step: 'matter.text', who: 'lawFirm', result: textHash.slice(0, 16) });
  for (const step of lawyerSteps) {
    const { status } = proven(await lawyer.say(matter, step, await office.today()), step);
    tell(mortgage, { step: `matter.${step}`, who: 'lawFirm', result: status });
  }
}

/** Each bank signs; the office registers the mortgages. */
async function signAndRegister(mortgage: Mortgage, loans: readonly (readonly ['ccb' | 'fund', string])[]): Promise<void> {
  const today = await mortgage.office.today();
  for (const [bank, loan] of loans) {
    const followed = followLoan(mortgage, loan);
    await followed.opened('sign');
    const counter = mortgage.banks[bank];
    const { number } = proven(await counter.sign(await counter.loan(loan), today), 'sign') as SeenLoan;
    await followed.opened('registerMortgage');
    tell(mortgage, { step: 'loan.sign', who: bank, result: 'signed', next: await followed.next() });
    must(await followed.step(desk, 'registerMortgage', { registeredOn: today, certificate: `DY-${number}` }), 'registerMortgage');
  }
}

const loansOf = async ({ office, theCase }: Mortgage): Promise<LoanRow[]> =>
  must(await office.as(desk).get<LoanRow[]>('/banking/loan', { index: 'byCase', mortgageCase: theCase.id, limit: 100 }), 'loans').data;

async function ended(flows: readonly Followed[]): Promise<void> {
  for (const flow of flows) {
    const { status } = await flow.ended();
    if (status !== 'SUCCEEDED') throw new RehearsalError(`expected the flow of ${flow.id} to have succeeded, got ${status}`);
  }
}

function lack(what: string): never {
  throw new RehearsalError(`expected ${what}`);
}
