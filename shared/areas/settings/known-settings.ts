import * as z from 'zod';
import type { Label } from '../../kit/label.ts';

/** Periods that the deadline engine counts; only "by the end of the day" may be 0. */
const clock = z
  .strictObject({ count: z.int().min(0).max(1200), unit: z.enum(['hour', 'calendarDay', 'workday', 'endOfDay', 'month', 'year']) })
  .refine(({ count, unit }) => count > 0 || unit === 'endOfDay');
const days = z.strictObject({ count: z.int().min(1).max(1200) });
const ppm = z.strictObject({ ppm: z.int().min(0).max(1_000_000), individualsExempt: z.boolean().optional() });
const fenPerSquareMetre = z.strictObject({ fen: z.int().min(0).max(10_000_000) });
/** Who keeps a copy of a contract; each of them is a holder of `contractCopy`. */
const names = z.strictObject({
  names: z
    .array(z.enum(['office', 'finance', 'developer']))
    .min(1)
    .refine((list) => new Set(list).size === list.length),
});
const times = z.strictObject({ times: z.int().min(0).max(100) });
const years = z.strictObject({ years: z.int().min(1).max(100) });

type Preset<T> = { readonly validFrom: string; readonly value: T; readonly source: string };
type Known<S extends z.ZodType> = Label & { readonly schema: S; readonly presets: readonly Preset<z.infer<S>>[] };
const known = <S extends z.ZodType>(zh: string, en: string, schema: S, presets: readonly Preset<z.infer<S>>[]): Known<S> => ({
  zh,
  en,
  schema,
  presets,
});

const seed4 = '《房地产项目客户服务部工作流程》';
const ours = '公司内部时限（文件未规定，可按日期修改）';
const money = (about: string) => `公司内部收款规则：${about}（文件未规定，可按日期修改）`;

/**
 * Every number that policy may change. The presets hold from their day on unless a record of the same key says otherwise;
 * each names where it comes from. Where two sources differ (stamp tax, inventory §1.6 no. 14) the later law is a later preset
 * of its own key, chosen by `stampTaxPreset`.
 */
