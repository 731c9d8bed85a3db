import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../infra/rehearsal/case.ts';
import { issueBlanks } from '../infra/rehearsal/stock.ts';
import { expectAccessible, expectChinese, expectEnglish, expectNoFault, expectNoPersonalData, expectNoSideScroll, expectNoTrap } from './e2e/checks.ts';
import { type Desk, strokes, todoButton } from './e2e/desk.ts';
import { type OpenMortgage, openMortgage } from './e2e/mortgage.ts';
import { type ConsoleOffice, openConsole } from './e2e/testing.ts';
import { personalData } from './e2e/watch.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly status: string; readonly version: string };
let site: ConsoleOffice;
let project: string;
let contract: Row;
let customer: Row;

const list = async <T = Row[]>(path: string, query: Record<string, string | number>, who = 'wangfang') =>
  must(await site.office.as(who).get<T>(path, query), path).data;

beforeAll(async () => {
  site = await openConsole();
  project = (await list('/projects/project', { index: 'all' }, 'admin'))[0]?.id ?? '';
  contract = (await list('/contracts/contract', { index: 'byProject', project, order: 'desc' }))[0] ?? lack('a contract');
  const wish = { wish: '两房', channel: 'visit', name: '上官文静', phone: '13700007001', idNumber: '11010519491231002X' };
  customer = must(await site.office.as('liuwei').post<Row>('/customers/customer', { project, ...wish }), 'buyer').data;
});
afterAll(() => site?.close());

const desks = new Map<string, Desk>();
/** The desk of a person, who stays signed in from one test to the next; what went wrong in an earlier one is forgotten. */
async function at(login: string): Promise<Desk> {
  const desk = desks.get(login) ?? (await site.sit(login));
  desks.set(login, desk);
  desk.watch.faults.splice(0);
  await desk.page.setViewportSize({ width: 1280, height: 800 });
  return desk;
}

/** Pages of every kind, as a person meets them. */
const pages = {
  inbox: '/',
  board: '/board',
  import: '/import',
  settings: '/settings',
  contracts: '/contracts/contract',
  customers: '/customers/customer',
  newCustomer: '/customers/customer/create',
  employees: '/organisation/employee',
  blanks: '/contracts/stamped-blank',
  nowhere: '/contracts/nothing',
} as const;
/** Words of the demonstration's data on pages in Chinese. */
const dataWords = ['X', 'price-list', 'GMO', 'SAL', 'CSD', 'LEG', 'FIN', 'ENG', 'OFF'];

describe('every page', () => {
  it('is accessible, speaks Chinese, lets the keyboard through, stays in its width, and says nothing personal', async () => {
    const desk = await at('wangfang');
    const { id } = contract;
    const tabs = ['flow', 'fees', 'files', 'filing', 'taxLine', 'contractCopy', 'todos', 'history'];
    const records = { customer: `/customers/customer/${customer.id}`, contract: `/contracts/contract/${id}` };
    const all = { ...pages, ...records, ...Object.fromEntries(tabs.map((tab) => [tab, `/contracts/contract/${id}?tab=${tab}`])) };
    for (const [name, path] of Object.entries(all)) {
      await desk.go(path);
      // Of the tabs of one page only the tab is new.
      await expectAccessible(desk, name, tabs.includes(name) ? 'main' : 'html');
      await expectChinese(desk, [...dataWords, ...(await loginNames(name))]);
      await expectNoSideScroll(desk);
      await expectNoPersonalData(desk);
      await desk.picture(name);
      if (name in pages || name in records || name === 'flow') await expectNoTrap(desk, name);
    }
    expectNoFault(desk, 'pages');
  });

  it('asks for at most fifteen things to show the first list', async () => {
    const desk = await at('wangfang');
    desk.watch.take();
    await desk.go('/contracts/contract');
    expect(desk.watch.take().length).toBeLessThanOrEqual(15);
  });

  it('is there in English too, and the choice is remembered', async () => {
    const desk = await site.sit('wangfang');
    await desk.go('/contracts/contract');
    await desk.page.getByRole('button', { name: 'English' }).click();
    await desk.page.getByRole('heading', { name: 'Purchase contracts', exact: true }).waitFor();
    await expectAccessible(desk, 'English');
    await desk.picture('english');
    await desk.page.reload();
    await desk.page.getByRole('heading', { name: 'Purchase contracts', exact: true }).waitFor();
    const headers = await desk.page.locator('thead th').allTextContents();
    expect(headers).toEqual(['Contract no.', 'Unit', 'Buyer', 'Price', 'Payment method', 'Signed on', 'Status']);
    await desk.go(`/contracts/contract/${contract.id}?tab=flow`);
    await desk.page.locator('.flow-steps').getByText('Legal drafts').waitFor();
    expect(
      await desk.page.locator('.shell').evaluate((shell) => /[\u4e00-\u9fff]/.exec(shell.querySelector('.flow-steps')?.textContent ?? '')?.[0]),
    ).toBeUndefined();
    await desk.leave();
  });

  it('fits a phone', async () => {
    const desk = await site.sit('wangfang', { width: 390, height: 844 });
    for (const name of ['inbox', 'board', 'contracts', 'newCustomer', 'settings'] as const) {
      await desk.go(pages[name]);
      await expectNoSideScroll(desk);
      // The units themselves are looked at on the wide screen.
      await expectAccessible(desk, `${name} on a phone`, name === 'board' ? '.legend' : 'html');
      await desk.picture(`phone-${name}`);
    }
    await desk.go(`/contracts/contract/${contract.id}`);
    await expectNoSideScroll(desk);
    await desk.picture('phone-contract');
    await desk.leave();
  });
});

