import { type Label, label } from '../../../kit/label.ts';

/**
 * The columns of a bank's statement with the header texts of the large banks, compared in the form of `normaliseHeader`. For
 * the account's owner a bank's credit (贷方) is money in.
 */
export const statementColumns = {
  tradedOn: {
    label: label('交易日期', 'Date'),
    headers: '交易日期 日期 交易日 发生日期 业务日期 date transactiondate tradedate'.split(' '),
  },
  tradedAt: { label: label('交易时间', 'Time'), headers: '交易时间 交易日期时间 transactiontime'.split(' ') },
  bookedOn: {
    label: label('记账日期', 'Booked on'),
    headers: '记账日期 入账日期 记账日 入账时间 记账时间 起息日 valuedate bookingdate postingdate'.split(' '),
  },
  serial: {
    label: label('流水号', 'Serial'),
    headers: `流水号 交易流水号 银行流水号 核心流水号 账户流水号 账务流水号 主机流水号 交易流水 流水编号 业务流水号 账户明细编号-交易流水号
      transactionreferencenumber serial serialno serialno. reference referenceno`.split(/\s+/),
  },
  income: {
    label: label('收入金额', 'Money in'),
    headers: `收入 收入金额 收入额 贷方 贷方发生额 贷方金额 贷方发生额/收入 存入 存入金额 转入金额 转入 来账金额 贷方发生金额 贷
      credit creditamount moneyin deposit`.split(/\s+/),
  },
  expense: {
    label: label('支出金额', 'Money out'),
    headers: `支出 支出金额 支出额 借方 借方发生额 借方金额 借方发生额/支取 支取 支取金额 转出金额 转出 往账金额 借方发生金额 借
      debit debitamount moneyout withdrawal`.split(/\s+/),
  },
  amount: { label: label('金额', 'Amount'), headers: '金额 交易金额 发生额 发生金额 交易额 amount tradeamount transactionamount'.split(' ') },
  direction: {
    label: label('借贷标志', 'Direction'),
    headers: '借贷标志 借贷方向 借贷 收支 收支方向 收支类型 收支标志 交易方向 方向 来往账标志 借/贷 收/支 往来标志 direction dr/cr'.split(' '),
  },
  balance: {
    label: label('余额', 'Balance'),
    headers: '余额 账户余额 本次余额 交易后余额 当前余额 帐户余额 结余 balance accountbalance after-transactionbalance'.split(' '),
  },
  payer: {
    label: label('对方户名', 'Counterparty'),
    headers:
      `对方户名 对方名称 对方单位 对方账户名称 对方帐户名称 对方账号名称 对方单位名称 交易对方 交易对手 交易对手名称 对手户名 收/付方名称 付款人名称 付款人 付款方户名 付款人户名
      payer payername payer'sname counterparty counterpartyname`.split(/\s+/),
  },
  payerAccount: {
    label: label('对方账号', 'Counterparty account'),
    headers: `对方账号 对方帐号 对方账户 对方卡号 对方账号/卡号 交易对手账号 对手账号 收/付方账号 收/付方帐号 付款人账号 付款账号 付款方账号
      payeraccount counterpartyaccount debitaccountno. debitaccountno`.split(/\s+/),
  },
  payee: { label: label('收款人', 'Payee'), headers: `收款人名称 收款人 收款方户名 收款人户名 payee payeename payee'sname`.split(' ') },
  payeeAccount: { label: label('收款人账号', 'Payee account'), headers: '收款人账号 收款账号 收款方账号 payeeaccount creditaccountno.'.split(' ') },
  /** With some banks the direction (来账, 往账), with others a kind of business. */
  type: { label: label('交易类型', 'Type'), headers: '交易类型 transactiontype'.split(' ') },
  summary: { label: label('摘要', 'Summary'), headers: '摘要 交易摘要 业务摘要 摘要说明 summary description'.split(' ') },
  purpose: { label: label('用途', 'Purpose'), headers: '用途 交易用途 资金用途 用途/附言 purpose'.split(' ') },
  remark: { label: label('附言', 'Remark'), headers: '附言 交易附言 备注 remark remarks'.split(' ') },
  currency: { label: label('币种', 'Currency'), headers: '币种 货币 币别 交易货币 币种名称 currency tradecurrency'.split(' ') },
} as const satisfies Record<string, { label: Label; headers: readonly string[] }>;

export type StatementColumn = keyof typeof statementColumns;

/** Where the day of a transaction is looked for, in this order: a column of times alone is no date. */
export const dateColumns = ['tradedOn', 'tradedAt', 'bookedOn'] as const satisfies readonly StatementColumn[];

const byHeader = new Map<string, StatementColumn>(
  Object.entries(statementColumns).flatMap(([name, { headers }]) => headers.map((header) => [header, name as StatementColumn] as const)),
);

/**
 * The column a header stands for, and whether its amounts are in units of ten thousand yuan.
 * @example columnOf('贷方发生额/元(收入)') // { name: 'income', isTenThousands: false }
 */
export function columnOf(text: string): { readonly name: StatementColumn; readonly isTenThousands: boolean } | undefined {
  const flat = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*]/gu, '')
    .replace(/[【［]/gu, '[')
    .replace(/[】］]/gu, ']');
  const bare = flat.replace(/\([^()]*\)|\[[^[\]]*\]/gu, '').replace(/[:、]+$/u, '');
  const candidates = [flat, bare, bare.replace(/[/(]?(?:人民币)?(?:万?元|rmb|cny)\)?$/u, ''), flat.replace(/[()[\]]/gu, '')];
  const name = candidates.map((candidate) => byHeader.get(candidate)).find((found) => found !== undefined);
  return name === undefined ? undefined : { name, isTenThousands: flat.includes('万元') };
}
