import { errorTable } from '../../../shared/kit/errors.ts';
import type { Label } from '../../../shared/kit/label.ts';

/** What the signed door decides before or beside the office's own refusals, by the beginning of its code: the first that fits. */
const decisions: readonly (readonly [start: string, words: Label])[] = [
  ['accepted', { zh: '已受理', en: 'Taken' }],
  ['repeated', { zh: '重复请求，按原结果回答', en: 'Repeated: answered as before' }],
  ['nonce.replayed', { zh: '同一签名再次提交', en: 'The same signature came again' }],
  ['request.size', { zh: '请求过大', en: 'The request is too large' }],
  ['request.method', { zh: '不支持的请求方法', en: 'A method that is not allowed' }],
  ['request.path', { zh: '地址格式不对', en: 'The address is malformed' }],
  ['request.query', { zh: '查询参数格式不对', en: 'The query is malformed' }],
  ['request.header', { zh: '请求头缺失或不合规定', en: 'A header is missing or malformed' }],
  ['request.invalid', { zh: '内容不符合要求', en: 'The content is not valid' }],
  ['signature.parse', { zh: '签名格式不对', en: 'The signature is malformed' }],
  ['signature.tag.none', { zh: '没有签名', en: 'Not signed' }],
  ['signature.tag.many', { zh: '有多个签名', en: 'Signed more than once' }],
  ['signature.key.unknown', { zh: '密钥未登记', en: 'The key is unknown' }],
  ['signature.key', { zh: '密钥未启用或已失效', en: 'The key is not in force' }],
  ['signature.algorithm', { zh: '签名算法与密钥不符', en: 'Not the algorithm of the key' }],
  ['signature.clock', { zh: '签名时间过早或超前', en: 'Signed too long ago, or in the future' }],
  ['signature.expires', { zh: '签名有效期不合规定', en: 'The signature expires too early or too late' }],
  ['signature.value', { zh: '签名不正确', en: 'The signature is wrong' }],
  ['signature.digest', { zh: '正文与摘要不符', en: 'The body is not the one of the digest' }],
  ['signature', { zh: '签名内容不合规定', en: 'What was signed is not what must be' }],
];

/**
 * What was decided about a partner's call, in words; in the office's own refusals a mark stands where the call's particulars were.
 * @example decisionWords('todo.notOpen').zh // '“…”尚未到办理时间，或已经办理'
 */
export function decisionWords(reason: string): Label | undefined {
  const [code = ''] = reason.split(' ');
  const known = decisions.find(([start]) => code === start || code.startsWith(`${start}.`))?.[1];
  if (known || !(code in errorTable)) return known;
  const { zh, en } = errorTable[code as keyof typeof errorTable]; // it was looked up before
  return { zh: unfilled(zh), en: unfilled(en) };
}

const unfilled = (text: string): string => text.replace(/\{\w+\}/g, '…');
