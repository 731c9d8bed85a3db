import type { Label, Language } from './label.ts';

/**
 * Every refusal the office can give: code → HTTP status and texts. `{name}` in a text is filled from the parameters. Codes
 * that begin with `field.`, `text.`, `date.`, `identifier.` and the like belong to one field of the input.
 */
export const errorTable = {
  'request.invalid': { status: 422, zh: '请检查标出的内容', en: 'Please check the marked fields' },
  'request.json': { status: 400, zh: '请求内容不是有效的 JSON：{reason}', en: 'The request is not valid JSON: {reason}' },
  'request.tooLarge': { status: 413, zh: '请求超过 {most} KiB', en: 'The request is larger than {most} KiB' },
  'request.header': { status: 400, zh: '请求头 {header} 缺失或无效', en: 'The request header {header} is missing or invalid' },
  'request.cursor': {
    status: 400,
    zh: '翻页位置无效或已过期，请从第一页开始',
    en: 'The page position is invalid or expired; start from the first page',
  },
  'request.index': { status: 400, zh: '不支持按“{index}”查询，或缺少 {missing}', en: 'No list by “{index}”, or {missing} is missing' },
  'request.route': { status: 404, zh: '没有这个地址', en: 'There is nothing at this address' },
  'request.repeated': { status: 422, zh: '幂等键 {key} 已用于另一内容的请求', en: 'Idempotency key {key} was used for another request' },
  'request.inFlight': {
    status: 409,
    zh: '同一幂等键的请求正在处理，请稍后重试',
    en: 'A request with this idempotency key is being worked on; try again shortly',
  },
  'request.tooMany': { status: 429, zh: '请求过于频繁，请稍后再试', en: 'Too many requests; please slow down' },
  'access.signIn': { status: 401, zh: '请重新登录', en: 'Please sign in again' },
  'access.denied': { status: 403, zh: '您的岗位不能进行“{action}”', en: 'Your post may not do “{action}”' },
  'access.ownRequest': { status: 403, zh: '不能审批本人提交的事项', en: 'Nobody approves their own request' },
  'record.missing': { status: 404, zh: '记录不存在', en: 'No such record' },
  'record.stale': {
    status: 409,
    zh: '记录已被他人修改，请核对后重新保存',
    en: 'Somebody else has changed the record; compare and save again',
  },
  'record.busy': { status: 409, zh: '多人同时操作，请重试', en: 'Several people acted at once; please try again' },
  'record.state': { status: 409, zh: '当前状态“{state}”不能进行“{action}”', en: '“{action}” is not possible in the state “{state}”' },
  'field.taken': { status: 409, zh: '{fields}已被使用', en: '{fields} is already taken' },
  'field.missingRecord': { status: 422, zh: '所选记录不存在', en: 'The chosen record does not exist' },
  'todo.notOpen': { status: 409, zh: '“{step}”尚未到办理时间，或已经办理', en: '“{step}” is not due yet, or is already done' },
  'contract.voided': { status: 409, zh: '合同已作废', en: 'The contract is void' },
  'partnerKey.notProven': { status: 409, zh: '合作方尚未证明持有私钥', en: 'The partner has not proved that it holds the private key' },
  'partnerKey.wrongChallenge': { status: 409, zh: '与登记时的证明题不一致', en: 'Not the challenge that was given' },
  'partnerKey.twoInUse': { status: 409, zh: '该合作方已有两把密钥在用，请先吊销一把', en: 'The partner has two keys in use: revoke one first' },
  'webhook.disabled': { status: 409, zh: '通知地址已停用', en: 'The webhook endpoint is disabled' },
  'loan.withdrawn': { status: 409, zh: '贷款申请已撤回', en: 'The loan is withdrawn' },
  'loan.reopened': { status: 409, zh: '已核对的放款被冲销，须重新核对', en: 'A reconciled release was reversed and must be reconciled again' },
  'material.missing': { status: 409, zh: '资料未齐：{names}', en: 'Papers are missing: {names}' },
  'signing.notConfirmed': { status: 409, zh: '律师尚未确认签署', en: 'The law firm has not confirmed the signing' },
  'signing.unfavourable': { status: 409, zh: '律师意见不同意签署', en: 'The opinion of the law firm is not favourable' },
  'release.reversed': { status: 409, zh: '该笔放款的入账凭证已冲销', en: 'The posting of this release was reversed' },
  'release.notInvoiced': { status: 409, zh: '该笔放款的发票已作废或红冲', en: 'The invoice of this release was taken back' },
  'release.archived': {
    status: 409,
    zh: '按揭案件 {case} 已归档，其放款凭证不能再冲销',
    en: 'Mortgage case {case} is archived: the postings of its releases stand',
  },
  'invoice.reconciled': {
    status: 409,
    zh: '该笔放款已与财务核对，请冲销其入账凭证',
    en: 'This release is reconciled: reverse its posting instead',
  },
  'flow.notFailed': { status: 409, zh: '流程没有中断，无需继续', en: 'The flow has not failed' },
  'archive.scanMissing': { status: 409, zh: '请先上传已备案合同的扫描件', en: 'Upload the scan of the filed contract first' },
  'scan.notArrived': { status: 409, zh: '文件尚未上传完成', en: 'The file has not arrived yet' },
  'scan.otherBytes': { status: 409, zh: '文件与登记的大小或 SHA-256 不符，请重新上传', en: 'The file is not the one announced; upload it again' },
  'scan.notKept': { status: 409, zh: '文件尚未入档', en: 'The file is not in the archive yet' },
  'server.failed': {
    status: 500,
    zh: '系统出错，请稍后再试（编号 {requestId}）',
    en: 'Something failed; please try again later (reference {requestId})',
  },
  'server.busy': { status: 503, zh: '系统繁忙，请稍后再试', en: 'The system is busy; please try again shortly' },

  'field.required': { status: 422, zh: '请填写', en: 'Required' },
  'field.unknown': { status: 422, zh: '没有这一项', en: 'Unknown field' },
  'field.owned': { status: 422, zh: '此项由系统填写', en: 'This is filled in by the system' },
  'field.fixed': { status: 422, zh: '此项建立后不能修改', en: 'This cannot be changed once made' },
  'field.type': { status: 422, zh: '内容格式不对', en: 'Wrong type of value' },
  'field.text': { status: 422, zh: '请填写文字', en: 'Enter text' },
  'field.number': { status: 422, zh: '请填写整数', en: 'Enter a whole number' },
  'field.money': { status: 422, zh: '请填写金额（整数分）', en: 'Enter an amount in whole fen' },
  'field.flag': { status: 422, zh: '请选择是或否', en: 'Choose yes or no' },
  'field.choice': { status: 422, zh: '请从选项中选择', en: 'Choose one of the options' },
  'field.ref': { status: 422, zh: '请选择一条记录', en: 'Choose a record' },
  'field.tooLong': { status: 422, zh: '最多 {most} 字', en: 'At most {most} characters' },
  'field.tooShort': { status: 422, zh: '至少 {least} 字', en: 'At least {least} characters' },
  'field.tooMany': { status: 422, zh: '最多 {most} 项', en: 'At most {most} items' },
  'field.tooLarge': { status: 422, zh: '不能大于 {most}', en: 'At most {most}' },
  'field.tooSmall': { status: 422, zh: '不能小于 {least}', en: 'At least {least}' },
  'field.format': { status: 422, zh: '格式不对', en: 'Wrong format' },
  'date.format': { status: 422, zh: '请填写日期，如 2026-03-01', en: 'Enter a date such as 2026-03-01' },
  'date.future': { status: 422, zh: '不能晚于今天', en: 'Not later than today' },
  'sale.noPermit': { status: 422, zh: '项目没有预售许可证，不能认购', en: 'The project has no pre-sale permit' },
  'sale.otherProject': { status: 422, zh: '客户不属于该项目', en: 'The buyer belongs to another project' },
  'sale.depositTooLarge': { status: 422, zh: '定金不能超过成交价', en: 'The deposit is larger than the price' },
  'blank.wrongForm': { status: 422, zh: '不是本项目的这种文书', en: 'Not this form of this project' },
  'blank.notIssued': { status: 422, zh: '该文书尚未领用', en: 'The blank has not been issued' },
  'blank.usedUp': { status: 422, zh: '该文书已使用或作废', en: 'The blank is used or spoiled' },
  'blank.holderLeft': { status: 422, zh: '领用人已离职', en: 'The holder has left' },
  'review.reasonNeeded': { status: 422, zh: '不同意时请填写原因', en: 'Give the reason of a refusal' },
  'check.mustHold': { status: 422, zh: '须确认后才能继续', en: 'Must be confirmed to go on' },
  'check.otherText': { status: 422, zh: '与定稿文本不一致', en: 'Not the final text' },
  'check.buyerIdentity': { status: 422, zh: '买受人身份证号缺失或无效', en: 'An ID number of the buyers is missing or invalid' },
  'check.developerIdentity': { status: 422, zh: '开发商统一社会信用代码无效', en: 'The developer’s credit code is invalid' },
  'sign.beforeSubscription': { status: 422, zh: '不能早于认购日', en: 'Not before the subscription' },
  'filing.beforeSigning': { status: 422, zh: '不能早于签约日', en: 'Not before the signing' },
  'filing.beforeSeal': { status: 422, zh: '不能早于盖章日', en: 'Not before the seal' },
  'filing.beforeSubmission': { status: 422, zh: '不能早于送件日', en: 'Not before the submission' },
  'loan.otherKinds': { status: 422, zh: '与合同的贷款方式不符，同种贷款只能一笔', en: 'Not the loan type of the contract, or two loans of one kind' },
  'loan.otherLender': { status: 422, zh: '公积金贷款由公积金中心发放，商业贷款由银行发放', en: 'A fund centre lends provident fund money, a bank its own' },
  'loan.aboveApplied': { status: 422, zh: '批准金额不能超过申请金额', en: 'More than was applied for' },
  'loan.aboveApproved': { status: 422, zh: '放款不能超过批准金额的余额', en: 'More than is left of the amount approved' },
  'scan.ofOther': { status: 422, zh: '文件属于其他事项', en: 'The file is about something else' },
  'date.before': { status: 422, zh: '不能早于 {least}', en: 'Not before {least}' },
  'loan.otherBank': { status: 422, zh: '首轮申请须为移交合同时确定的银行', en: 'Not the lender that the contract was handed over with' },
  'loan.needless': { status: 422, zh: '该贷款方式不涉及此项', en: 'Not part of this type of loan' },
  'loan.aboveBalance': {
    status: 422,
    zh: '贷款合计不能超过合同余额 {left}（成交价减买受人已付房款，首付款不少于 {least}）',
    en: 'The loans come to more than {left}: the price less what the buyer has paid of it, a down payment of {least} at least',
  },
  'refund.unbooked': {
    status: 409,
    zh: '贷款 {loan} 有放款尚未入账，入账后才能退款',
    en: 'A release of loan {loan} is not booked yet: book it before the money goes back',
  },
  'refund.notApproved': { status: 422, zh: '须是本项目金额相同、已批准的退款申请', en: 'Choose an approved refund of the same project and amount' },
  'refund.otherAmount': { status: 422, zh: '{kind}应退 {amount}', en: '{kind}: {amount} must go back' },
  'refund.otherLoan': { status: 422, zh: '按揭款须退还已放款的贷款 {loan}：{amount}', en: 'Loan {loan} has {amount} to go back to its bank' },
  'amend.tooLate': { status: 422, zh: '合同已分发或交付，不能变更付款方式', en: 'The copies are handed out: the payment method can no longer change' },
  'amend.taxPaid': { status: 422, zh: '印花税已缴纳，不能变更价格', en: 'Stamp tax is paid: the price can no longer change' },
  'import.gap': { status: 422, zh: '应从第 {expected} 行继续', en: 'Go on from row {expected}' },
  'import.taken': { status: 409, zh: '第 {row} 套：房源 {unit} 已存在', en: 'No. {row} of the list: the unit {unit} is there already' },
  'import.tooMany': { status: 422, zh: '行数超过价格表登记的 {most} 套', en: 'More rows than the {most} units of the list' },
  'plan.sum': { status: 422, zh: '付款计划合计 {planned}，与成交价 {price} 不符', en: 'The payment plan comes to {planned}, but the price is {price}' },
  'plan.part': { status: 422, zh: '付款计划第 {number} 期的金额必须大于零', en: 'Part {number} of the payment plan must be more than nothing' },
  'plan.remainders': { status: 422, zh: '付款计划只能有一期为余额', en: 'Only one part of a payment plan can be the remainder' },
  'plan.shares': { status: 422, zh: '各期比例合计须为 100%，或另有一期为余额', en: 'The shares must come to 100%, or leave a remainder to one part' },
  'plan.oneShare': { status: 422, zh: '比例和金额只填一项', en: 'Either a share or an amount' },
  'plan.oneDay': { status: 422, zh: '天数和应付日须填且只填一项', en: 'Either days after signing or a day' },
  'plan.oneOf': { status: 422, zh: '选用付款方案时不填各期', en: 'Leave the parts empty where a plan is chosen' },
  'plan.notInForce': { status: 422, zh: '该方案在签约日 {on} 未执行', en: 'The plan was not in force on the day of signing, {on}' },
  'ledger.aboveDue': { status: 422, zh: '超过尚欠金额 {left}', en: 'More than the {left} still owed' },
  'ledger.aboveBalance': { status: 422, zh: '超过{account}余额 {left}', en: 'More than the {left} held as {account}' },
  'ledger.unbalanced': { status: 409, zh: '凭证借贷不平，未入账', en: 'Debits and credits differ; nothing was booked' },
  'ledger.isReversal': { status: 409, zh: '冲销凭证不能再冲销', en: 'A reversal cannot be reversed' },
  'print.tooLong': { status: 422, zh: '超过 {most} 笔，请缩短期间', en: 'More than {most} postings; choose a shorter period' },
  'print.glyph': {
    status: 422,
    zh: '字体中没有“{character}”（{codepoint}），无法打印：{field}',
    en: 'The font has no “{character}” ({codepoint}), so this cannot be printed: {field}',
  },
  'receipt.depositAfterSigning': { status: 422, zh: '合同已签，收款应记为房款', en: 'The contract is signed: this is a part of the price' },
  'receivable.notSigned': { status: 422, zh: '合同尚未签订或已作废', en: 'The contract is not signed, or void' },
  'receivable.notOpen': { status: 422, zh: '该款项已收清或已作废', en: 'Already paid or void' },
  'invoice.noMoney': { status: 422, zh: '只能对有效的到账凭证开票', en: 'Only money that came in, and was not taken back, can be invoiced' },
  'invoice.redNeeded': { status: 422, zh: '发票 {number} 须红冲，请填写', en: 'Invoice {number} must be red-lettered: fill in' },
  'invoice.noneToRed': { status: 422, zh: '该凭证没有有效发票', en: 'The posting has no invoice' },
  'invoice.beforeMoney': { status: 422, zh: '不能早于到账日', en: 'Not before the money came in' },
  'invoice.beforeIssue': { status: 422, zh: '不能早于开票日', en: 'Not before the invoice was issued' },
  'damages.none': { status: 422, zh: '截至该日没有新的违约金', en: 'There are no further damages up to that day' },
  'call.promise': { status: 422, zh: '承诺付款日只在客户承诺付款时填写，且不早于通知日', en: 'Only when the buyer promises to pay, and not before the call' },
  'notice.tooEarly': { status: 422, zh: '{on} 之后仍未付款才能发通知', en: 'A notice is possible after {on}' },
  'deferral.tooOften': { status: 422, zh: '每笔款最多延期 {times} 次', en: 'A receivable is deferred at most {times} times' },
  'deferral.tooLong': { status: 422, zh: '最晚延至 {on}', en: 'Not later than {on}' },
  'deferral.notLater': { status: 422, zh: '须晚于原应付日，且不早于今天', en: 'Must be later than the day it is due, and not past' },
  'deferral.outdated': { status: 409, zh: '该款项已收清或应付日已变更', en: 'The receivable is paid, or its due day has changed' },
  'statement.otherCount': { status: 422, zh: '行数超过对账单登记的 {most} 行', en: 'More lines than the {most} of the statement' },
  'line.notMissing': { status: 422, zh: '银行没有的款项不能补记', en: 'What the bank does not have cannot be booked' },
  'line.otherPosting': { status: 422, zh: '凭证与该行的银行、方向或金额不符', en: 'The posting is of another bank, direction or amount' },
  'partnerKey.past': { status: 422, zh: '停用日已过，或早于启用日', en: 'Past, or before it begins' },
  'partnerKey.tooLong': { status: 422, zh: '密钥最长使用 {most} 天', en: 'A key lives {most} days at most' },
  'webhook.address': { status: 422, zh: '须为公网 https 地址，不含用户名和片段', en: 'A public https address without user name or fragment' },
  'key.encoding': { status: 422, zh: '不是这种算法的公钥，或编码不规范', en: 'No public key of this algorithm, or not its one encoding' },
  'key.private': { status: 422, zh: '这是私钥：请作废后只提供公钥', en: 'This is a private key: throw it away and give the public one' },
  'key.type': { status: 422, zh: '是另一种算法的密钥', en: 'A key of another kind' },
  'key.curve': { status: 422, zh: '曲线不对', en: 'Another curve' },
  'key.point': { status: 422, zh: '公钥不是曲线上的有效点', en: 'Not a valid point of the curve' },
  'key.short': { status: 422, zh: 'RSA 密钥至少 2048 位', en: 'An RSA key has at least 2048 bits' },
  'key.long': { status: 422, zh: 'RSA 密钥最多 4096 位', en: 'An RSA key has at most 4096 bits' },
  'key.exponent': { status: 422, zh: 'RSA 公钥指数须为 65537', en: 'The exponent of an RSA key is 65537' },
  'date.range': { status: 422, zh: '日期超出范围', en: 'Date out of range' },
} as const satisfies Record<string, Label & { status: number }>;

