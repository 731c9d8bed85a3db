import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { type Case, followCase, must } from '../infra/rehearsal/case.ts';
import { keepPaper } from '../infra/rehearsal/papers.ts';
import { draftAndReview, finalText, payAndDistribute, signAndSubmit } from '../infra/rehearsal/steps.ts';
import { issueBlanks, sampleList } from '../infra/rehearsal/stock.ts';
import { due } from '../shared/kit/calendar/deadline.ts';
import { officialCalendar } from '../shared/kit/calendar/holidays.ts';
import { addDays, startOfDay } from '../shared/kit/calendar/plain-date.ts';
import { formatYuan } from '../shared/kit/money.ts';
import { expectAccessible, expectChinese, expectNoFault, savePicture } from './e2e/checks.ts';
import { chooseProject, type Desk } from './e2e/desk.ts';
import { type ConsoleOffice, openConsole } from './e2e/testing.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly status: string };
const text = { draft: '商品房买卖合同 草稿', final: '商品房买卖合同 定稿' };
const buyer = { name: '慕容知远', phone: '13912340001', idNumber: '11010519491231002X' };
const priceList = fileURLToPath(sampleList);

/** A list as it comes from a sales office in a hurry: a price in words, an area of nothing, a home that stands there twice. */
const wrongList = `楼栋,单元,楼层,房号,户型,建筑面积,单价,总价
1号楼,1单元,3,301,三室,100.00,12000,1200000
1号楼,1单元,3,302,三室,100.00,面议,面议
1号楼,1单元,4,401,三室,0,12000,1200000
1号楼,1单元,3,301,三室,100.00,12000,1200000
`;

let site: ConsoleOffice;
/** The demonstration's second project, which has no units yet. */
let project: string;
let projectName: string;
const blanks: { subscription: string[]; contract: string[] } = { subscription: [], contract: [] };
const desks = new Map<string, Desk>();
let story: { contract: Case; number: string; price: number; area: number; unit: string };
let begun: Case | undefined;
let hasFailed = false;

beforeAll(async () => {
  site = await openConsole();
  const projects = must(await site.office.as('admin').get<Row[]>('/projects/project', { index: 'all', limit: 100 }), 'projects').data;
  project = projects[1]?.id ?? '';
  projectName = String(projects[1]?.name);
  const holder = must(await site.office.as('wangfang').get<{ id: string }>('/organisation/employee/me'), 'me').data.id;
  const desk = { clerk: site.office.as('xujing'), holder };
  blanks.subscription = await issueBlanks(desk, { project, kind: 'subscription', prefix: 'RGH', count: 6 });
  blanks.contract = await issueBlanks(desk, { project, kind: 'contract', prefix: 'HTH', count: 6 });
});
afterAll(() => site?.close());
beforeEach(() => {
  // Each part begins where the one before it ended.
  if (hasFailed) throw new Error('an earlier part of the story failed');
  onTestFailed(async () => {
    hasFailed = true;
    for (const [login, desk] of desks) await desk.picture(`failed-${login}`);
  });
});

/** The desk of a person, who stays signed in through the whole story. */
async function at(login: string): Promise<Desk> {
  const known = desks.get(login);
  if (known) return known;
  const desk = await site.sit(login);
  desks.set(login, desk);
  await chooseProject(desk, projectName);
  return desk;
}
const read = async <T = Row>(path: string, query = {}) => must(await site.office.as('wangfang').get<T>(path, query), path).data;
const today = () => site.office.today();
const contractPath = (tab = '') => `/contracts/contract/${story.contract.contract}${tab && `?tab=${tab}`}`;

/** Sees a text on the page, sooner or later. */
const see = (desk: Desk, words: string) => desk.page.getByText(words).filter({ visible: true }).first().waitFor();
/** The state in the heading of a record. */
const seeStatus = (desk: Desk, words: string) => desk.page.locator('.page-head .status').filter({ hasText: words }).waitFor();

