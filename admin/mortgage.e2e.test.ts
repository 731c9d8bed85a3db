import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { accountsFile, enterOffice, partnersFolder } from '../infra/office.ts';
import { type Case, type Followed, follow, must } from '../infra/rehearsal/case.ts';
import { borrowed, signedLoanContract } from '../infra/rehearsal/hand-over.ts';
import { type HouseName, houses } from '../infra/rehearsal/house-dossiers.ts';
import { keyFileOf } from '../infra/rehearsal/houses.ts';
import { givePapers } from '../infra/rehearsal/mortgage.ts';
import type { LoanRow } from '../infra/rehearsal/mortgage-stage.ts';
import type { Office } from '../infra/rehearsal/office.ts';
import { samplePdf } from '../infra/rehearsal/papers.ts';
import { assembly, copySeededData, environments } from '../infra/testing/offices.ts';
import { expectAccessible, expectNoFault } from './e2e/checks.ts';
import { type Desk, type Entry, enter, sitDown } from './e2e/desk.ts';
import { type Process, startProcess } from './e2e/processes.ts';
import { browserFlags } from './e2e/testing.ts';
import { followCalls, momentOf } from './e2e/told-calls.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly status: string };
type Release = Row & { readonly serial: string; readonly amount: number };

const folder = mkdtempSync(join(tmpdir(), 'anchang-mortgage-'));
const running: Process[] = [];
const desks = new Map<string, Desk>();
let cloud: Process;
let origin: string;
let office: Office;
let browser: Browser;
let project: string;
let contract: Case;
let theCase: Followed;
let caseNumber: string;
let hasFailed = false;
/** What the houses ask of the office. */
const calls = followCalls();

