import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { partnerKeyStates } from './key-states.ts';
import { partnerDesk } from './posts.ts';
import { signatureAlgorithms } from './signature-algorithms.ts';

/** 合作方密钥: a public key that signs a partner's requests. One person proposes it, the partner proves it, another person approves it. */
export const partnerKey = defineResource({
  name: 'partnerKey',
  area: 'partners',
  idPrefix: 'pky',
  label: label('合作方密钥', 'Partner key'),
  fields: {
    partner: f.ref('partner', '合作方', 'Partner', { isOwned: true }),
    keyId: f.text('密钥编号', 'Key id', {
      most: 64,
      isOwned: true,
      help: label('RFC 7638 指纹；SM2 为 SPKI 的 SHA-256', 'RFC 7638 thumbprint; SHA-256 of the SPKI for SM2'),
    }),
    algorithm: f.choice('算法', 'Algorithm', signatureAlgorithms, { isOwned: true }),
    publicKey: f.note('公钥', 'Public key', { isOwned: true, help: label('SPKI 公钥，Base64', 'SPKI in Base64') }),
    certSerial: f.text('证书序列号', 'Certificate serial', { most: 64, optional: true, isOwned: true }),
    notBefore: f.instant('启用时间', 'Valid from', { isOwned: true }),
    notAfter: f.instant('停用时间', 'Valid until', { isOwned: true }),
    challenge: f.text('持有证明题', 'Challenge', { most: 64, isOwned: true }),
    provenAt: f.instant('证明时间', 'Proven', { optional: true, isOwned: true }),
    proposedBy: f.ref('employee', '登记人', 'Proposed by', { isOwned: true }),
    approvedBy: f.ref('employee', '审核人', 'Approved by', { optional: true, isOwned: true }),
    slot: f.count('槽位', 'Slot', { optional: true, isOwned: true, least: 1, most: 2, help: label('每个合作方最多两把在用', 'At most two in use') }),
    remindedDays: f.count('已提醒（剩余天数）', 'Reminded, days left', { optional: true, isOwned: true }),
  },
  title: 'keyId',
  list: ['partner', 'keyId', 'algorithm', 'notBefore', 'notAfter', 'provenAt', 'slot'],
  indexes: {
    byPartner: { partition: ['partner'], sort: ['createdAt'] },
    byEnd: { partition: ['status'], sort: ['notAfter'], while: ['active', 'retiring'] },
    pending: { partition: ['status'], sort: ['createdAt'], while: ['pending'] },
  },
  unique: { keyId: { fields: ['keyId'] }, slot: { fields: ['partner', 'slot'], while: ['active', 'retiring'] } },
  access: { read: partnerDesk, create: nobody, update: nobody, remove: nobody },
  states: partnerKeyStates,
  source: ['B16'],
});
export type PartnerKey = Item<typeof partnerKey>;