describe('a contract in one day at the console', () => {
  it('a wrong price list names row and reason, and writes nothing', async () => {
    const lina = await at('lina');
    await lina.go('/board');
    await see(lina, '此项目还没有房源');
    await lina.page.locator('main').getByRole('link', { name: '导入价格表' }).click();
    await see(lina, '点击或拖入一房一价表');
    await expectAccessible(lina, 'import');
    await lina.page.locator('main input[type=file]').setInputFiles({ name: '错误的价格表.csv', mimeType: 'text/csv', buffer: Buffer.from(wrongList) });
    await see(lina, '3 行有错误，不会导入');
    const rows = (await lina.page.locator('.ant-table-tbody tr.ant-table-row').allInnerTexts()).map((row) => row.split(/\s*\t\s*|\n/).filter(Boolean));
    expect(rows).toContainEqual(['3', '错误', '单价', '“面议”不是数字']);
    expect(rows).toContainEqual(['4', '错误', '建筑面积', '面积必须大于零：0']);
    expect(rows.map(([row]) => row)).toContain('5');
    await expectAccessible(lina, 'row errors');
    expect(await read('/projects/price-list', { index: 'byProject', project })).toEqual([]);
    expect(await read('/projects/building', { index: 'byProject', project })).toEqual([]);
  });

  it('imports the price list of 1,200 units after a preview, and tells how far it is', async () => {
    const lina = await at('lina');
    await lina.press('换一个文件');
    await lina.page.locator('main input[type=file]').setInputFiles(priceList);
    await see(lina, '共 1200 套房源可导入');
    await see(lina, '三室两厅两卫');
    await lina.press('确认导入 1200 套');
    await see(lina, '/ 1200 套');
    await lina.page.getByRole('progressbar').waitFor();
    await see(lina, '导入完成，共 1200 套');
    await expectChinese(lina, ['price-list']);
    await lina.page.getByRole('link', { name: '查看销控图' }).click();
    await see(lina, '全部 408');
    expect(await lina.page.locator('.board .unit-available').count()).toBe(408);
    await expectAccessible(lina, 'board');
  });

  it('registers a buyer once the number is right, and the same phone only once', async () => {
    const liuwei = await at('liuwei');
    await liuwei.go('/customers/customer');
    await see(liuwei, '没有客户');
    await liuwei.page.getByRole('link', { name: '新建' }).click();
    await liuwei.fill({ 姓名: buyer.name, 手机号: buyer.phone, 身份证号: '110105194912310021', 来源: { pick: '来访' } });
    await liuwei.press('保存');
    await expectFieldError(liuwei, '身份证号', '校验码不符，请核对号码');
    await expectAccessible(liuwei, 'form with errors');
    await liuwei.fill({ 身份证号: buyer.idNumber });
    await liuwei.press('保存');
    await seeStatus(liuwei, '潜在客户');
    await see(liuwei, '慕容*');
    await see(liuwei, '139****0001');
    await liuwei.go('/customers/customer/create');
    await liuwei.fill({ 姓名: '慕容知远', 手机号: buyer.phone, 来源: { pick: '来电' } });
    await liuwei.press('保存');
    await expectFieldError(liuwei, '手机号', '手机号已被使用');
    expect(await read<Row[]>('/customers/customer', { index: 'byProject', project })).toHaveLength(1);
  });

  it('takes an order on a stamped blank from the board; the second clerk is told at once', async () => {
    const [liuwei, zhaoyang] = [await at('liuwei'), await at('zhaoyang')];
    const order = { 买受人: { find: '慕容' }, 定金: '50000', 付款方式: { pick: '一次性付款' } };
    for (const desk of [zhaoyang, liuwei]) {
      await desk.go('/board');
      await desk.page.locator('.board .unit-available').first().click();
      await desk.page.locator('.unit-actions').getByRole('button', { name: '认购' }).click();
      await desk.dialog.getByText('盖章空白认购书').first().waitFor();
      await desk.fill(order);
    }
    await liuwei.fill({ 盖章空白认购书: { find: 'RGH000001' } });
    await expectAccessible(liuwei, 'dialog');
    await liuwei.confirm();
    await liuwei.page.keyboard.press('Escape');
    await see(liuwei, '已认购 1');
    await zhaoyang.fill({ 盖章空白认购书: { find: 'RGH000002' } });
    await zhaoyang.dialog.getByRole('button', { name: '确定' }).click();
    await see(zhaoyang, '当前状态“已认购”不能进行“认购”');
    const orders = await read<(Row & { contract?: string; signBy: string })[]>('/contracts/subscription', { index: 'byProject', project });
    expect(orders).toHaveLength(1);
    const [contract] = await read<Row[]>('/contracts/contract', { index: 'byProject', project });
    const whole = await read(`/contracts/contract/${contract?.id}`);
    const followed = followCase(site.office, { contract: whole.id, watcher: 'wangfang', report: () => {} });
    story = { contract: followed, number: String(whole.number), price: Number(whole.price), area: Number(whole.floorArea), unit: String(whole.unit) };
    await zhaoyang.leave();
    desks.delete('zhaoyang');
  });

  it('legal drafts; engineering refuses with a reason, and the contract is drafted again', async () => {
    const [zhouming, lina, sunli, heqiang] = [await at('zhouming'), await at('lina'), await at('sunli'), await at('heqiang')];
    await zhouming.work('提交审核', story.number, { '合同文本 SHA-256': { file: text.draft } });
    await lina.work('审核', story.number, { 同意: true });
    await sunli.work('审核', story.number, { 同意: true });
    await heqiang.take('审核', story.number);
    await heqiang.fill({ 同意: false });
    await heqiang.dialog.getByRole('button', { name: '确定' }).click();
    await expectFieldError(heqiang, '意见', '不同意时请填写原因');
    await heqiang.fill({ 意见: '层高与施工图不符' });
    await heqiang.confirm();
    await zhouming.go(contractPath());
    await seeStatus(zhouming, '起草中');
    await see(zhouming, '层高与施工图不符');
    await zhouming.work('提交审核', story.number, { '合同文本 SHA-256': { file: text.draft } });
    for (const desk of [heqiang, sunli, lina]) await desk.work('审核', story.number, { 同意: true });
    await zhouming.work('定稿', story.number, { '定稿 SHA-256': { file: text.final } });
  });

  it('checks both sides and signs by the day that the inbox shows', async () => {
    const wangfang = await at('wangfang');
    const yes = { 买受人身份已核对: true, 出卖人身份已核对: true, 双方确认定稿: true };
    await wangfang.take('签约前核对', story.number);
    await wangfang.fill({ ...yes, '核对文本 SHA-256': { file: text.draft } });
    await wangfang.dialog.getByRole('button', { name: '确定' }).click();
    await expectFieldError(wangfang, '核对文本 SHA-256', '与定稿文本不一致');
    await wangfang.fill({ '核对文本 SHA-256': { file: text.final } });
    await wangfang.confirm();
    await wangfang.take('签约', story.number);
    const todo = wangfang.page.locator('.inbox li').filter({ has: wangfang.page.getByText(story.number) });
    expect(await todo.textContent()).toContain(`期限 ${addDays(await today(), 5)}`);
    await wangfang.fill({ 签约地点: '案场签约室', 盖章空白合同: { find: 'HTH000001' }, 补充协议内容: '装修标准见附件', 已签权属转移登记申请书: true });
    await wangfang.confirm();
    await wangfang.go(contractPath());
    await seeStatus(wangfang, '已签约');
  });

  it('files with the authority: the day of pick-up is shown, the clock is moved from the foot bar, the contract is collected', async () => {
    const [wangfang, sunli] = [await at('wangfang'), await at('sunli')];
    await wangfang.work('制作备案表并盖章', story.number);
    await wangfang.work('送件备案', story.number);
    const pickUp = due({ unit: 'workday', count: 6 }, await today());
    await wangfang.go(contractPath('filing'));
    await see(wangfang, pickUp.on);
    await sunli.work('拨付交易费', story.number);
    await wangfang.go(contractPath('flow'));
    await savePicture(wangfang);
    await expectAccessible(wangfang, 'flow');
    await wangfang.page.getByRole('button', { name: '+6 工作日' }).click();
    await wangfang.page.locator('.clock-bar time').filter({ hasText: pickUp.on }).waitFor();
    await wangfang.work('领取备案合同', story.number, { 准予备案: true, 备案号: 'BA-2026-1201' });
    await wangfang.go(contractPath());
    await seeStatus(wangfang, '已备案');
  });

  it('pays taxes to the fen, books the invoice and hands the copies out against a receipt', async () => {
    const [wangfang, sunli] = [await at('wangfang'), await at('sunli')];
    await wangfang.go(contractPath('fees'));
    await see(wangfang, '《房地产项目客户服务部工作流程》第6条：总房款的万分之三');
    const shown = await wangfang.text();
    expect(shown).toContain(formatYuan(roundHalfUp(BigInt(story.price) * 3n, 10_000n)));
    expect(shown).toContain(formatYuan(roundHalfUp(BigInt(story.area) * 300n, 10_000n)));
    await wangfang.work('缴纳印花税和交易费', story.number, { 印花税票号: 'YH-1', 交易费发票号: 'JY-1' });
    await sunli.work('交易费发票入账', story.number);
    await wangfang.work('分发合同', story.number, { 办公室接收人: '徐静', 财务接收人: '孙丽', 开发商接收人: '钱经理' });
    await wangfang.go(contractPath('contractCopy'));
    await see(wangfang, '钱经理');
    await wangfang.page.locator('.ant-table-row').filter({ hasText: '孙丽' }).locator('.row-title').click();
    await see(wangfang, '移交记录');
    await wangfang.settle();
    await expectChinese(wangfang);
    await wangfang.work('买受人领取正本', story.number, { 领取人: '慕容知远', 契税: '18,450.00', 维修基金: '6221.6', 契税票号: 'QS-1', 维修基金票号: 'WX-1' });
  });

  it('keeps the scan under lock until the day it shows, archives, and the graph shows every step done', async () => {
    const [wangfang, tangxin] = [await at('wangfang'), await at('tangxin')];
    await wangfang.go(contractPath('files'));
    await see(wangfang, '还没有文件');
    await wangfang.page.locator('#file-kind').click();
    await wangfang.page.locator('.ant-select-item-option').filter({ hasText: '已备案合同' }).click();
    const scan = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(6_000_000, 'scan ')]);
    await wangfang.page.locator('.upload input[type=file]').setInputFiles({ name: '已备案合同.pdf', mimeType: 'application/pdf', buffer: scan });
    await wangfang.page.locator('.uploads').getByRole('progressbar', { name: '已备案合同.pdf' }).waitFor();
    const [kept] = await seeKept(wangfang);
    expect(String(kept?.retainUntil) > addDays(await today(), 3650)).toBe(true);
    await see(wangfang, `锁定至 ${kept?.retainUntil}`);
    await expectAccessible(wangfang, 'files');
    await tangxin.work('归档', story.number, { 档案号: 'DA-1', 存放位置: '一号库房 3 架 2 层' });
    await tangxin.go(contractPath('flow'));
    await seeStatus(tangxin, '已归档');
    await tangxin.page.locator('.flow-head').getByText('已完成').waitFor();
    expect(await tangxin.page.locator('.flow-node.flow-current, .flow-node.flow-failed').count()).toBe(0);
    const done = await tangxin.page.locator('.flow-steps li.flow-done strong').allInnerTexts();
    expect(done).toEqual(
      expect.arrayContaining(['法务起草', '销售审核', '财务审核', '工程审核', '汇总定稿', '送件备案', '领取备案合同', '财务拨付交易费', '归档']),
    );
    expect(await tangxin.page.locator('.flow-node.flow-waiting').count()).toBe(0);
  });
});

