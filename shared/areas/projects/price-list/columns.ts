import type { Label } from '../../../kit/label.ts';

/** How a column's cells are read: `place` is a text that identifies (blanks removed), `text` any line of text. */
export type ColumnKind = 'place' | 'text' | 'floor' | 'area' | 'money';

/** `max` is the longest text of a column, in characters. */
export type ColumnSpec = { label: Label; kind: ColumnKind; max?: number; headers: readonly string[] };

/**
 * The columns a price list may have, with the header texts met in practice. Headers are compared in the form of
 * `normaliseHeader`: half width, lower case, without blanks, brackets of units and stars.
 */
export const unitColumns = {
  building: {
    label: { zh: '楼栋', en: 'Building' },
    kind: 'place',
    max: 40,
    headers: `楼栋 楼栋号 楼栋名称 栋号 栋 栋座 幢号 幢 幢名 楼号 楼幢 楼幢号 楼座 座号 座 楼宇 楼宇名称
      building buildingno buildingno. buildingname block tower`.split(/\s+/),
  },
  entrance: {
    label: { zh: '单元', en: 'Entrance' },
    kind: 'place',
    max: 20,
    headers: '单元 单元号 单元名称 梯号 门栋 unit unitno unitno. entrance stair staircase ladder'.split(' '),
  },
  floor: {
    label: { zh: '楼层', en: 'Floor' },
    kind: 'floor',
    headers: '楼层 层 层次 层号 所在层 所在楼层 名义层 楼层号 floor floorno floorno. level storey'.split(' '),
  },
  room: {
    label: { zh: '室号', en: 'Room' },
    kind: 'place',
    max: 20,
    headers: `房号 室号 房间号 房间 房屋号 房屋编号 房间编号 户号 门牌号 房源号 房源编号 房源 室 房室号
      room roomno roomno. roomnumber apartment apartmentno apartmentno. flat flatno`.split(/\s+/),
  },
  layout: {
    label: { zh: '户型', en: 'Layout' },
    kind: 'text',
    max: 40,
    headers: '户型 房型 户型结构 户型名称 居室 房屋户型 layout housetype roomtype'.split(' '),
  },
  floorArea: {
    label: { zh: '建筑面积', en: 'Floor area' },
    kind: 'area',
    headers: `建筑面积 建面 房屋建筑面积 预测建筑面积 实测建筑面积 预售建筑面积 销售建筑面积 总建筑面积 建筑总面积 销售面积
      预测面积 实测面积 面积 总面积 建筑面积合计 面积合计 grossarea floorarea area gfa builtarea buildingarea`.split(/\s+/),
  },
  innerArea: {
    label: { zh: '套内面积', en: 'Inner area' },
    kind: 'area',
    headers: `套内面积 套内建筑面积 套内建面 套内 预测套内面积 实测套内面积 预测套内建筑面积 实测套内建筑面积 使用面积
      innerarea netarea carpetarea`.split(/\s+/),
  },
  sharedArea: {
    label: { zh: '公摊面积', en: 'Shared area' },
    kind: 'area',
    headers: `公摊面积 分摊面积 公摊 分摊 公摊建筑面积 分摊建筑面积 公用分摊面积 共有分摊面积 分摊共有建筑面积 分摊的共有建筑面积
      共有建筑面积 公共分摊面积 sharedarea commonarea`.split(/\s+/),
  },
  unitPrice: {
    label: { zh: '单价', en: 'Unit price' },
    kind: 'money',
    headers: `单价 建面单价 建筑单价 建筑面积单价 建筑面积销售单价 销售单价 备案单价 拟售单价 拟售价格单价 申报单价 毛坯单价 房屋单价
      标价单价 公示单价 表单价 面价单价 unitprice priceperm2 pricepersqm`.split(/\s+/),
  },
  innerUnitPrice: {
    label: { zh: '套内单价', en: 'Inner unit price' },
    kind: 'money',
    headers: '套内单价 套内面积单价 套内建筑面积单价 套内销售单价 套内建筑面积销售单价 innerunitprice'.split(' '),
  },
  listPrice: {
    label: { zh: '总价', en: 'Total price' },
    kind: 'money',
    headers: `总价 总价款 总售价 总价格 房屋总价 总房价 总房款 销售总价 销售总价款 备案总价 拟售总价 申报总价 毛坯总价 标价总价 公示总价
      表总价 面价总价 总金额 房款 房价 售价 totalprice price total listprice`.split(/\s+/),
  },
  discountedUnitPrice: {
    label: { zh: '优惠后单价', en: 'Discounted unit price' },
    kind: 'money',
    headers: '优惠后单价 优惠单价 折后单价 折扣后单价 单价优惠后 单价折后 底单价 成交单价 discountedunitprice'.split(' '),
  },
  discountedPrice: {
    label: { zh: '优惠后总价', en: 'Discounted total' },
    kind: 'money',
    headers: `优惠后总价 优惠总价 折后总价 折扣后总价 总价优惠后 总价折后 优惠后总售价 优惠价 底总价 成交总价
      discountedtotalprice discountedprice discountedtotal`.split(/\s+/),
  },
  use: {
    label: { zh: '用途', en: 'Use' },
    kind: 'text',
    max: 30,
    headers: '用途 规划用途 房屋用途 设计用途 物业类型 房屋类型 房屋性质 业态 产品类型 usage use propertytype'.split(' '),
  },
  saleStatus: {
    label: { zh: '销售状态', en: 'Sale status' },
    kind: 'text',
    max: 30,
    headers: '销售状态 房屋状态 状态 是否可售 可售状态 salestatus salesstatus status'.split(' '),
  },
  remark: {
    label: { zh: '备注', en: 'Remark' },
    kind: 'text',
    max: 200,
    headers: '备注 说明 备注说明 remark remarks note notes comment comments'.split(' '),
  },
} as const satisfies Record<string, ColumnSpec>;