beforeAll(async () => {
  await copySeededData(folder);
  await openCloud('0');
  office = enterOffice(origin, folder);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: browserFlags });
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(running.map((one) => one.kill()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
beforeEach(() => {
  // Each part begins where the one before it ended.
  if (hasFailed) throw new Error('an earlier part of the story failed');
  onTestFailed(async () => {
    hasFailed = true;
    for (const [login, desk] of desks) await desk.picture(`mortgage-failed-${login}`);
    for (const house of running.filter((one) => one !== cloud)) console.log([...house.lines.slice(-15), ...house.errors.slice(-15)].join('\n'));
  });
});

/** The office of `npm start` in a process of its own; after a kill it is started again on its own data, at its own address. */
async function openCloud(port: string): Promise<void> {
  cloud = startProcess([
    'infra/local/main.ts',
    '--port',
    port,
    '--data',
    folder,
    '--assembly',
    assembly(),
    '--environments',
    String(environments),
    '--no-synth',
  ]);
  running.push(cloud);
  origin = /http:\S+/.exec(await cloud.printed(/office is open: http/))?.[0] ?? '';
}

/** A bank or the law firm in a process of its own, with its key from the office's first start. */
async function openHouse(name: HouseName, ...options: readonly string[]): Promise<Process> {
  const house = startProcess(['infra/rehearsal/play-house.ts', '--url', origin, '--key', keyFileOf(partnersFolder(folder), name), ...options]);
  house.hear(calls.hear);
  running.push(house);
  await house.printed(/^open /);
  return house;
}

/** The desk of a person, who stays signed in while the office is open. */
async function at(login: string): Promise<Desk> {
  const known = desks.get(login);
  if (known) return known;
  const password = JSON.parse(readFileSync(accountsFile(folder), 'utf8'))[login];
  // The page itself says where scans go.
  const policy = (await fetch(`${origin}/config.json`)).headers.get('content-security-policy') ?? '';
  const archive = /connect-src 'self' (http:\S+?)[;\s]/.exec(policy)?.[1] ?? '';
  const desk = await sitDown({ browser, origin, archive, login, password });
  desks.set(login, desk);
  return desk;
}
async function leaveAll(): Promise<void> {
  for (const desk of desks.values()) await desk.leave();
  desks.clear();
}

const read = async <T = Row>(path: string, query = {}) => must(await office.as('wangfang').get<T>(path, query), path).data;
const today = () => office.today();
const casePath = () => `/banking/mortgage-case/${theCase.id}`;
const part = (desk: Desk, name: string) => desk.page.getByRole('region', { name });
const loans = () => read<LoanRow[]>('/banking/loan', { index: 'byCase', mortgageCase: theCase.id, limit: 100 });
const loanOf = async (kind: LoanRow['kind']) => (await loans()).find((loan) => loan.kind === kind) ?? expect.unreachable(`a ${kind} loan`);
const followed = (resource: string, path: string) => follow(office, { resource, path, watcher: 'wangfang', report: () => {} });

describe('a combined loan, with the bank and the law firm in processes of their own', () => {
  it('opens by itself when the contract is handed to the bank, and says who holds it', async () => {
    const signed = await signedLoanContract(office, { bank: 'ccb' });
    contract = signed;
    project = signed.project;
    const { number } = await contract.read();
    const wangfang = await at('wangfang');
    await wangfang.work('主本合同交银行', String(number), { 银行受理: true, 银行接收人: '马经理' });
    const [row] = await read<(Row & { number: string })[]>('/banking/mortgage-case', { index: 'byContract', contract: contract.contract });
    caseNumber = row?.number ?? '';
    theCase = followed('mortgageCase', `/banking/mortgage-case/${row?.id}`);
    await wangfang.go(casePath());
    const standing = part(wangfang, '当前情况');
    await standing.getByText('拟定方案').first().waitFor();
    await standing.getByText('客户服务部').first().waitFor();
    await standing.getByText('拟定贷款方案').waitFor();
    expect(await standing.textContent()).toMatch(/期限 *\d{4}-\d{2}-\d{2}/);
    await wangfang.press('试算月供');
    const asked = { 金额: '600,000', '期限（月）': '360', 年利率: '3.5', 还款方式: { pick: '等额本息' } };
    await fillRow(wangfang, 0, { 贷款种类: { pick: '商业贷款' }, 贷款银行: { find: houses.ccb.dossier.name }, ...asked });
    await wangfang.dialog.locator('.ant-modal-footer .ant-btn').last().click();
    await wangfang.dialog.getByText('¥2,694.27').first().waitFor();
    await wangfang.picture('instalments');
    await wangfang.dialog.locator('.ant-modal-footer .ant-btn').first().click();
    await wangfang.dialog.waitFor({ state: 'detached' });
  });

  it('is planned as two loans, whose papers are listed, uploaded in their rows and checked', async () => {
    const wangfang = await at('wangfang');
    await wangfang.take('拟定贷款方案', caseNumber);
    await wangfang.fill({ 买受人类别: { pick: '受薪人士' } });
    const common = { '期限（月）': '360', 年利率: '3.5', 还款方式: { pick: '等额本息' } };
    await fillRow(wangfang, 0, { 贷款种类: { pick: '商业贷款' }, 贷款银行: { find: houses.ccb.dossier.name }, 金额: '600,000', ...common });
    await fillRow(wangfang, 1, { 贷款种类: { pick: '公积金贷款' }, 贷款银行: { find: houses.fund.dossier.name }, 金额: '260,000', ...common });
    await wangfang.confirm();
    await theCase.opened('collect');
    await wangfang.go(casePath());
    const papers = part(wangfang, '资料清单');
    await papers.getByText('共 10 项，还缺 10 项').waitFor();
    await papers
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: '身份证.pdf', mimeType: 'application/pdf', buffer: samplePdf('identity') });
    await papers.getByText('共 10 项，还缺 9 项').waitFor();
    await expectAccessible(wangfang, 'mortgage case');
    await givePapers(
      { office, project, theCase, report: () => {} },
      (await loans()).map(({ id }) => id),
    );
    await wangfang.work('资料收齐', caseNumber);
    await wangfang.work('核对资料', caseNumber, { 资料齐备: true });
    const { id } = await loanOf('commercial');
    const [firm] = await read<Row[]>('/banking/law-firm', { index: 'all' });
    const matter = { loan: id, lawFirm: firm?.id, documents: ['finalText', 'loanPapers'] };
    must(await office.as('wangfang').post('/banking/signing-matter/assign', matter), 'assign');
  });

  it('goes on where it was after the office was killed in the middle of a call', async () => {
    const moment = momentOf(process.env.KILL_SEED);
    console.log(`KILL_SEED=${moment.seed}: killed ${moment.waitMs} ms into call ${moment.nth} or later`);
    const killed = calls.inFlight(moment, async (unanswered) => {
      await cloud.kill();
      return unanswered;
    });
    await Promise.all([openHouse('ccb', '--asks', '--parts', '2'), openHouse('fund'), openHouse('lawFirm', '--as', 'lawFirm')]);
    const unanswered = await killed;
    await leaveAll();
    await openCloud(new URL(origin).port);
    await calls.expectAnswered(unanswered.keys());
    for (const [key, path] of unanswered) console.log(`${path} was under way, and answered ${calls.answers.get(key)}`);
    const wangfang = await at('wangfang');
    await wangfang.go(casePath());
    await part(wangfang, '贷款与月供').getByText('待补资料').waitFor();
    const told = await allCalls(wangfang);
    await told.getByText('要求补充资料').first().waitFor();
    await told.getByText('验签通过 · 国密 SM2').first().waitFor();
  });

  it('gives what the bank asks for; bank, fund and law firm bring both loans to their signing', async () => {
    const wangfang = await at('wangfang');
    const { id, number } = await loanOf('commercial');
    await givePapers({ office, project, theCase, report: () => {} }, [id]);
    await wangfang.work('资料已补齐', number);
    for (const kind of ['commercial', 'providentFund'] as const) {
      const loan = await loanOf(kind);
      await followed('loan', `/banking/loan/${loan.id}`).opened('registerMortgage');
      await wangfang.work('办理抵押登记', loan.number, { 登记证明号: `DY-${loan.number}` });
    }
    const [matter] = await read<Row[]>('/banking/signing-matter', { index: 'byLoan', loan: id });
    await expect.poll(async () => (await read(`/banking/signing-matter/${matter?.id}`)).status, { timeout: 60_000 }).toBe('closed');
  });

  it('takes each release through the books: slip, posting, invoice, collection, reconciliation', async () => {
    const [wangfang, sunli] = [await at('wangfang'), await at('sunli')];
    const releases = async () => read<Release[]>('/banking/disbursement', { index: 'byCase', mortgageCase: theCase.id, limit: 100 });
    await expect.poll(async () => (await releases()).length, { timeout: 120_000 }).toBe(3);
    const [first, ...others] = await releases();
    if (!first) return expect.unreachable();
    await sunli.work('放款入账', first.serial);
    await sunli.work('开具到账发票', first.serial, { 发票号码: 'FP-1' });
    await wangfang.work('客户领取发票', first.serial, { 领取人: '买受人本人' });
    await sunli.work('与财务核对', first.serial);
    for (const [nth, release] of others.entries()) {
      const on = await today();
      const steps = followed('disbursement', `/banking/disbursement/${release.id}`);
      must(await steps.step('sunli', 'book', { bookedOn: on }), 'book');
      must(await steps.step('sunli', 'invoice', { number: `FP-${nth + 2}`, issuedOn: on }), 'invoice');
      must(await steps.step('wangfang', 'collect', { collectedOn: on, receiver: '买受人本人' }), 'collect');
      must(await steps.step('sunli', 'reconcile', { reconciledOn: on }), 'reconcile');
    }
  });

  it('is settled and archived; page and books show all of it, each fen once', async () => {
    const [wangfang, sunli, tangxin] = [await at('wangfang'), await at('sunli'), await at('tangxin')];
    await tangxin.work('按揭归档', caseNumber, { 档案号: 'AJ-1', 存放位置: '二号库房' });
    await wangfang.go(casePath());
    await wangfang.page.locator('.page-head .status').filter({ hasText: '已归档' }).waitFor();
    await part(wangfang, '当前情况').getByText('目前没有待办事项').waitFor();
    const rows = part(wangfang, '放款与到账').locator('.ant-table-row');
    expect(await rows.count()).toBe(3);
    expect((await rows.allInnerTexts()).every((row) => row.includes('已核对'))).toBe(true);
    const told = await allCalls(wangfang);
    for (const did of ['登记审批结果', '签借款合同', '登记放款', '审核资料', '提交律师意见', '确认签署']) await told.getByText(did).first().waitFor();
    expect(await told.textContent()).not.toContain('验签未通过');
    await wangfang.picture('mortgage-case');
    const postings = await read<Release[]>('/finance/receipt', { index: 'byContract', contract: contract.contract, limit: 100 });
    expect(postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(borrowed);
    expect(new Set(postings.map(({ serial }) => serial)).size).toBe(3);
    await sunli.go(`/contracts/contract/${contract.contract}?tab=ledger`);
    const balances = await part(sunli, '科目余额').textContent();
    expect(balances).toMatch(/银行存款—预售资金监管户¥860,000\.00/);
    expect(balances).toMatch(/合同负债—预收房款¥860,000\.00/);
    for (const { serial } of postings) await part(sunli, '记账凭证').getByText(serial).first().waitFor();
    await sunli.go('/statements');
    await sunli.page.locator('#statements-sheet').click();
    await sunli.page.locator('.ant-select-item-option').filter({ hasText: '按揭款项到账明细表' }).click();
    for (const { serial } of postings) await sunli.page.locator('.ant-table-row').filter({ hasText: serial }).waitFor();
    await sunli.picture('mortgage-statement');
    for (const [login, desk] of desks) expectNoFault(desk, login);
    expect((await theCase.ended()).status).toBe('SUCCEEDED');
    await expectDoneOnce();
  });
});

/** Whatever was under way when the office was killed, each thing that a house does was done once. */
async function expectDoneOnce(): Promise<void> {
  const done = async (path: string) => (await read<{ event: string }[]>(`${path}/history`)).map(({ event }) => event);
  const times = (events: readonly string[], event: string) => events.filter((one) => one === event).length;
  const [commercial, fund] = [await loanOf('commercial'), await loanOf('providentFund')];
  for (const [loan, parts] of [
    [commercial, 2],
    [fund, 1],
  ] as const) {
    const events = await done(`/banking/loan/${loan.id}`);
    expect(['loan.approved', 'loan.signed', 'loan.disbursed'].map((event) => times(events, event))).toEqual([1, 1, parts]);
    expect(times(events, 'loan.materialsAsked')).toBe(loan === commercial ? 1 : 0);
  }
  expect(await read<Row[]>('/banking/case-material', { index: 'byCase', mortgageCase: theCase.id, limit: 100 })).toHaveLength(11);
  const [matter] = await read<Row[]>('/banking/signing-matter', { index: 'byLoan', loan: commercial.id });
  const signing = ['assigned', 'opinionFiled', 'confirmed', 'papersTaken', 'papersHandedOver'].map((verb) => `signingMatter.${verb}`);
  expect(await done(`/banking/signing-matter/${matter?.id}`)).toEqual(signing);
  for (const [key, answers] of calls.answers) expect(answers, key).toHaveLength(1);
}

/** The calls of partners on the page of the case, the older ones too. */
async function allCalls(desk: Desk) {
  const told = part(desk, '合作方往来');
  await told.locator('.timeline').waitFor();
  const more = told.getByRole('button', { name: /^全部/ });
  if ((await more.count()) > 0) await more.click();
  return told;
}

/** Adds a row to the table of a dialog and fills it in. */
async function fillRow(desk: Desk, nth: number, entries: Readonly<Record<string, Entry>>): Promise<void> {
  await desk.dialog.getByRole('button', { name: '添加一行' }).click();
  const place = desk.dialog.locator('.rows-input fieldset').nth(nth);
  for (const [label, entry] of Object.entries(entries)) await enter({ page: desk.page, place, label, entry });
}