describe('the other ways', () => {
  it('by loan: the bank is chosen and handed the contract at the console', async () => {
    const contract = await begin('commercialLoan', 1);
    await draftAndReview(contract);
    await signAndSubmit(contract, { blank: blanks.contract[1] ?? '', on: await today() });
    must(await contract.step('sunli', 'releaseFee'), 'releaseFee');
    await passFiling(contract);
    must(await contract.step('wangfang', 'collect', { isAccepted: true, collectedOn: await today(), filingNumber: 'BA-2' }), 'collect');
    await payAndDistribute(contract, await today());
    const wangfang = await at('wangfang');
    const { number } = await contract.read();
    const loan = {
      贷款方式: { pick: '组合贷款' },
      按揭银行: { find: '建设银行' },
      公积金中心: { find: '公积金' },
      贷款金额: '600,000',
      银行资料清单: '身份证、收入证明',
      资料清单和收入证明已交客户: true,
    };
    await wangfang.work('确定按揭银行', String(number), loan);
    await wangfang.go(`/contracts/contract/${contract.contract}`);
    await wangfang.press('书面变更');
    await wangfang.fill({ 变更内容: '车位编号改为 B-102', 买受人同意: true, 出卖人同意: false });
    await wangfang.dialog.getByRole('button', { name: '确定' }).click();
    await expectFieldError(wangfang, '出卖人同意', '');
    await wangfang.fill({ 出卖人同意: true });
    await wangfang.confirm();
    await wangfang.tab('补充协议');
    await wangfang.page.locator('.ant-table-row .row-title').last().click();
    await see(wangfang, '车位编号改为 B-102');
    await wangfang.work('主本合同交银行', String(number), { 银行受理: true, 银行接收人: '马经理' });
    await wangfang.go(`/contracts/contract/${contract.contract}?tab=bankHandover`);
    await see(wangfang, '建设银行');
    await seeStatus(wangfang, '合同已交付');
    await keepPaper(site.office.as('wangfang'), { project, subject: contract.contract, document: 'filedContract', name: 'filed.pdf' });
    must(await contract.step('tangxin', 'archive', { archiveNumber: 'DA-2', paperLocation: '一号库房' }), 'archive');
    expect((await contract.ended()).status).toBe('SUCCEEDED');
  });

  it('a flow that broke off is seen, and goes on from where it failed', async () => {
    const contract = await begin('lumpSum', 2);
    begun = contract;
    await dropStep(contract, 'contract.draft');
    const admin = await site.sit('admin');
    await admin.go(`/contracts/contract/${contract.contract}?tab=flow`);
    await admin.page.locator('.flow-head .status').filter({ hasText: '出错' }).waitFor();
    await admin.page.locator('.flow-steps li.flow-failed').getByText('法务起草').waitFor();
    const lina = await at('lina');
    await lina.go(`/contracts/contract/${contract.contract}?tab=flow`);
    await lina.page.locator('.flow-head .status').filter({ hasText: '出错' }).waitFor();
    expect(await lina.page.getByRole('button', { name: '从出错处继续' }).count()).toBe(0);
    await admin.press('从出错处继续');
    await admin.page.locator('.flow-head').getByText('进行中').waitFor();
    const zhouming = await at('zhouming');
    await zhouming.take('提交审核', String((await contract.read()).number));
    await zhouming.page.keyboard.press('Escape');
    expectNoFault(admin, 'admin');
    await admin.leave();
  });

  it('a contract is voided with a reason, and its unit is for sale again', async () => {
    const contract = begun ?? (await begin('lumpSum', 2));
    const { unit } = await contract.read();
    const lina = await at('lina');
    await lina.go(`/contracts/contract/${contract.contract}`);
    await lina.press('更多操作');
    await lina.page.getByRole('menuitem', { name: '作废合同' }).click();
    await lina.dialog.getByRole('button', { name: '确定' }).click();
    await expectFieldError(lina, '原因', '请填写');
    await lina.fill({ 原因: '买受人放弃购买' });
    await lina.confirm();
    await seeStatus(lina, '已作废');
    await lina.tab('修改记录');
    await see(lina, '买受人放弃购买');
    expect((await contract.ended()).status).toBe('SUCCEEDED');
    expect((await read(`/projects/unit/${unit}`)).status).toBe('available');
  });

  it('a day of pick-up in a year without a published calendar is marked provisional', async () => {
    await site.office.advanceTo?.(startOfDay(`${officialCalendar.coveredUntil.slice(0, 4)}-12-24`));
    const contract = await begin('lumpSum', 3);
    await draftAndReview(contract);
    const { number } = await contract.read();
    await signAndCheck(contract);
    const wangfang = await at('wangfang');
    // The page reads the office's clock when it opens; it was moved behind its back.
    await wangfang.go('/');
    await wangfang.work('送件备案', String(number));
    await wangfang.go(`/contracts/contract/${contract.contract}?tab=filing`);
    const pickUp = due({ unit: 'workday', count: 6 }, await today());
    expect(pickUp.provisional).toBe(true);
    const filing = wangfang.page.locator('.ant-table-row').filter({ hasText: pickUp.on });
    await filing.waitFor();
    const headers = await wangfang.page.locator('thead th').allInnerTexts();
    const cells = await filing.locator('td').allInnerTexts();
    expect(headers).not.toContain('期限为暂定');
    expect(cells[headers.indexOf('可领取日')]).toMatch(new RegExp(`^${pickUp.on}\\s*暂定$`));
    const onContract = wangfang.page.getByRole('region', { name: '登记备案' });
    expect((await onContract.textContent())?.replace(/\s+/g, '')).toContain(`可领取日${pickUp.on}暂定节假日安排尚未公布`);
    await wangfang.picture('provisional');
  });

  it('leaves no page with an error, another host or personal data', async () => {
    for (const [login, desk] of desks) expectNoFault(desk, login);
  });
});

