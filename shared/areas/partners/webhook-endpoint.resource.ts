import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { administrators } from '../posts.ts';
import { partnerDesk } from './posts.ts';

/** 通知地址: where a partner is told that something of its own has changed. Each has a signing key of its own. */
export const webhookEndpoint = defineResource({
  name: 'webhookEndpoint',
  area: 'partners',
  idPrefix: 'whe',
  label: label('通知地址', 'Webhook endpoint'),
  fields: {
    partner: f.ref('partner', '合作方', 'Partner', { isOwned: true }),
    url: f.text('地址', 'Address', { most: 500, isOwned: true }),
    publicKey: f.text('验签公钥', 'Verification key', { most: 100, isOwned: true, help: label('Ed25519，whpk_ 开头', 'Ed25519, begins with whpk_') }),
    privateKey: f.text('签名私钥', 'Signing key', { most: 200, isOwned: true, isHidden: true }),
    formerKey: f.text('前一签名私钥', 'Former signing key', { most: 200, optional: true, isOwned: true, isHidden: true }),
    formerUntil: f.instant('前一密钥停用', 'Former key until', { optional: true, isOwned: true }),
    failingSince: f.instant('开始失败', 'Failing since', { optional: true, isOwned: true }),
    disabledReason: f.text('停用原因', 'Why disabled', { optional: true, isOwned: true }),
    note: f.note('备注', 'Note', { optional: true }),
  },
  title: 'url',
  list: ['partner', 'url', 'failingSince', 'disabledReason'],
  indexes: { byPartner: { partition: ['partner'], sort: ['createdAt'] }, byStatus: { partition: ['status'], sort: ['createdAt'] } },
  unique: { url: { fields: ['partner', 'url'] } },
  access: { read: partnerDesk, create: nobody, update: administrators, remove: nobody },
  states: {
    initial: 'active',
    all: { active: { ...label('启用', 'Active'), tone: 'good' }, disabled: { ...label('已停用', 'Disabled'), tone: 'bad' } },
    moves: [
      { from: ['active'], to: 'disabled', by: 'webhookEndpoint.disable' },
      { from: ['active'], to: 'disabled', by: 'webhookDelivery.send' },
      { from: ['disabled'], to: 'active', by: 'webhookEndpoint.enable' },
    ],
    transitions: {},
  },
  source: ['B16', 'G4'],
});
export type WebhookEndpoint = Item<typeof webhookEndpoint>;
