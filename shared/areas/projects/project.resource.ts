import { allow, either, type Rule } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { leaders } from '../posts.ts';

const makers: Rule = either(leaders, allow('systemAdmin'));

export const project = defineResource({
  name: 'project',
  area: 'projects',
  idPrefix: 'prj',
  label: label('项目', 'Project'),
  fields: {
    code: f.text('项目代码', 'Code', { most: 20, isFixed: true, help: label('用于合同编号', 'Used in contract numbers'), source: 'D8' }),
    name: f.text('项目名称', 'Name', { most: 60 }),
    city: f.text('城市', 'City', { most: 30 }),
    developer: f.text('开发商', 'Developer', { most: 100 }),
    developerCode: f.creditCode('开发商统一社会信用代码', 'Developer credit code', { source: 'D4' }),
    presalePermit: f.text('预售许可证号', 'Pre-sale permit no.', {
      optional: true,
      most: 60,
      help: label('无证不得预售（《城市房地产开发经营管理条例》）', 'No pre-sale without it'),
    }),
    filingOffice: f.text('备案窗口', 'Filing window', { most: 100, source: 'T2' }),
    taxOffice: f.text('税费窗口', 'Tax and fee window', { most: 100, source: 'T2' }),
  },
  title: 'name',
  list: ['code', 'name', 'city', 'developer', 'presalePermit'],
  indexes: { all: { partition: [], sort: ['code'] } },
  unique: { code: { fields: ['code'] } },
  access: { read: [{ roles: 'everyone', scope: 'all' }], create: makers, update: makers, remove: [] },
  states: {
    initial: 'preparing',
    all: {
      preparing: { ...label('筹备', 'Preparing'), tone: 'neutral' },
      onSale: { ...label('在售', 'On sale'), tone: 'good' },
      closed: { ...label('售罄', 'Closed'), tone: 'neutral' },
    },
    transitions: {
      open: { label: label('开盘', 'Open for sale'), from: ['preparing', 'closed'], to: 'onSale', allow: makers },
      close: { label: label('收盘', 'Close'), from: ['onSale'], to: 'closed', allow: makers, isReasonNeeded: true },
    },
  },
  retention: 'administrative',
  source: ['A1', 'A14', 'D8', 'T2'],
});
export type Project = Item<typeof project>;
