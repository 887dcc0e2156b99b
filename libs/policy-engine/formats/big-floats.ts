import { spend } from '../fuel.js';
import { decimalOf } from './decimals.js';
import { bitLength, shortestDigits } from './shortest-digits.js';

/**
 * Floats as OPA computes them: Go's big.Float, binary with 64 bits of mantissa, rounded to the nearest and to even on a tie.
 * The value is `mantissa` times two to the power of `exponent`; a zero keeps its sign.
 */
export interface BigFloat {
  negative: boolean;
  mantissa: bigint;
  exponent: number;
  precision: number;
}

const PRECISION = 64;

function rounded(negative: boolean, mantissa: bigint, exponent: number, precision: number): BigFloat {
  if (mantissa === 0n) return { negative, mantissa, exponent: 0, precision };
  const extra = bitLength(mantissa) - precision;
  if (extra <= 0) return { negative, mantissa, exponent, precision };
  const shift = BigInt(extra);
  const kept = mantissa >> shift;
  const rest = mantissa - (kept << shift);
  const half = 1n << (shift - 1n);
  const isUp = rest > half || (rest === half && (kept & 1n) === 1n);
  return { negative, mantissa: isUp ? kept + 1n : kept, exponent: exponent + extra, precision };
}

/** Pays for numbers of many bits; the usual ones have 64. */
function spendBits(bits: number): void {
  spend(8 + Math.floor((bits * bits) / 65_536));
}

export function bigFloat(text: string): BigFloat {
  const negative = text.startsWith('-');
  const { digits, exponent } = decimalOf(text);
  const whole = digits < 0n ? -digits : digits;
  spendBits(Math.abs(exponent) * 4 + text.length * 4);
  if (exponent >= 0) return rounded(negative, whole * 10n ** BigInt(exponent), 0, PRECISION);
  return quotient(negative, whole, 10n ** BigInt(-exponent), 0, PRECISION);
}

function quotient(negative: boolean, over: bigint, under: bigint, exponent: number, precision: number): BigFloat {
  if (over === 0n) return { negative, mantissa: 0n, exponent: 0, precision };
  const shift = Math.max(0, precision + 2 + bitLength(under) - bitLength(over));
  const scaled = over << BigInt(shift);
  const mantissa = scaled / under;
  // A bit below the last one stands for everything that was cut off.
  const isMore = mantissa * under !== scaled;
  return rounded(negative, (mantissa << 1n) | (isMore ? 1n : 0n), exponent - shift - 1, precision);
}

export function addFloats(a: BigFloat, b: BigFloat): BigFloat {
  const precision = Math.max(a.precision, b.precision);
  if (a.mantissa === 0n && b.mantissa === 0n) return { ...a, negative: a.negative && b.negative, precision };
  const exponent = a.mantissa === 0n ? b.exponent : b.mantissa === 0n ? a.exponent : Math.min(a.exponent, b.exponent);
  const signed = ({ negative, mantissa, exponent: own }: BigFloat): bigint => {
    if (mantissa === 0n) return 0n;
    spendBits(own - exponent);
    const shifted = mantissa << BigInt(own - exponent);
    return negative ? -shifted : shifted;
  };
  const sum = signed(a) + signed(b);
  return rounded(sum < 0n, sum < 0n ? -sum : sum, exponent, precision);
}

export function negated(value: BigFloat): BigFloat {
  return { ...value, negative: !value.negative };
}

/** `precision` is that of the product. */
export function multiplyFloats(a: BigFloat, b: BigFloat, precision = PRECISION): BigFloat {
  spendBits(0);
  return rounded(a.negative !== b.negative, a.mantissa * b.mantissa, a.exponent + b.exponent, precision);
}

/** The divisor must not be zero. */
export function divideFloats(a: BigFloat, b: BigFloat): BigFloat {
  spendBits(0);
  return quotient(a.negative !== b.negative, a.mantissa, b.mantissa, a.exponent - b.exponent, PRECISION);
}

/** The whole part, towards zero. */
export function truncated({ negative, mantissa, exponent }: BigFloat): bigint {
  spendBits(Math.abs(exponent));
  const whole = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa >> BigInt(-exponent);
  return negative ? -whole : whole;
}

/** A whole number with as many bits as it needs. */
export function floatOfWhole(value: bigint): BigFloat {
  const mantissa = value < 0n ? -value : value;
  return {
    negative: value < 0n,
    mantissa,
    exponent: 0,
    precision: Math.max(PRECISION, mantissa === 0n ? 0 : bitLength(mantissa)),
  };
}

export const HALF: BigFloat = { negative: false, mantissa: 1n, exponent: -1, precision: 53 };
export const ONE: BigFloat = { negative: false, mantissa: 1n, exponent: 0, precision: 53 };

export function isWhole({ mantissa, exponent }: BigFloat): boolean {
  if (mantissa === 0n || exponent >= 0) return true;
  const low = BigInt(-exponent);
  return (mantissa >> low) << low === mantissa;
}

/** The shortest text that stands for this float alone: whole ones with all their digits, others in Go's `%g`. */
export function floatNumberText(value: BigFloat): string {
  const sign = value.negative ? '-' : '';
  if (value.mantissa === 0n) return `${sign}0`;
  spendBits(Math.abs(value.exponent));
  const { digits, point } = shortestDigits(value.mantissa, value.exponent, value.precision);
  if (isWhole(value)) return sign + digits.padEnd(point, '0');
  if (point < -3 || point > 6) {
    const power = Math.abs(point - 1);
    return `${sign}${digits[0]!}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${point > 0 ? '+' : '-'}${String(power).padStart(2, '0')}`;
  }
  return point <= 0 ? `${sign}0.${'0'.repeat(-point)}${digits}` : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
