import { nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { partnerDesk } from './posts.ts';

/** 通知投递: one event on its way to one address. It names what changed and nothing of it: the partner asks for the rest itself. */
export const webhookDelivery = defineResource({
  name: 'webhookDelivery',
  area: 'partners',
  idPrefix: 'whd',
  label: label('通知投递', 'Webhook delivery', 'Webhook deliveries'),
  fields: {
    endpoint: f.ref('webhookEndpoint', '通知地址', 'Endpoint', { isOwned: true }),
    partner: f.ref('partner', '合作方', 'Partner', { isOwned: true }),
    event: f.text('事件', 'Event', { most: 64, isOwned: true }),
    object: f.text('事项编号', 'Object', { most: 64, isOwned: true }),
    happenedAt: f.instant('发生时间', 'Happened', { isOwned: true }),
    attempts: f.count('尝试次数', 'Attempts', { isOwned: true }),
    nextAt: f.instant('下次尝试', 'Next attempt', { optional: true, isOwned: true }),
    lastOutcome: f.text('最近结果', 'Last outcome', { optional: true, isOwned: true }),
    deliveredAt: f.instant('送达时间', 'Delivered', { optional: true, isOwned: true }),
  },
  title: 'event',
  list: ['partner', 'endpoint', 'event', 'object', 'attempts', 'nextAt', 'lastOutcome', 'deliveredAt'],
  indexes: {
    byPartner: { partition: ['partner'], sort: ['createdAt'] },
    due: { partition: ['status'], sort: ['nextAt'], while: ['waiting'] },
    byObject: { partition: ['object'], sort: ['createdAt'] },
    byEndpoint: { partition: ['endpoint', 'status'], sort: ['createdAt'] },
  },
  access: { read: partnerDesk, create: nobody, update: nobody, remove: nobody },
  states: {
    initial: 'waiting',
    all: {
      waiting: { ...label('待送达', 'Waiting'), tone: 'busy' },
      delivered: { ...label('已送达', 'Delivered'), tone: 'good' },
      failed: { ...label('未送达', 'Failed'), tone: 'bad' },
    },
    moves: [
      { from: ['waiting'], to: 'delivered', by: 'webhookDelivery.send' },
      { from: ['waiting'], to: 'failed', by: 'webhookDelivery.send' },
      { from: ['delivered', 'failed'], to: 'waiting', by: 'webhookDelivery.redeliver' },
    ],
    transitions: {},
  },
  source: ['G4'],
});
export type WebhookDelivery = Item<typeof webhookDelivery>;
