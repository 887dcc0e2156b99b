import { spend } from '../fuel.js';
import { exactDigits } from './shortest-digits.js';

/** Digits without trailing zeros: 0.`digits` times ten to the power of `point`. */
interface Digits {
  digits: string;
  point: number;
}

/** A finite double as mantissa and power of two. */
function binary(value: number): { mantissa: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const all = bits.getBigUint64(0);
  const fraction = all & 0xfffffffffffffn;
  const power = Number((all >> 52n) & 0x7ffn);
  return power === 0 ? { mantissa: fraction, exponent: -1074 } : { mantissa: fraction | (1n << 52n), exponent: power - 1075 };
}

/** `length` digits of the exact value, a tie to the even one; all of them when there are no more. */
function rounded({ digits, point }: Digits, length: number): Digits {
  if (length >= digits.length) return { digits, point };
  if (length < 0) return { digits: '', point };
  const [kept, rest] = [digits.slice(0, length), digits.slice(length)];
  const isUp = /^50*$/.test(rest) ? Number(kept.at(-1) ?? '0') % 2 === 1 : rest[0]! >= '5';
  if (!isUp) return { digits: kept.replace(/0+$/, ''), point };
  const head = kept.replace(/9+$/, '');
  if (head === '') return { digits: '1', point: point + 1 };
  return { digits: head.slice(0, -1) + String(Number(head.at(-1)) + 1), point };
}

function shortest(value: number): Digits {
  const [mantissa = '', power] = value.toExponential().split('e');
  const digits = mantissa.replace('.', '').replace(/0+$/, '');
  return { digits, point: digits === '' ? 0 : Number(power) + 1 };
}

function exact(value: number): Digits {
  spend(60);
  const { mantissa, exponent } = binary(value);
  return mantissa === 0n ? { digits: '', point: 0 } : exactDigits(mantissa, exponent);
}

function fixed({ digits, point }: Digits, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) return whole;
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, precision)) + digits;
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, '0')}`;
}

function scientific({ digits, point }: Digits, precision: number): string {
  const power = digits === '' ? 0 : point - 1;
  const fraction = precision > 0 ? `.${digits.slice(1, precision + 1).padEnd(precision, '0')}` : '';
  return `${digits[0] ?? '0'}${fraction}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function general(value: number, precision: number | undefined): string {
  const found = precision === undefined ? shortest(value) : rounded(exact(value), Math.max(1, precision));
  const { length } = found.digits;
  let shown = precision === undefined ? length : Math.max(1, precision);
  const limit = precision === undefined ? 6 : shown > length && length >= found.point ? length : shown;
  const power = found.point - 1;
  if (power < -4 || power >= limit) return scientific(found, Math.min(shown, length) - 1);
  if (shown > found.point) shown = length;
  return fixed(found, Math.max(0, shown - found.point));
}

function hexadecimal(value: number, precision: number | undefined): string {
  let { mantissa, exponent } = binary(value);
  exponent += 52;
  mantissa <<= 8n;
  while (mantissa !== 0n && mantissa < 1n << 60n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  if (mantissa === 0n) exponent = 0;
  if (precision !== undefined && precision < 15) {
    const cut = BigInt(60 - precision * 4);
    const [kept, extra, half] = [mantissa >> cut, mantissa & ((1n << cut) - 1n), 1n << (cut - 1n)];
    mantissa = (extra > half || (extra === half && (kept & 1n) === 1n) ? kept + 1n : kept) << cut;
    if (mantissa >> 61n === 1n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const digits = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, '0');
  const fraction = precision === undefined ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0');
  const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return `0x${mantissa >> 60n}${fraction === '' ? '' : `.${fraction}`}p${power}`;
}

/** A positive float in one of Go's styles: b, e, f, g, x. `precision` undefined is the shortest exact text. */
export function floatText(value: number, style: string, precision: number | undefined): string {
  spend(10 + ((precision ?? 0) >>> 3));
  switch (style) {
    case 'b': {
      const { mantissa, exponent } = binary(value);
      return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
    }
    case 'e':
      return precision === undefined
        ? scientific(shortest(value), shortest(value).digits.length - 1)
        : scientific(rounded(exact(value), precision + 1), precision);
    case 'f': {
      const all = exact(value);
      return fixed(rounded(all, all.point + precision!), precision!);
    }
    case 'x':
      return hexadecimal(value, precision);
    default:
      return general(value, precision);
  }
}
