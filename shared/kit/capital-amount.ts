import type { Fen } from './money.ts';

const numerals = '零壹贰叁肆伍陆柒捌玖';
/** Units inside a group of four digits, from the left. */
const places = ['仟', '佰', '拾', ''];
const hundredMillion = 100_000_000;

/**
 * An amount in the capital numerals that contracts and receipts require. 整 closes an amount without fen; one 零 stands
 * for any run of empty places, and between yuan and a lone 分.
 * @param fen whole fen; negative amounts begin with 负
 * @throws RangeError for anything but a safe integer.
 * @example capitalAmount(123_456_789) // '壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分'
 * @example capitalAmount(10_000_000) // '壹拾万元整'
 */
export function capitalAmount(fen: Fen): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`expected whole fen, got ${fen}`);
  const amount = Math.abs(fen);
  const yuan = Math.floor(amount / 100);
  const [jiao, cents] = [Math.floor(amount / 10) % 10, amount % 10];
  const head = yuan > 0 ? `${readYuan(yuan)}元` : '';
  const tail = [jiao > 0 ? `${numeral(jiao)}角` : head !== '' && cents > 0 ? '零' : '', cents > 0 ? `${numeral(cents)}分` : '整'].join('');
  return `${fen < 0 ? '负' : ''}${amount === 0 ? '零元' : head}${tail}`;
}

/** 亿 splits the number, so that nine hundred thousand of them still read as one number of 亿. */
function readYuan(yuan: number): string {
  const [high, low] = [Math.floor(yuan / hundredMillion), yuan % hundredMillion];
  return high === 0 ? readTenThousands(low) : `${readTenThousands(high)}亿${joined(low, hundredMillion / 10)}`;

  function joined(rest: number, full: number): string {
    if (rest === 0) return '';
    return `${rest < full ? '零' : ''}${readTenThousands(rest)}`;
  }
}

function readTenThousands(value: number): string {
  const [high, low] = [Math.floor(value / 10_000), value % 10_000];
  if (high === 0) return readGroup(low);
  return `${readGroup(high)}万${low > 0 && low < 1000 ? '零' : ''}${low > 0 ? readGroup(low) : ''}`;
}

/** Four digits without leading or trailing 零: 1030 is 壹仟零叁拾. */
function readGroup(value: number): string {
  const digits = [...String(value).padStart(4, '0')].map(Number);
  return digits
    .map((digit, place) => (digit === 0 ? '零' : `${numeral(digit)}${places[place] ?? ''}`))
    .join('')
    .replace(/零+/g, '零')
    .replace(/^零|零$/g, '');
}

const numeral = (digit: number): string => numerals.charAt(digit);