export const knownSettings = {
  signFrom: known('认购后最早签约', 'Earliest signing after subscription', clock, [
    { validFrom: '2000-01-01', value: { count: 3, unit: 'calendarDay' }, source: `${seed4}第2条：3~5日内（日历日，文件未写明）` },
  ]),
  signBy: known('认购后最迟签约', 'Latest signing after subscription', clock, [
    { validFrom: '2000-01-01', value: { count: 5, unit: 'calendarDay' }, source: `${seed4}第2条：3~5日内（日历日，文件未写明）` },
  ]),
  pickUp: known('备案合同领取', 'Pick-up of the filed contract', clock, [
    { validFrom: '2000-01-01', value: { count: 6, unit: 'workday' }, source: `${seed4}第6条：6个工作日后` },
  ]),
  statutoryFiling: known('法定备案期限', 'Statutory filing period', clock, [
    {
      validFrom: '1998-07-20',
      value: { count: 30, unit: 'calendarDay' },
      source: '《城市房地产开发经营管理条例》第二十六条：签订之日起30日内',
    },
  ]),
  stampTax: known('印花税税率', 'Stamp tax rate', ppm, [{ validFrom: '2000-01-01', value: { ppm: 300 }, source: `${seed4}第6条：总房款的万分之三` }]),
  stampTaxStatutory: known('印花税税率（法定）', 'Stamp tax rate (statutory)', ppm, [
    {
      validFrom: '2022-07-01',
      value: { ppm: 500, individualsExempt: true },
      source: '《印花税法》税目税率表：产权转移书据万分之五；财税〔2008〕137号第二条：个人购买住房暂免',
    },
  ]),
  stampTaxPreset: known('采用的印花税税率', 'Stamp tax preset in use', z.strictObject({ use: z.enum(['stampTax', 'stampTaxStatutory']) }), [
    { validFrom: '2000-01-01', value: { use: 'stampTax' }, source: seed4 },
  ]),
  tradingFee: known('交易费（每平方米）', 'Trading fee per m²', fenPerSquareMetre, [
    { validFrom: '2000-01-01', value: { fen: 300 }, source: `${seed4}第6条：3元/平方米` },
  ]),
  companyCopies: known('公司存档合同份数', 'Company copies', names, [
    { validFrom: '2000-01-01', value: { names: ['office', 'finance', 'developer'] }, source: `${seed4}第8条：3份，办公室、财务、开发商` },
  ]),
  stepDays: known('内部步骤办理期限（工作日）', 'Internal step, working days', days, [{ validFrom: '2000-01-01', value: { count: 1 }, source: ours }]),
  reviewDays: known('合同审核期限（工作日）', 'Contract review, working days', days, [{ validFrom: '2000-01-01', value: { count: 1 }, source: ours }]),
  materialDays: known('收集按揭资料期限', 'Collecting mortgage papers', clock, [
    { validFrom: '2000-01-01', value: { count: 7, unit: 'calendarDay' }, source: ours },
  ]),
  bankReview: known('银行审批期限', 'Review by the bank', clock, [{ validFrom: '2000-01-01', value: { count: 15, unit: 'workday' }, source: ours }]),
  loanSigning: known('签借款合同期限', 'Signing the loan', clock, [{ validFrom: '2000-01-01', value: { count: 5, unit: 'workday' }, source: ours }]),
  mortgageRegistration: known('办理抵押登记期限', 'Registering the mortgage', clock, [
    { validFrom: '2015-03-01', value: { count: 30, unit: 'workday' }, source: '《不动产登记暂行条例》第二十条：自受理之日起30个工作日内' },
  ]),
  loanRelease: known('银行放款期限', 'Release of the loan', clock, [{ validFrom: '2000-01-01', value: { count: 10, unit: 'workday' }, source: ours }]),
  invoiceCollection: known('领取到账发票期限', 'Collecting the invoice', clock, [
    { validFrom: '2000-01-01', value: { count: 7, unit: 'calendarDay' }, source: ours },
  ]),
  remedyDays: known('贷款未获批准的处理期限', 'Remedy of a refused loan', clock, [
    { validFrom: '2000-01-01', value: { count: 15, unit: 'calendarDay' }, source: ours },
  ]),
  escalateAfter: known('逾期上报', 'Escalation after due', clock, [{ validFrom: '2000-01-01', value: { count: 1, unit: 'workday' }, source: ours }]),
  lumpSumDue: known('一次性付款期限', 'Lump sum due', clock, [{ validFrom: '2000-01-01', value: { count: 7, unit: 'calendarDay' }, source: money('签约后') }]),
  downPayment: known('首付比例', 'Down payment', ppm, [{ validFrom: '2000-01-01', value: { ppm: 300_000 }, source: money('合同另有约定的从其约定') }]),
  downPaymentDue: known('首付款期限', 'Down payment due', clock, [
    { validFrom: '2000-01-01', value: { count: 7, unit: 'calendarDay' }, source: money('签约后') },
  ]),
  loanDue: known('按揭款到账期限', 'Mortgage loan due', clock, [
    { validFrom: '2000-01-01', value: { count: 60, unit: 'calendarDay' }, source: money('签约后') },
  ]),
  dueListAhead: known('到期通知提前', 'Due list ahead', clock, [
    { validFrom: '2000-01-01', value: { count: 7, unit: 'calendarDay' }, source: money('到期前') },
  ]),
  dunningAfter: known('逾期后发催款通知', 'Dunning notice after due', clock, [
    { validFrom: '2000-01-01', value: { count: 3, unit: 'calendarDay' }, source: money('逾期后') },
  ]),
  dunningPayBy: known('催款通知限期', 'Dunning notice, pay within', clock, [
    { validFrom: '2000-01-01', value: { count: 7, unit: 'calendarDay' }, source: money('自通知日') },
  ]),
  deferralMost: known('每次延期最长', 'Longest deferral', clock, [
    { validFrom: '2000-01-01', value: { count: 30, unit: 'calendarDay' }, source: money('自原应付日') },
  ]),
  deferralTimes: known('每笔款最多延期次数', 'Deferrals of one receivable', times, [{ validFrom: '2000-01-01', value: { times: 1 }, source: money('次数') }]),
  damagesRate: known('逾期付款违约金日利率', 'Damages for late payment, each day', ppm, [
    { validFrom: '2000-01-01', value: { ppm: 100 }, source: money('日万分之一，合同另有约定的从其约定') },
  ]),
  damagesCap: known('违约金上限（占应付款）', 'Most damages, share of the debt', ppm, [
    { validFrom: '2000-01-01', value: { ppm: 200_000 }, source: money('另见商品房买卖合同司法解释第十二条：超过损失30%的可请求减少') },
  ]),
  reconcileEvery: known('银行对账周期', 'Reconciliation with each bank, every', clock, [
    { validFrom: '2000-01-01', value: { count: 1, unit: 'month' }, source: money('文件只写“定期”') },
  ]),
  reconcileDays: known('提交对账单期限（工作日）', 'Statement to be given, working days', days, [
    { validFrom: '2000-01-01', value: { count: 3 }, source: ours },
  ]),
  differenceDays: known('对账差异处理期限（工作日）', 'Difference to be settled, working days', days, [
    { validFrom: '2000-01-01', value: { count: 3 }, source: ours },
  ]),
  matchWindow: known('对账日期允许相差', 'Dates of a match may differ by', clock, [
    { validFrom: '2000-01-01', value: { count: 10, unit: 'calendarDay' }, source: money('银行记账日与我方到账日') },
  ]),
  retentionContract: known('合同类档案保管年限', 'Retention, contracts', years, [
    { validFrom: '2000-01-01', value: { years: 10 }, source: '文件未规定保管期限（待法务审核）' },
  ]),
  retentionCustomer: known('客户档案保管年限', 'Retention, customers', years, [
    { validFrom: '2000-01-01', value: { years: 3 }, source: '文件未规定保管期限（待法务审核）；《个人信息保护法》第五十六条不少于三年' },
  ]),
  retentionMarketing: known('营销资料保管年限', 'Retention, marketing', years, [
    { validFrom: '2000-01-01', value: { years: 3 }, source: '文件未规定保管期限（待法务审核）' },
  ]),
  retentionAdministrative: known('行政文件保管年限', 'Retention, administrative', years, [
    { validFrom: '2000-01-01', value: { years: 10 }, source: '文件未规定保管期限（待法务审核）' },
  ]),
} as const;