/** Takes an order as the seller would, without a screen; `nth` numbers the blank. */
async function begin(paymentMethod: string, nth: number): Promise<Case> {
  const seller = site.office.as('liuwei');
  const [unit] = await read<Row[]>('/projects/unit', { index: 'byStatus', project, status: 'available', limit: 1 });
  const person = { project, name: '林晓彤', phone: `1391234100${nth}`, idNumber: buyer.idNumber, channel: 'visit' };
  const customer = must(await seller.post<Row>('/customers/customer', person), 'buyer').data.id;
  const order = { unit: unit?.id, customer, deposit: 5_000_000, paymentMethod, blank: blanks.subscription[nth + 1], subscribedOn: await today() };
  const { contract } = must(await seller.post<{ contract: string }>('/contracts/subscription/subscribe', order), 'subscribe').data;
  return followCase(site.office, { contract, watcher: 'wangfang', report: () => {} });
}

/** Takes an open to-do away, which breaks its flow off. */
async function dropStep(contract: Case, step: string): Promise<void> {
  await expect.poll(async () => (await openStep(contract, step)) !== undefined, { timeout: 30_000 }).toBe(true);
  const { id = '' } = (await openStep(contract, step)) ?? {};
  const { version } = await read(`/organisation/todo/${id}`);
  must(await site.office.as('admin').post(`/organisation/todo/${id}/drop`, { version, reason: '误建' }), 'drop');
  expect((await contract.ended()).status).toBe('FAILED');
}

