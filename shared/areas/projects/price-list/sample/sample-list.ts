import type { Cell, Merge } from '../../../../kit/table-file/sheet.ts';

/** A building of the sample: two homes on each floor of each entrance. */
type Building = {
  name: string;
  entrances: number;
  floors: number;
  /** Yuan per square metre on the lowest floor. */
  basePrice: number;
  use: string;
  /** Layouts of the two homes: name, and floor area and inner area in hundredths of a square metre. */
  homes: readonly (readonly [layout: string, floorArea: number, innerArea: number])[];
};

const buildings: readonly Building[] = [
  {
    name: '1号楼',
    entrances: 6,
    floors: 34,
    basePrice: 12_480,
    use: '住宅',
    homes: [
      ['三室两厅两卫', 11_886, 9271],
      ['三室两厅一卫', 9842, 7677],
    ],
  },
  {
    name: '2号楼',
    entrances: 6,
    floors: 34,
    basePrice: 12_650,
    use: '住宅',
    homes: [
      ['四室两厅两卫', 13_925, 10_862],
      ['两室两厅一卫', 8888, 6933],
    ],
  },
  {
    name: '3号楼',
    entrances: 8,
    floors: 18,
    basePrice: 13_760,
    use: '住宅',
    homes: [
      ['三室两厅两卫', 12_537, 10_281],
      ['三室两厅两卫', 12_109, 9929],
    ],
  },
  {
    name: '5号楼',
    entrances: 8,
    floors: 6,
    basePrice: 16_900,
    use: '住宅（洋房）',
    homes: [
      ['四室两厅三卫', 15_673, 13_479],
      ['四室两厅三卫', 15_218, 13_087],
    ],
  },
];

const headers = [
  ...['幢号', '单元', '楼层', '室号', '户型', '建筑面积(㎡)', '套内建筑面积(㎡)', '公摊建筑面积(㎡)', '单价(元/㎡)', '总价(元)'],
  ...['优惠后单价(元/㎡)', '优惠后总价(元)', '用途', '备注'],
];

/** The cells of the sample price list, its merged cells, and how many units it has. */
export type SampleList = { cells: Cell[][]; merges: Merge[]; unitCount: number };

/**
 * A price list as developers publish it: title rows, one header, merged buildings and entrances, a subtotal for each
 * building, a total and notes. The same every time.
 */
export function sampleList(): SampleList {
  const list: SampleList = { cells: titles(), merges: [{ top: 0, left: 0, bottom: 0, right: headers.length - 1 }], unitCount: 0 };
  list.cells.push([...headers]);
  const random = generator(20_260_701);
  const sums = buildings.map((building) => addBuilding(list, building, random));
  const [area, price] = [0, 1].map((column) => sums.reduce((sum, pair) => sum + (pair[column] ?? 0), 0));
  list.cells.push(sumRow('合计', list.unitCount, [area ?? 0, price ?? 0]));
  list.cells.push([]);
  list.cells.push(['注：1. 本表价格为毛坯交付价格，面积以实测为准；2. 优惠后价格为认购当日一次性付款的价格。']);
  list.cells.push(['制表：', null, null, '审核：', null, null, null, null, null, '日期：']);
  return list;
}

const titles = (): Cell[][] => [
  ['云栖雅苑一期商品房价格表（一房一价）'],
  ['开发企业：示例置业有限公司', null, null, null, '预售许可证号：示房注字（2026）第018号', null, null, null, null, null, null, '单位：元、平方米'],
  [],
];

function addBuilding(list: SampleList, building: Building, random: () => number): [area: number, price: number] {
  const first = list.cells.length;
  let [area, price] = [0, 0];
  for (let entrance = 1; entrance <= building.entrances; entrance += 1) {
    const top = list.cells.length;
    for (let floor = 1; floor <= building.floors; floor += 1) {
      const row = list.cells.length;
      for (const [index, home] of building.homes.entries()) {
        const cells = homeRow(building, { floor, index, home, random });
        if (floor === 1 && index === 0) cells[1] = `${entrance}单元`;
        area += home[1];
        price += Number(cells[9]);
        list.cells.push(cells);
        list.unitCount += 1;
      }
      list.merges.push({ top: row, left: 2, bottom: row + building.homes.length - 1, right: 2 });
    }
    list.merges.push({ top, left: 1, bottom: list.cells.length - 1, right: 1 });
  }
  const [cells] = list.cells.slice(first);
  if (cells !== undefined) cells[0] = building.name;
  list.merges.push({ top: first, left: 0, bottom: list.cells.length - 1, right: 0 });
  list.cells.push(sumRow(`${building.name}小计`, building.entrances * building.floors * building.homes.length, [area, price]));
  return [area, price];
}

function homeRow(building: Building, unit: { floor: number; index: number; home: Building['homes'][number]; random: () => number }): Cell[] {
  const { floor, index, home, random } = unit;
  const [layout, floorArea, innerArea] = home;
  const unitPrice = priceOf(building, floor, index) + Math.floor(random() * 40);
  const reduced = Math.round(unitPrice * 0.97);
  const total = Math.round((unitPrice * floorArea) / 100);
  const room = `${floor}${String(index + 1).padStart(2, '0')}`;
  return [
    ...[null, null, index === 0 ? floor : null, room, layout, floorArea / 100, innerArea / 100, (floorArea - innerArea) / 100],
    ...[unitPrice, total, reduced, Math.round((reduced * floorArea) / 100), building.use, floor === 1 ? '带花园' : null],
  ];
}

/** Dearer with every floor up to two thirds of the height, a little cheaper at the top and on floors with a four. */
function priceOf({ basePrice, floors }: Building, floor: number, index: number): number {
  const best = Math.ceil((floors * 2) / 3);
  const height = Math.min(floor, best) * Math.round(1600 / floors) - Math.max(0, floor - best) * 20;
  const steps = [floor % 10 === 4 ? -180 : 0, floor === 1 ? 260 : 0, floor === floors ? -320 : 0, index === 0 ? 150 : 0];
  return basePrice + height + steps.reduce((sum, step) => sum + step, 0);
}

const sumRow = (label: string, count: number, [area, price]: readonly [number, number]): Cell[] => [
  ...[label, null, null, `${count}套`, null, area / 100, null, null, null, price],
];

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