export type SettingKey = keyof typeof knownSettings;
/** Does a value have the form of its setting? */
export const isValueOf = (key: SettingKey, value: unknown): boolean => knownSettings[key].schema.safeParse(value).success;
export type SettingValue<K extends SettingKey> = z.infer<(typeof knownSettings)[K]['schema']>;
/** A value, with the day it came into force and its source. */
export type InForce<K extends SettingKey> = { readonly value: SettingValue<K>; readonly validFrom: string; readonly source: string };

export const settingLabels = Object.fromEntries(Object.entries(knownSettings).map(([key, { zh, en }]) => [key, { zh, en }])) as Record<SettingKey, Label>;

/**
 * The value of a setting on a day: the latest record or preset that is in force by then; a record wins over a preset of the
 * same day.
 *
 * @param on civil date `YYYY-MM-DD`
 * @param records values that the office has set itself
 * @throws Error when nothing is in force by that day, or a record does not have the setting's form
 * @example inForce('stampTax', '2026-03-01', []).value.ppm // 300
 */
export function inForce<K extends SettingKey>(
  key: K,
  on: string,
  records: readonly { key: string; validFrom: string; value: unknown; source: string }[],
): InForce<K> {
  const { schema, presets } = knownSettings[key];
  const candidates = [...presets, ...records.filter((record) => record.key === key)].filter((x) => x.validFrom <= on);
  const latest = candidates.reduce<(typeof candidates)[number] | undefined>((best, x) => (!best || x.validFrom >= best.validFrom ? x : best), undefined);
  if (!latest) throw new Error(`expected a value of the setting ${key} in force on ${on}, got none`);
  return { value: schema.parse(latest.value) as SettingValue<K>, validFrom: latest.validFrom, source: latest.source };
}