describe('a page that is long', () => {
  it('shows the step in hand in the middle of the picture and of the list', async () => {
    const desk = await at('wangfang');
    await desk.go(`/contracts/contract/${contract.id}?tab=flow`);
    const steps = desk.page.locator('.flow-steps li.flow-current').filter({ hasText: '由' });
    const step = await steps.first().getAttribute('data-step');
    expect(await middleOf(desk, '.flow-steps ol', `[data-step=${step}]`)).toBeLessThan(0.25);
    expect(await middleOf(desk, '.flow-picture', `[data-step=${step}]`)).toBeLessThan(0.25);
    expectNoFault(desk, 'flow');
  });

  it('folds areas of the navigation away, but the one that is open', async () => {
    const desk = await site.sit('wangfang');
    const menu = desk.page.getByRole('navigation', { name: '主菜单' });
    const link = (name: string) => menu.getByRole('link', { name, exact: true });
    await desk.go('/contracts/contract');
    await menu.getByRole('button', { name: '项目与房源' }).click();
    await link('楼栋').waitFor({ state: 'hidden' });
    await desk.page.reload();
    await desk.settle();
    expect(await link('楼栋').isVisible()).toBe(false);
    expect(await link('登记备案').isVisible()).toBe(true);
    await expectAccessible(desk, 'folded');
    await desk.go('/projects/unit');
    expect(await link('楼栋').isVisible()).toBe(true);
    await desk.leave();
  });
});

describe('lists and boards', () => {
  it('are turned over by their cursor, and back', async () => {
    const desk = await at('wangfang');
    await desk.go('/projects/unit');
    const titles = () => desk.page.locator('.list-table .row-title').allTextContents();
    const first = await titles();
    await desk.press('下一页');
    await desk.page.getByText('第 2 页').waitFor();
    await expect.poll(async () => (await titles()).some((title) => first.includes(title)), { timeout: 30_000 }).toBe(false);
    await desk.press('上一页');
    await expect.poll(titles, { timeout: 30_000 }).toEqual(first);
  });

  it('tell states by colour as well as by word, and dim what was not asked for', async () => {
    const desk = await at('wangfang');
    await desk.go('/board');
    const colours = await desk.page
      .locator('.board .unit')
      .evaluateAll((cells) => cells.map((cell) => `${cell.querySelector('span')?.textContent} ${getComputedStyle(cell).backgroundColor}`));
    const [pairs, words, tints] = [
      new Set(colours),
      new Set(colours.map((pair) => pair.split(' ')[0])),
      new Set(colours.map((pair) => pair.slice(pair.indexOf(' ')))),
    ];
    expect(words.size).toBeGreaterThan(2);
    expect([pairs.size, tints.size]).toEqual([words.size, words.size]);
    await desk.page.locator('.legend').getByRole('button', { name: '已签约' }).click();
    expect(await desk.page.locator('.board .unit-available:not(.unit-dimmed)').count()).toBe(0);
    expect(await desk.page.locator('.board .unit-signed:not(.unit-dimmed)').count()).toBeGreaterThan(0);
  });

  it('offer nobody what their post may not do', async () => {
    const [clerk, auditor] = [await at('wangfang'), await at('lina')];
    for (const desk of [clerk, auditor]) await desk.go(`/contracts/contract/${contract.id}`);
    await clerk.page.getByRole('button', { name: '更多操作' }).waitFor({ state: 'detached' });
    await auditor.press('更多操作');
    await auditor.page.getByRole('menuitem', { name: '作废合同' }).waitFor();
    await auditor.go('/customers/customer');
    expect(await auditor.page.getByRole('link', { name: '新建' }).count()).toBe(1);
    await clerk.go('/organisation/employee');
    expect(await clerk.page.getByRole('link', { name: '新建' }).count()).toBe(0);
  });

  it('take no file for a scan that is none', async () => {
    const desk = await at('wangfang');
    await desk.go(`/contracts/contract/${contract.id}?tab=files`);
    desk.watch.take();
    await desk.page.locator('.upload input[type=file]').setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('说明') });
    await desk.page.locator('.uploads').getByText('只能上传 PDF 或图片').waitFor();
    expect(desk.watch.take().filter((path) => path.endsWith('/upload'))).toEqual([]);
  });
});

