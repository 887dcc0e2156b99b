import { spend } from '../fuel.js';

/** A number by its decimal digits: `digits` times ten to the power of `exponent`, without trailing zeros; zero is 0 and 0. */
export interface Decimal {
  digits: bigint;
  exponent: number;
}

/** The digits of a number in JSON's notation. */
export function decimalOf(text: string): Decimal {
  const [mantissa = '', power = '0'] = text.split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const kept = all.replace(/0+$/, '');
  spend(1 + ((all.length * all.length) >>> 12));
  const digits = BigInt(kept === '' || kept === '-' ? 0 : kept);
  return digits === 0n
    ? { digits, exponent: 0 }
    : { digits, exponent: Number(power) - fraction.length + (all.length - kept.length) };
}

function lengthOf(digits: bigint): number {
  return digits.toString().length - (digits < 0n ? 1 : 0);
}

function sign(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

/** Negative, zero or positive; numbers of other magnitude are told apart by where their first digit stands. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [x, y] = [sign(a.digits), sign(b.digits)];
  if (x !== y || x === 0) return x - y;
  const magnitude = lengthOf(a.digits) + a.exponent - (lengthOf(b.digits) + b.exponent);
  if (magnitude !== 0) return magnitude * x;
  const scale = Math.min(a.exponent, b.exponent);
  return sign(a.digits * 10n ** BigInt(a.exponent - scale) - b.digits * 10n ** BigInt(b.exponent - scale));
}

/** The whole number a decimal is, undefined for a fraction. */
export function wholeDecimal({ digits, exponent }: Decimal): bigint | undefined {
  if (exponent < 0) return undefined;
  spend(1 + ((exponent * exponent) >>> 14));
  return exponent === 0 ? digits : digits * 10n ** BigInt(exponent);
}
