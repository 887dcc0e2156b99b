import { refuse } from '../errors.js';
import { addDecimals, divideDecimals, multiplyDecimals } from './decimals.js';
import { spend } from '../fuel.js';

/** Integers beyond 2^53 are bigint, every other number a double. */
export type RegoNumber = number | bigint;

/** More digits than this are refused: arithmetic on them would outlast any evaluation budget. */
const MAX_DIGITS = 10_000;

export function isIntegral(value: RegoNumber): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** The smallest faithful form: a double while it is exact, a bigint for whole numbers beyond 2^53. */
export function canonicalNumber(value: RegoNumber): RegoNumber {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value;
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Parses a JSON number without losing the digits of whole numbers. Undefined when the text is no number or absurdly large. */
export function parseNumber(text: string): RegoNumber | undefined {
  const parts = NUMBER.exec(text);
  if (!parts || text.length > MAX_DIGITS) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))) return value;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent) - fraction.length;
  if (shift > MAX_DIGITS) return undefined;
  if (shift < 0) {
    const digits = whole + fraction;
    return /^0*$/.test(digits.slice(shift)) ? exact(sign, digits.slice(0, shift)) : value;
  }
  return exact(sign, whole + fraction + '0'.repeat(shift));
}

function exact(sign: string | undefined, digits: string): RegoNumber {
  spend(1 + digits.length);
  const value = BigInt(digits);
  return canonicalNumber(sign === '-' ? -value : value);
}

/**
 * Whole numbers are computed as doubles while that is exact and as bigints beyond. Fractions are computed in decimal, because
 * OPA does: 0.1 + 0.2 is 0.3.
 */
function combine(
  a: RegoNumber,
  b: RegoNumber,
  onDouble: (a: number, b: number) => number,
  onInt: (a: bigint, b: bigint) => bigint,
  onDecimal: (a: string, b: string) => number,
): RegoNumber {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = onDouble(a, b);
    if (Number.isSafeInteger(result) && Number.isInteger(a) && Number.isInteger(b)) return result;
  }
  if (isIntegral(a) && isIntegral(b)) return bounded(onInt(BigInt(a), BigInt(b)));
  spend(20);
  spendDigits(a);
  spendDigits(b);
  return finite(onDecimal(String(a), String(b)));
}

function finite(value: number): RegoNumber {
  return Number.isFinite(value) ? canonicalNumber(value + 0) : refuse('number out of range');
}

/** Powers of two that tell how long a bigint is without looking at its digits. */
const LENGTHS = Array.from({ length: 12 }, (_, i) => 1n << BigInt(64 << i));
const NEGATIVE_LENGTHS = LENGTHS.map((length) => -length);

/** 64 bit words of a whole number, rounded up to a power of two. */
export function wordsOf(value: RegoNumber): number {
  if (typeof value === 'number') return 1;
  for (let i = 0; i < LENGTHS.length; i += 1) if (value < LENGTHS[i]! && value > NEGATIVE_LENGTHS[i]!) return 1 << i;
  return 1 << LENGTHS.length;
}

/** Pays for work that looks at every word of these numbers once. */
export function spendWords(...values: RegoNumber[]): void {
  let words = 0;
  for (const value of values) words += wordsOf(value);
  spend(1 + (words >>> 3));
}

/** Pays for reading or writing the decimal digits of a long number, which takes the square of its length. */
function spendDigits(value: RegoNumber): void {
  const words = wordsOf(value);
  if (words > 1) spend(words + ((words * words) >>> 1));
}

/** Refuses whole numbers of more than about ten thousand digits. */
export function bounded(value: bigint): RegoNumber {
  if (value >> 33_000n > 1n || value >> 33_000n < -1n) refuse('number out of range');
  return canonicalNumber(value);
}

export function add(a: RegoNumber, b: RegoNumber): RegoNumber {
  const onInt = (x: bigint, y: bigint): bigint => {
    spendWords(x, y);
    return x + y;
  };
  return combine(a, b, (x, y) => x + y, onInt, addDecimals);
}

export function subtract(a: RegoNumber, b: RegoNumber): RegoNumber {
  return add(a, negate(b));
}

export function multiply(a: RegoNumber, b: RegoNumber): RegoNumber {
  const onInt = (x: bigint, y: bigint): bigint => {
    spend(4 + ((wordsOf(x) * wordsOf(y)) >>> 3));
    return x * y;
  };
  return combine(a, b, (x, y) => x * y, onInt, multiplyDecimals);
}

export function divide(a: RegoNumber, b: RegoNumber): RegoNumber {
  if (b === 0 || b === 0n) return refuse('divide by zero');
  if (isIntegral(a) && isIntegral(b)) {
    const quotient = Number(a) / Number(b);
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return quotient + 0;
    const [x, y] = [BigInt(a), BigInt(b)];
    spendDivision(a, b);
    if (x % y === 0n) return canonicalNumber(x / y);
  }
  spend(20);
  spendDigits(a);
  spendDigits(b);
  return finite(divideDecimals(String(a), String(b)));
}

export function remainder(a: RegoNumber, b: RegoNumber): RegoNumber {
  if (!isIntegral(a) || !isIntegral(b)) return refuse('modulo on floating-point number');
  if (Number(b) === 0) return refuse('modulo by zero');
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  spendDivision(a, b);
  return canonicalNumber(BigInt(a) % BigInt(b));
}

function spendDivision(a: RegoNumber, b: RegoNumber): void {
  spend(4 + ((wordsOf(a) * wordsOf(b)) >>> 2));
}

export function negate(value: RegoNumber): RegoNumber {
  if (typeof value === 'bigint') spendWords(value);
  return canonicalNumber(-value);
}

export function absolute(value: RegoNumber): RegoNumber {
  return value < 0 ? negate(value) : value;
}

/** Half away from zero. */
export function roundHalfAway(value: RegoNumber): RegoNumber {
  if (typeof value === 'bigint') return value;
  return canonicalNumber(Math.sign(value) * Math.round(Math.abs(value)) + 0);
}

/** Digits in a base; the price grows with the square of their number, as the work does. */
export function wholeText(value: bigint, radix: number): string {
  const words = wordsOf(value);
  spend(2 + ((words * words) >>> 4));
  return value.toString(radix);
}

/** Shortest text that reads back as the same number, in the notation OPA prints. */
export function numberText(value: RegoNumber): string {
  const canonical = canonicalNumber(value);
  if (typeof canonical === 'bigint') return wholeText(canonical, 10);
  const text = String(canonical);
  return text.includes('e') ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text;
}