describe('the session', () => {
  it('ends when the person signs out, and begins with no answer that was not asked for', async () => {
    const desk = await site.sit('wangfang');
    await desk.page.getByRole('button', { name: '王芳' }).click();
    await desk.page.getByRole('menuitem', { name: '退出登录' }).click();
    // The issuer asks once more, as its own session ends too.
    await desk.page.getByRole('button', { name: '退出' }).click();
    const signIn = desk.page.getByRole('button', { name: '登录', exact: true });
    await signIn.waitFor();
    await desk.page.reload();
    await signIn.waitFor();
    const origin = new URL(desk.page.url()).origin;
    desk.watch.take();
    await desk.page.goto(`${origin}/callback?code=stolen&state=of-somebody-else`);
    await desk.page.getByText('登录没有完成，请再试一次').waitFor();
    expect(desk.watch.take().filter((path) => path.endsWith('/token'))).toEqual([]);
    await desk.leave();
  });
});

/** How far the middle of a part is from the middle of what it scrolls in, as a share of the latter's height. */
const middleOf = (desk: Desk, box: string, part: string): Promise<number> =>
  desk.page.evaluate(
    ([outer, inner]) => {
      const [whole, item] = [document.querySelector(outer ?? ''), document.querySelector(`${outer} ${inner}`)].map((x) => x?.getBoundingClientRect());
      if (!whole || !item) return 1;
      return Math.abs(item.top + item.height / 2 - whole.top - whole.height / 2) / whole.height;
    },
    [box, part],
  );

describe('choices', () => {
  it('are emptied by key where they may be empty, by a button that says so and is no stop, and never where they are needed', async () => {
    const desk = await site.sit('liuwei');
    await desk.go('/customers/customer/create');
    await desk.fill({ 来源: { pick: '来访' }, 购房动机: { pick: '自用' } });
    const item = (label: string) => desk.page.locator('.ant-form-item').filter({ has: desk.page.locator('label').filter({ hasText: label }) });
    expect(await item('来源').locator('.ant-select-clear').count()).toBe(0);
    const clear = item('购房动机').getByRole('button', { name: '清除', includeHidden: true });
    expect(await clear.getAttribute('tabindex')).toBe('-1');
    await item('来源').locator('input').press('Delete');
    await item('购房动机').locator('input').press('Delete');
    await clear.waitFor({ state: 'detached' });
    await desk.press('保存');
    await item('手机号').locator('.ant-form-item-explain-error').filter({ hasText: '请填写' }).waitFor();
    await desk.page.getByRole('alert').getByText('2 处需要修改').waitFor();
    expect(await item('来源').textContent()).toContain('来访');
    expect(await item('购房动机').textContent()).not.toContain('自用');
    await desk.leave();
  });
});