export type ErrorCode = keyof typeof errorTable;
/** What a text is filled with; a label is written in the language of the text. */
export type ErrorParameters = Readonly<Record<string, string | number | Label>>;
/** A refusal of one field: `{ key, message }` in the answer, parameters filled in. */
export type FieldProblem = { readonly key: string; readonly parameters?: ErrorParameters };

/** A refusal with a code from the table; `fields` names the field of each reason. */
export class RefusalError extends Error {
  readonly code: ErrorCode;
  readonly parameters: ErrorParameters;
  readonly fields: Readonly<Record<string, FieldProblem>>;
  /** More for the client, such as the current record of a conflict. */
  readonly detail: Readonly<Record<string, unknown>>;
  constructor(code: ErrorCode, options: { parameters?: ErrorParameters; fields?: Record<string, FieldProblem>; detail?: Record<string, unknown> } = {}) {
    super(code);
    this.name = 'RefusalError';
    this.code = code;
    this.parameters = options.parameters ?? {};
    this.fields = options.fields ?? {};
    this.detail = options.detail ?? {};
  }
}

/**
 * Refuses with a code from the table.
 *
 * @throws RefusalError always
 * @example fail('record.state', { parameters: { state: '草稿', action: '备案' } })
 */
export function fail(code: ErrorCode, options?: ConstructorParameters<typeof RefusalError>[1]): never {
  throw new RefusalError(code, options);
}

/** Refuses the whole input for the sake of one field. */
export function failField(name: string, key: string, parameters?: ErrorParameters): never {
  fail('request.invalid', { fields: { [name]: parameters ? { key, parameters } : { key } } });
}

/**
 * Fills `{name}` in a text; a parameter that is a label is written in the language. `{n|day|days}` is the first word when `n` is 1.
 *
 * @example fill('{n} {n|day|days}', { n: 1 }, 'en') // '1 day'
 */
export const fill = (text: string, parameters: ErrorParameters = {}, language: Language = 'zh'): string =>
  text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    if (one !== undefined && many !== undefined) return value === 1 ? one : many;
    return typeof value === 'object' ? value[language] : String(value);
  });

/** The text of an error key in one language; tables of further keys (identifiers, price lists) may be passed. */
export function messageOf(key: string, parameters: ErrorParameters, language: Language, more: Readonly<Record<string, Label>> = {}): string {
  const texts: Label | undefined = key in errorTable ? errorTable[key as ErrorCode] : more[key];
  return fill((texts ?? errorTable['field.format'])[language], parameters, language);
}