const openStep = async (contract: Case, step: string) => (await contract.flow()).todos.find((todo) => todo.status === 'open' && todo.step === step);

/** Up to the sealed filing form. */
async function signAndCheck(contract: Case): Promise<void> {
  const seen = { isBuyerVerified: true, isDeveloperVerified: true, isTextAccepted: true, textHash: finalText };
  must(await contract.step('zhouming', 'finalise', { textHash: finalText }), 'finalise');
  must(await contract.step('wangfang', 'check', seen), 'check');
  const signing = { signedOn: await today(), signedAt: '案场签约室', blank: blanks.contract[3], hasTransferApplication: true };
  must(await contract.step('wangfang', 'sign', signing), 'sign');
  must(await contract.step('wangfang', 'prepareFiling', { sealedOn: await today() }), 'prepareFiling');
}

async function passFiling(contract: Case): Promise<void> {
  const [filing] = await read<Row[]>('/contracts/filing', { index: 'byContract', contract: contract.contract });
  await site.office.advanceTo?.(startOfDay(String(filing?.pickUpOn)));
}

/** Waits until the scan is kept and the list of files says so. */
async function seeKept(desk: Desk): Promise<Row[]> {
  await desk.page.locator('.file-list .status').filter({ hasText: '已入档' }).waitFor();
  const [scan] = await read<Row[]>('/archives/scan', { index: 'bySubject', subject: story.contract.contract });
  return [await read(`/archives/scan/${scan?.id}`)];
}

async function expectFieldError(desk: Desk, label: string, message: string): Promise<void> {
  const item = desk.page
    .locator('.ant-form-item')
    .filter({ has: desk.page.locator('label').filter({ hasText: label }) })
    .last();
  await item.locator('.ant-form-item-explain-error').filter({ hasText: message }).waitFor();
}

const roundHalfUp = (value: bigint, by: bigint): number => Number((value + by / 2n) / by);