describe('when something is not as usual', () => {
  it('says that there is nothing, that it may not be seen, and that the server failed, each in words', async () => {
    const desk = await at('liuwei');
    await desk.go('/import');
    await desk.page.getByText('您的岗位不能查看这里').waitFor();
    await expectAccessible(desk, 'denied');
    await desk.picture('denied');
    await desk.go('/contracts/contract/ctr_00000000000000000000000000');
    await desk.page.getByText('页面不存在').waitFor();
    await desk.go('/contracts/contract?status=void');
    await desk.page.getByText('没有符合条件的记录').waitFor();
    const path = '**/api/customers/customer?*';
    await desk.page.route(path, (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', headers: { 'x-request-id': 'R-123' }, body: '{"code":"server.failed"}' }),
    );
    await desk.go('/customers/customer');
    await desk.page.getByText('载入失败').waitFor();
    await desk.page.getByText('编号 R-123').first().waitFor();
    await expectAccessible(desk, 'failed');
    await desk.picture('failed');
    await desk.page.unroute(path);
    await desk.page.route(path, (route) => route.abort());
    await desk.go('/customers/customer');
    await desk.page.getByText('网络连接中断，请检查后重试').first().waitFor();
    await desk.page.unroute(path);
    await desk.page.getByRole('button', { name: '重试' }).click();
    await desk.page.getByText('上官*').first().waitFor();
  });

  it('shows a phone number for a purpose, and hides it after thirty seconds', async () => {
    const desk = await site.sit('wangfang');
    await desk.page.clock.install();
    await desk.go(`/customers/customer/${customer.id}`);
    await desk.page.getByText('137****7001').first().waitFor();
    await desk.press('查看完整信息');
    await desk.dialog.getByRole('button', { name: '确定' }).click();
    await desk.dialog.getByText('请填写').waitFor();
    await expectAccessible(desk, 'reveal');
    await desk.dialog.getByLabel('用途').fill('核对签约人身份');
    await desk.confirm();
    await desk.page.getByText('13700007001').first().waitFor();
    // One second after another, as each is counted when the one before has been shown.
    for (let left = 30; left > 0; left -= 1) {
      await desk.page.getByText(`${left} 秒后隐藏`).waitFor();
      await desk.page.clock.runFor(1000);
    }
    await desk.page.getByText('137****7001').first().waitFor();
    await expectNoPersonalData(desk);
    await desk.tab('修改记录');
    await desk.page.getByText('查看了姓名、手机号、身份证号，用途：核对签约人身份').waitFor();
    await desk.leave();
  });
});

describe('two people at one record', () => {
  it('keep both changes where they differ, and are asked where they clash', async () => {
    const [first, second] = [await at('liuwei'), await at('zhaoyang')];
    const path = `/customers/customer/${customer.id}`;
    for (const desk of [first, second]) await desk.go(`${path}/edit`);
    await first.fill({ 购房预算: '3,000,000' });
    await first.press('保存');
    await first.page.getByText('¥3,000,000.00').first().waitFor();
    await second.fill({ 来源: { pick: '线上' } });
    await second.press('保存');
    await second.dialog.getByText('对方另外修改了：购房预算').waitFor();
    await expectAccessible(second, 'conflict');
    await second.dialog.locator('.ant-modal-footer .ant-btn-primary').click();
    await second.page.getByText('¥3,000,000.00').first().waitFor();
    await second.page.getByText('线上').first().waitFor();
    for (const desk of [first, second]) await desk.go(`${path}/edit`);
    await first.fill({ 需求与意向房源: '三房' });
    await first.press('保存');
    await first.page.getByText('三房').first().waitFor();
    await second.fill({ 需求与意向房源: '四房，朝南', 购房动机: { pick: '自用' } });
    await second.press('保存');
    await second.dialog.getByText('三房').waitFor();
    await second.picture('conflict');
    await expectAccessible(second, 'clash');
    const save = second.dialog.locator('.ant-modal-footer .ant-btn-primary');
    expect(await save.isDisabled()).toBe(true);
    await second.dialog.getByRole('radio', { name: '我的' }).click();
    await save.click();
    await second.page.getByText('四房，朝南').first().waitFor();
    const kept = must(await site.office.as('liuwei').get<Row>(path), 'customer').data;
    expect(kept).toMatchObject({ wish: '四房，朝南', motive: 'ownUse', channel: 'online', budget: 300_000_000 });
    for (const desk of [first, second]) expectNoFault(desk, 'conflict');
  });
});

describe('exports', () => {
  it('hold what the list shows, masked', async () => {
    const desk = await at('liuwei');
    await desk.go('/customers/customer');
    const { csv, sheet } = await exportBoth(desk);
    expect(csv.charCodeAt(0)).toBe(0xfeff);
    expect(csv).toContain('"上官*","137****7001","');
    expect(csv).not.toMatch(personalData);
    expect(sheet.flat().filter((cell) => personalData.test(String(cell)))).toEqual([]);
    const lines = csv.slice(1).trimEnd().split(/\r?\n/);
    expect(sheet.map((row) => row.map((cell) => `"${cell ?? ''}"`).join())).toEqual(lines);
    expectNoFault(desk, 'exports');
  });

  it('tell the steps of to-dos in words', async () => {
    const desk = await at('lina');
    await desk.go('/organisation/todo');
    const shown = await desk.page.locator('.list-table tbody .ant-table-row').first().textContent();
    expect(shown).toMatch(/审核|提交审核/);
    const { csv, sheet } = await exportBoth(desk);
    expect(csv).toContain('"审核"');
    expect([csv, ...sheet.flat()].join()).not.toMatch(/contract\.[a-z]/);
  });

  it('hold nothing that a spreadsheet would compute', async () => {
    must(await site.office.as('admin').post('/organisation/department', { code: 'XYZ', name: '=1+1' }), 'department');
    const desk = await at('admin');
    await desk.go('/organisation/department');
    const { csv, sheet } = await exportBoth(desk);
    expect(csv).toContain(`"'=1+1"`);
    // In a workbook the cell is a text by its type, which no program computes.
    expect(sheet.flat()).toContain('=1+1');
  });
});

async function exportBoth(desk: Desk): Promise<{ csv: string; sheet: readonly (readonly unknown[])[] }> {
  const save = async (name: string) => {
    await desk.press('导出');
    const downloading = desk.page.waitForEvent('download');
    await desk.page.getByRole('menuitem', { name }).click();
    return (await downloading).path();
  };
  return { csv: readFileSync(await save('导出为 CSV'), 'utf8'), sheet: await readSheet(await save('导出为 Excel')) };
}

describe('by keyboard alone', () => {
  it('an order is taken from the board within fourteen strokes', async () => {
    const holder = must(await site.office.as('wangfang').get<Row>('/organisation/employee/me'), 'me').data.id;
    await issueBlanks({ clerk: site.office.as('xujing'), holder }, { project, kind: 'subscription', prefix: 'RGK', count: 1 });
    const desk = await at('liuwei');
    await desk.go('/board');
    const keys = strokes(desk);
    await keys.press('Enter');
    await desk.page.locator('.unit-actions').waitFor();
    await keys.press('Enter');
    await desk.dialog.getByText('盖章空白认购书').first().waitFor();
    await keys.choose('上官');
    await keys.reach('#operation-subscribe-unit_deposit');
    await keys.type('50000');
    await keys.reach('#operation-subscribe-unit_paymentMethod');
    await keys.choose('一次性');
    await keys.reach('#operation-subscribe-unit_blank');
    await keys.choose('RGK');
    await keys.press('Control+Enter');
    await desk.page.locator('.ant-modal:visible').waitFor({ state: 'detached' });
    const [order] = await list('/contracts/subscription', { index: 'byProject', project, order: 'desc' });
    expect(order?.customer).toBe(customer.id);
    expect(keys.count()).toBeLessThanOrEqual(14);
  });

  it('the next review is approved within two strokes, and the one after it is at hand', async () => {
    const desk = await at('lina');
    await desk.go('/');
    const about = await reviewed();
    await todoButton(desk.page, '审核', about).waitFor();
    const before = await desk.page.locator('.inbox li').count();
    const keys = strokes(desk);
    await keys.press('Enter');
    await desk.dialog.locator('.ant-radio-group').waitFor();
    await keys.press('Enter');
    await desk.page.locator('.ant-modal:visible').waitFor({ state: 'detached' });
    await expect.poll(() => desk.page.locator('.inbox li').count(), { timeout: 30_000 }).toBe(before - 1);
    expect(keys.count()).toBeLessThanOrEqual(2);
    expect(must(await site.office.as('lina').get<Row[]>('/organisation/todo/inbox'), 'inbox').data.map(({ subjectTitle }) => subjectTitle)).not.toContain(
      about,
    );
  });

  it('scans are filed to a contract within eight strokes', async () => {
    const desk = await at('wangfang');
    await desk.go(`/contracts/contract/${contract.id}`);
    // The browser is told beforehand to leave the choice of files to the test, and takes a moment to hear of it.
    const choosing = desk.page.waitForEvent('filechooser');
    const keys = strokes(desk);
    await keys.press('Alt+4');
    await desk.page.locator('#file-kind').waitFor();
    await keys.press('Tab');
    await keys.choose('登记备案表');
    await keys.reach('.upload [role=button]');
    await keys.press('Enter');
    const scans = ['一', '二', '三'].map((name) => ({ name: `第${name}页.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.4\n${name}`) }));
    await (await choosing).setFiles(scans);
    await expect.poll(() => desk.page.locator('.file-list .status').filter({ hasText: '已入档' }).count(), { timeout: 60_000 }).toBe(3);
    expect(keys.count()).toBeLessThanOrEqual(8);
  });

  it('who changed a field is found within four strokes', async () => {
    const desk = await at('wangfang');
    await desk.go(`/contracts/contract/${contract.id}`);
    const keys = strokes(desk);
    await keys.press('Alt+0');
    await desk.page.locator('.timeline').waitFor();
    await keys.press('Tab');
    await keys.choose('签约日');
    await desk.page.locator('.timeline li').filter({ hasText: '王芳' }).filter({ hasText: '签约日' }).waitFor();
    expect(keys.count()).toBeLessThanOrEqual(4);
  });
});

