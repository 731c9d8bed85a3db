import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { partnerDesk } from './posts.ts';

/** 合作方调用: one request at the signed door, who it came from, how it was verified and what was decided, with the reason that the answer does not tell. */
export const partnerCall = defineResource({
  name: 'partnerCall',
  area: 'partners',
  idPrefix: 'pcl',
  label: label('合作方调用', 'Partner call'),
  fields: {
    partner: f.ref('partner', '合作方', 'Partner', { optional: true, isOwned: true }),
    keyId: f.text('密钥编号', 'Key id', { most: 64, optional: true, isOwned: true }),
    isStranger: f.flag('来历不明', 'From a stranger', { optional: true, isOwned: true }),
    endpoint: f.text('接口', 'Endpoint', { most: 64, isOwned: true }),
    object: f.text('事项编号', 'Object', { most: 64, optional: true, isOwned: true }),
    answer: f.count('回答状态', 'Status answered', { isOwned: true }),
    reason: f.text('判定', 'Decision', { most: 100, isOwned: true }),
    nonceHash: f.hash('随机数 SHA-256', 'SHA-256 of the nonce', { optional: true, isOwned: true }),
    digest: f.hash('正文 SHA-256', 'SHA-256 of the body', { isOwned: true }),
    signatureInput: f.note('签名参数', 'Signature input', { optional: true, isOwned: true }),
    idempotencyKey: f.text('幂等键', 'Idempotency key', { most: 128, optional: true, isOwned: true }),
    milliseconds: f.count('耗时（毫秒）', 'Milliseconds', { isOwned: true }),
  },
  title: 'endpoint',
  list: ['partner', 'keyId', 'endpoint', 'object', 'answer', 'reason', 'milliseconds'],
  indexes: {
    byPartner: { partition: ['partner'], sort: ['createdAt'] },
    byObject: { partition: ['object'], sort: ['createdAt'] },
    strangers: { partition: ['isStranger'], sort: ['createdAt'] },
  },
  access: { read: partnerDesk, create: nobody, update: nobody, remove: nobody },
  source: ['B16'],
});
export type PartnerCall = Item<typeof partnerCall>;