export type ColumnName = keyof typeof unitColumns;

/** Groups of a two-row header that change the meaning of the columns under them, and the prefix they give. */
export const groupPrefixes: readonly (readonly [RegExp, string])[] = [
  [/优惠后|折后|折扣后|优惠价|底价|discount/, '优惠后'],
  [/套内/, '套内'],
];

/** Units written in or after a header, and the power of ten to multiply by; others make no difference. */
const unitText = '(?:人民币)?(万元|元|万|rmb|cny|yuan)?(?:/?(?:m2|m²|平方米|平米|平|sqm|建筑面积|套))?';
const bracketUnit = new RegExp(`^(?:单位:?)?${unitText}$`);
const trailingUnit = /[/:,]?(万元|元)?(?:\/?(?:m2|m²|平方米|平米))?$/;

export type HeaderText = { candidates: string[]; exponent: number | undefined };

/**
 * A header cell in the forms it is compared in, and the power of ten its unit stands for: `总 价（万元）*` gives
 * `总价` and 4, `单价（元/㎡）` gives `单价` and 0, a header without a unit of money gives `undefined`.
 */
export function normaliseHeader(text: string): HeaderText {
  const flat = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*★\u25b2]/gu, '')
    .replace(/[【［〔]/g, '(')
    .replace(/[】］〕]/g, ')');
  let unit = '';
  const withoutUnits = flat.replace(/[([]([^()[\]]*)[)\]]/g, (whole, inside: string) => {
    if (!bracketUnit.test(inside)) return whole;
    unit += inside;
    return '';
  });
  const open = withoutUnits.replace(/[()[\]]/g, '');
  const bare = withoutUnits.replace(/[([][^()[\]]*[)\]]/g, '');
  const stripped = bare.replace(trailingUnit, (whole) => {
    unit += whole;
    return '';
  });
  const candidates = [open, bare, stripped].map((candidate) => candidate.replace(/[:：、.]+$/, ''));
  return { candidates: [...new Set(candidates)].filter((x) => x !== ''), exponent: exponentOf(unit) };
}

function exponentOf(unit: string): number | undefined {
  if (unit.includes('万')) return 4;
  return /元|rmb|cny|yuan/.test(unit) ? 0 : undefined;
}

const byHeader = new Map<string, ColumnName>(
  Object.entries(unitColumns).flatMap(([name, spec]) => spec.headers.map((header) => [header, name as ColumnName] as const)),
);

/**
 * The column a header stands for; `group` is the header above it in a two-row header.
 * @example columnOf('单价（元/㎡）') // { name: 'unitPrice', exponent: 0 }
 * @example columnOf('套内', '建筑面积（㎡）') // { name: 'innerArea', exponent: undefined }
 */
export function columnOf(text: string, group = ''): { name: ColumnName; exponent: number | undefined } | undefined {
  const own = normaliseHeader(text);
  const above = normaliseHeader(group);
  const prefix = groupPrefixes.find(([pattern]) => above.candidates.some((candidate) => pattern.test(candidate)))?.[1];
  const tried = [
    ...above.candidates.flatMap((outer) => own.candidates.flatMap((inner) => [outer + inner, inner + outer])),
    ...(prefix === undefined ? [] : own.candidates.map((inner) => prefix + inner)),
    ...own.candidates,
  ];
  const name = tried.map((candidate) => byHeader.get(candidate)).find((found) => found !== undefined);
  return name === undefined ? undefined : { name, exponent: own.exponent ?? above.exponent };
}