describe('when time has passed', () => {
  it('what is late is told first, and marked', async () => {
    const desk = await at('zhouming');
    await desk.go('/');
    expect(await desk.page.locator('.inbox-overdue').count()).toBe(0);
    const [first] = must(await site.office.as('zhouming').get<Row[]>('/organisation/todo/inbox'), 'inbox').data;
    await site.office.advanceTo?.(new Date(Date.parse(String(first?.dueAt)) + 25 * 3_600_000).toISOString());
    await desk.go('/');
    const late = desk.page.locator('.inbox').first();
    await late.getByRole('heading', { name: '已逾期' }).waitFor();
    const mark = late.locator('.late').first();
    expect(await mark.textContent()).toBe('逾期 25 小时');
    expect(await mark.evaluate((part) => getComputedStyle(part).color)).not.toBe(
      await late
        .locator('.todo-due .hint')
        .first()
        .evaluate((part) => getComputedStyle(part).color),
    );
    await desk.picture('late');
  });
});

describe('mortgages, money and partners', () => {
  let mortgage: OpenMortgage;
  beforeAll(async () => {
    mortgage = await openMortgage(site);
    await receive('icbc', { amount: 10_000_100, serial: 'L-1' });
  });
  /** Finance books money of the buyer that came in at a bank today. */
  const receive = async (bank: 'icbc' | 'ccb', money: { amount: number; serial: string }) => {
    const { contract: deal, houses } = mortgage;
    const receipt = { contract: deal, kind: 'housePrice', receivedOn: await site.office.today(), bank: houses[bank].member, ...money };
    must(await site.office.as('sunli').post('/finance/receipt/record', receipt), 'receipt');
  };
  const more = [...dataWords, 'BA', 'JH', 'D', 'L', 'M', 'SK', 'ECDSA', 'P', 'Ed', 'RSA', 'PSS', 'https'];

  /** A page as everybody meets it: by keyboard, in Chinese and English, on a screen and on a phone. */
  const look = async (desk: Desk, name: string) => {
    await expectAccessible(desk, name);
    await expectNoTrap(desk, name);
    await expectChinese(desk, more);
    await expectNoSideScroll(desk);
    await expectNoPersonalData(desk);
    await desk.picture(name);
    await desk.page.setViewportSize({ width: 390, height: 844 });
    await desk.settle();
    await expectNoSideScroll(desk);
    await expectAccessible(desk, `${name} on a phone`, 'main');
    await desk.picture(`phone-${name}`);
    await desk.page.setViewportSize({ width: 1280, height: 800 });
    await desk.page.getByRole('button', { name: 'English' }).click();
    await desk.settle();
    await expectEnglish(desk, name);
    await expectAccessible(desk, `${name} in English`, 'main');
    await desk.picture(`english-${name}`);
    await desk.page.getByRole('button', { name: '中文' }).click();
    await desk.settle();
  };

  it('show a case on one page, where a paper is uploaded in its row and a call of its bank is told', async () => {
    const desk = await at('wangfang');
    await mortgage.houses.icbc.client.get(`/partner/v1/loans/${mortgage.loan.id}`);
    await desk.go(`/banking/mortgage-case/${mortgage.theCase.id}`);
    const part = (name: string) => desk.page.getByRole('region', { name, exact: true });
    await part('当前情况').getByText('收集资料').first().waitFor();
    expect(await part('贷款与月供').locator('article').count()).toBe(2);
    // 400,000 yuan over 240 months at 3.1%, as any calculator has it.
    await part('贷款与月供').getByText('¥2,238.47').first().waitFor();
    await part('合作方往来').getByText('工商银行 案场支行').waitFor();
    await part('合作方往来').getByText('验签通过').waitFor();
    const paper = part('资料清单').locator('tbody .ant-table-row').filter({ hasText: '户口簿' }).first();
    await paper.locator('input[type=file]').setInputFiles({ name: '户口簿.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 户口簿') });
    await paper.getByText('已交').waitFor();
    await paper.getByRole('button', { name: '文件 1 户口簿' }).waitFor();
    await look(desk, 'case');
    await desk.tab('办理进度');
    await desk.page.locator('#flow-of').waitFor();
    await desk.settle();
    await expectAccessible(desk, 'flows of a case');
    expectNoFault(desk, 'case');
  });

  it('show the ledger of a contract to the fen', async () => {
    const desk = await at('sunli');
    await desk.go(`/contracts/contract/${mortgage.contract}?tab=ledger`);
    const part = (name: string) => desk.page.getByRole('region', { name, exact: true });
    await part('科目余额').getByText('¥100,001.00').first().waitFor();
    await part('记账凭证').getByText('银行存款').waitFor();
    expect(await part('应收与已收').locator('tbody .ant-table-row').count()).toBeGreaterThan(0);
    await look(desk, 'ledger');
    expectNoFault(desk, 'ledger');
  });

  it('book what a buyer has paid from its receivable within seven strokes', async () => {
    const desk = await at('sunli');
    await desk.go(`/contracts/contract/${mortgage.contract}`);
    const keys = strokes(desk);
    await keys.press('Alt+5');
    const part = desk.page.getByRole('region', { name: '应收与已收' });
    await part.getByRole('button', { name: '登记收款 房款 1' }).waitFor();
    await keys.reach('[aria-label="登记收款 房款 1"]');
    await keys.press('Enter');
    await desk.dialog.getByText('银行流水号').first().waitFor();
    await keys.choose('工商银行');
    await keys.press('Tab');
    await keys.type('L-4');
    await keys.press('Control+Enter');
    await desk.page.locator('.ant-modal:visible').waitFor({ state: 'detached' });
    await desk.page.getByRole('region', { name: '记账凭证' }).getByText('L-4').waitFor();
    await part.locator('tbody .ant-table-row').filter({ hasText: '房款' }).getByText('已收清').waitFor();
    expect(keys.count()).toBeLessThanOrEqual(7);
    expectNoFault(desk, 'receipt');
  });

  it('keep a list of what is due, in which a call is written down', async () => {
    const desk = await at('wangfang');
    await desk.go('/due');
    const first = desk.page.locator('tbody .ant-table-row').first();
    const keys = strokes(desk);
    const hasFocus = (selector: string) => desk.page.evaluate((wanted) => document.activeElement?.closest(wanted) !== null, selector);
    const open = async () => {
      await keys.press('Enter');
      await desk.dialog.locator('#operation-record-call_answer').waitFor();
    };
    await open();
    for (let i = 0; i < 12; i += 1) {
      await desk.page.keyboard.press('Tab');
      // Once round it leaves the page for the browser, never for what is behind the dialog.
      expect(await hasFocus('#root')).toBe(false);
    }
    await desk.page.keyboard.press('Escape');
    await desk.page.locator('.ant-modal:visible').waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus('.due-call')).toBe(true);
    await open();
    await keys.choose('未接通');
    await keys.press('Control+Enter');
    await first.getByText('未接通').waitFor();
    // The dialog was opened once to be left again.
    expect(keys.count() - 1).toBeLessThanOrEqual(3);
    await look(desk, 'due');
    expectNoFault(desk, 'due');
  });

  it('write statements of money to a list, a workbook and a PDF', async () => {
    const desk = await at('sunli');
    await desk.go('/statements');
    await desk.page.locator('.list-table .row-title').first().waitFor();
    const downloading = desk.page.waitForEvent('download');
    await desk.press('打印为 PDF');
    const pdf = readFileSync(await (await downloading).path());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const { csv, sheet } = await exportBoth(desk);
    expect(csv).toContain('100001');
    expect(sheet.flat()).toContain(100001);
    await look(desk, 'statements');
    expectNoFault(desk, 'statements');
  });

  it('import a bank statement, and settle what the ledger lacks', async () => {
    const today = await site.office.today();
    const rows = ['交易日期,流水号,收入,支出,对方户名,摘要', `${today},L-2,88.00,,林某,房款`, `${today},L-3,12.00,,某公司,利息`];
    await receive('ccb', { amount: 8_800, serial: 'L-2' });
    const desk = await at('sunli');
    await desk.go('/reconcile');
    await look(desk, 'reconcile-empty');
    const file = (lines: readonly string[]) => ({ name: '对账单.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) });
    const choose = (lines: readonly string[]) => desk.page.locator('.import-choose input[type=file]').setInputFiles(file(lines));
    await choose(['没有表头']);
    await desk.page.getByText('没有找到表头').first().waitFor();
    await desk.press('换一个文件');
    await choose(rows);
    await desk.page.getByText('共 2 笔明细').waitFor();
    await look(desk, 'reconcile');
    // The same again by keyboard alone, from the empty page on.
    await desk.go('/reconcile');
    const choosing = desk.page.waitForEvent('filechooser');
    const keys = strokes(desk);
    await keys.press('Enter');
    await (await choosing).setFiles(file(rows));
    await desk.page.getByText('共 2 笔明细').waitFor();
    await keys.choose('建设银行');
    await keys.press('Tab', 'Enter');
    await desk.page.getByRole('link', { name: '查看核对结果' }).waitFor();
    await keys.press('Enter');
    expect(keys.count()).toBeLessThanOrEqual(5);
    const difference = desk.page.locator('.list-table tbody .ant-table-row');
    await difference.getByText('我方未入账').waitFor();
    expect(await difference.count()).toBe(1);
    await look(desk, 'differences');
    await difference.getByRole('button', { name: /^处理对账差异/ }).click();
    await desk.dialog.getByText('说明').first().waitFor();
    await desk.fill({ 处理: { pick: '说明原因' }, 说明: '银行利息，另行入账' });
    await desk.confirm();
    await desk.page.getByText('没有未处理的差异').waitFor();
    expectNoFault(desk, 'reconcile');
  });

  it('show the keys of a partner, and let nobody approve what they proposed', async () => {
    const admin = site.office.as('admin');
    const [partner = lack('a partner')] = await list('/partners/partner', { index: 'byMember', member: mortgage.houses.icbc.member }, 'admin');
    const today = await site.office.today();
    const publicKey = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
    const key = { partner: partner.id, algorithm: 'ed25519', publicKey, notBefore: today, notAfter: today.replace(/^\d+/, (year) => String(Number(year) + 1)) };
    must(await admin.post('/partners/partner-key/propose', key), 'propose');
    const [maker, checker] = [await at('admin'), await at('zhouming')];
    for (const desk of [maker, checker]) await desk.go(`/partners/partner/${partner.id}`);
    const approve = (desk: Desk) => desk.page.getByRole('button', { name: /^审核密钥/ });
    await maker.page.getByText('由您登记，须由他人审核').waitFor();
    await checker.page.getByText('等待合作方证明持有私钥').waitFor();
    expect(await approve(maker).isDisabled()).toBe(true);
    expect(await approve(checker).isDisabled()).toBe(true);
    await look(maker, 'keys');
    const pending = checker.page.locator('tbody .ant-table-row').filter({ hasText: '待审核' });
    await pending.getByRole('button', { name: /^吊销密钥/ }).click();
    await checker.dialog.getByText('原因').first().waitFor();
    await checker.fill({ 原因: '登记有误' });
    await checker.confirm();
    await checker.page.getByText('已吊销').first().waitFor();
    for (const tab of ['通知投递', '合作方调用']) {
      await maker.tab(tab);
      await expectAccessible(maker, tab);
    }
    for (const desk of [maker, checker]) expectNoFault(desk, 'keys');
  });
});

/** The contract of the demonstration that waits for the opinion of sales. */
async function reviewed(): Promise<string> {
  const todos = must(await site.office.as('lina').get<Row[]>('/organisation/todo/inbox'), 'inbox').data;
  return String(todos.find(({ step }) => step === 'contract.review')?.subjectTitle ?? lack('a review'));
}

/** Accounts are Latin words in themselves. */
const loginNames = async (page: string): Promise<string[]> =>
  page === 'employees' ? (await list('/organisation/employee', { index: 'all', limit: 100 }, 'admin').catch(() => [])).map(({ login }) => String(login)) : [];

function lack(what: string): never {
  throw new Error(`expected ${what}`);
}
