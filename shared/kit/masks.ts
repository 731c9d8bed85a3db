/** Two-character surnames in use; any other name has a surname of one character. */
const compoundSurnames = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 ' +
    '公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 ' +
    '拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 南荣 第五 欧侯 纳兰 爱新 歐陽 諸葛 司馬 東方'
  ).split(' '),
);

/** Where an address stops being shown: at the last road before the first number, or else at the district. */
const roads = /[路街道巷弄镇乡]/gu;
/** 小区, 社区, 园区 and 厂区 name a compound, not a district. */
const districts = /(?<![小社园厂景校])[区县旗市州盟省]/gu;

const stars = (count: number): string => '*'.repeat(Math.max(count, 0));

/**
 * A telephone number without its middle.
 * @example maskPhone('13800138000') // '138****8000'
 */
export const maskPhone = (phone: string): string => keepEnds(phone, phone.length >= 10 ? [3, 4] : [0, 2]);

/**
 * An identity number: first three and last four of a long one, less of a short one so that most stays hidden.
 * @example maskIdentifier('11010519491231002X') // '110***********002X'
 */
export const maskIdentifier = (id: string): string => keepEnds(id, id.length >= 15 ? [3, 4] : id.length >= 8 ? [1, 2] : [0, 0]);

/**
 * A name as its surname; compound surnames stay whole. One star, whatever the length.
 * @example maskName('欧阳娜娜') // '欧阳*'
 */
export function maskName(name: string): string {
  const characters = [...name];
  if (characters.length < 2) return stars(characters.length);
  const isCompound = characters.length > 2 && compoundSurnames.has(characters.slice(0, 2).join(''));
  return `${characters.slice(0, isCompound ? 2 : 1).join('')}*`;
}

/**
 * An address up to its district or road.
 * @example maskAddress('青岛市城阳区正阳路123号3号楼') // '青岛市城阳区正阳路***'
 */
export function maskAddress(address: string): string {
  if (address === '') return '';
  const head = address.normalize('NFKC').split(/\d/u, 1)[0] ?? '';
  const end = lastEnd(head, roads) || lastEnd(head, districts);
  return `${head.slice(0, end)}***`;
}

/**
 * A bank account as its last four digits.
 * @example maskBankAccount('6222020200112233445') // '****3445'
 */
export const maskBankAccount = (account: string): string => (account.length > 8 ? `****${account.slice(-4)}` : '****');

function keepEnds(text: string, [head, tail]: readonly [number, number]): string {
  const shown = text.length > head + tail ? ([head, tail] as const) : ([0, 0] as const);
  return `${text.slice(0, shown[0])}${stars(text.length - shown[0] - shown[1])}${text.slice(text.length - shown[1])}`;
}

/** Index after the last match, or 0. */
function lastEnd(text: string, pattern: RegExp): number {
  const last = [...text.matchAll(pattern)].at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}
