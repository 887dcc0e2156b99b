import { refuse } from '../errors.js';
import { type BigFloat, addFloats, bigFloat, divideFloats, floatNumberText, multiplyFloats, negated } from './big-floats.js';
import { type Decimal, compareDecimals, decimalOf, wholeDecimal } from './decimals.js';
import { SpelledNumber } from './spelled-number.js';
import { spend } from '../fuel.js';

/** Integers beyond 2^53 are bigint, numbers that a double does not tell completely are spelled, every other number is a double. */
export type RegoNumber = number | bigint | SpelledNumber;

/** More digits than this are refused: arithmetic on them would outlast any evaluation budget. */
const MAX_DIGITS = 10_000;
/** OPA refuses numbers beyond two to the power of 100,000. */
const MAX_EXPONENT = 30_000;

export function isNumber(value: unknown): value is RegoNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof SpelledNumber;
}

export function isIntegral(value: RegoNumber): boolean {
  if (value instanceof SpelledNumber) return SpelledNumber.decimal(value).exponent >= 0;
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** The whole number that this is exactly, undefined for a fraction. */
export function wholeOf(value: RegoNumber): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return wholeDecimal(decimal(value));
}

const INT64 = /^-?\d{1,19}(?:\.0*)?$/;

/** What OPA takes where it wants a position or a count: 64 bits, written without an exponent. */
export function int64Of(value: RegoNumber): bigint | number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (!INT64.test(numberText(value)) || numberText(value).length > 20) return undefined;
  const whole = wholeOf(value);
  return whole === undefined || BigInt.asIntN(64, whole) !== whole ? undefined : whole;
}

function decimal(value: RegoNumber): Decimal {
  return value instanceof SpelledNumber ? SpelledNumber.decimal(value) : decimalOf(numberText(value));
}

/** A double while it is exact, a bigint for whole numbers beyond 2^53. */
export function canonicalNumber(value: number | bigint): number | bigint {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value;
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value;
}

const NUMBER = /^-?\d+(\.\d+)?(?:[eE]([+-]?\d+))?$/;

/** Parses a JSON number without losing its digits or its spelling. Undefined when the text is no number or absurdly large. */
export function parseNumber(text: string): RegoNumber | undefined {
  if (text.length > MAX_DIGITS) return undefined;
  const value = Number(text);
  if (String(value) === text && Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value))) return value;
  const parts = NUMBER.exec(text);
  if (!parts) return undefined;
  const [, fraction, exponent] = parts;
  if (fraction !== undefined || exponent !== undefined || text === '-0')
    return Math.abs(Number(exponent ?? 0)) > MAX_EXPONENT ? undefined : new SpelledNumber(text);
  spend(1 + text.length);
  return canonicalNumber(BigInt(text));
}

/** The same for equal numbers, and different from any text: what sets and objects find numbers by. */
export function numberIdentity(value: RegoNumber): number | bigint | string {
  if (typeof value === 'number' && !(Number.isInteger(value) && !Number.isSafeInteger(value))) return value;
  const exact = decimal(value);
  const double = Number(value);
  if (exact.exponent >= 0 && Math.abs(double) < 1e300) return canonicalNumber(wholeDecimal(exact)!);
  if (Number.isFinite(double) && compareDecimals(exact, decimalOf(String(double))) === 0) return double;
  return `\u0000rego:n${exact.digits}e${exact.exponent}`;
}

/** Negative, zero or positive, by exact value. */
export function compareNumbers(a: RegoNumber, b: RegoNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  spend(10);
  return compareDecimals(decimal(a), decimal(b));
}

/** Powers of two that tell how long a bigint is without looking at its digits. */
const LENGTHS = Array.from({ length: 12 }, (_, i) => 1n << BigInt(64 << i));
const NEGATIVE_LENGTHS = LENGTHS.map((length) => -length);

/** 64 bit words of a whole number, rounded up to a power of two. */
export function wordsOf(value: RegoNumber): number {
  if (typeof value !== 'bigint') return 1;
  for (let i = 0; i < LENGTHS.length; i += 1) if (value < LENGTHS[i]! && value > NEGATIVE_LENGTHS[i]!) return 1 << i;
  return 1 << LENGTHS.length;
}

/** Pays for work that looks at every word of these numbers once. */
export function spendWords(...values: RegoNumber[]): void {
  let words = 0;
  for (const value of values) words += wordsOf(value);
  spend(1 + (words >>> 3));
}

/** Refuses whole numbers of more than about ten thousand digits. */
export function bounded(value: bigint): number | bigint {
  if (value >> 33_000n > 1n || value >> 33_000n < -1n) refuse('number out of range');
  return canonicalNumber(value);
}

export function floatOf(value: RegoNumber): BigFloat {
  return bigFloat(numberText(value));
}

/** The number a float is written as; its spelling is kept when it is not that of a double. */
export function numberOf(value: BigFloat): RegoNumber {
  return parseNumber(floatNumberText(value)) ?? refuse('number out of range');
}

/** Whole numbers are computed exactly, everything else as OPA's floats of 64 bits: 0.1 + 0.2 is 0.3. */
function combine(
  a: RegoNumber,
  b: RegoNumber,
  onDouble: (a: number, b: number) => number,
  onInt: (a: bigint, b: bigint) => bigint,
  onFloat: (a: BigFloat, b: BigFloat) => BigFloat,
): RegoNumber {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = onDouble(a, b);
    if (Number.isSafeInteger(result) && Number.isInteger(a) && Number.isInteger(b)) return result + 0;
  }
  const x = wholeOf(a);
  const y = x === undefined ? undefined : wholeOf(b);
  return x === undefined || y === undefined ? numberOf(onFloat(floatOf(a), floatOf(b))) : bounded(onInt(x, y));
}

export function add(a: RegoNumber, b: RegoNumber): RegoNumber {
  const onInt = (x: bigint, y: bigint): bigint => {
    spendWords(x, y);
    return x + y;
  };
  return combine(a, b, (x, y) => x + y, onInt, addFloats);
}

export function subtract(a: RegoNumber, b: RegoNumber): RegoNumber {
  const onInt = (x: bigint, y: bigint): bigint => {
    spendWords(x, y);
    return x - y;
  };
  return combine(
    a,
    b,
    (x, y) => x - y,
    onInt,
    (x, y) => addFloats(x, negated(y)),
  );
}

export function multiply(a: RegoNumber, b: RegoNumber): RegoNumber {
  const onInt = (x: bigint, y: bigint): bigint => {
    spend(4 + ((wordsOf(x) * wordsOf(y)) >>> 3));
    return x * y;
  };
  return combine(
    a,
    b,
    (x, y) => x * y,
    onInt,
    (x, y) => multiplyFloats(x, y),
  );
}

/** Numbers that OPA takes for small ones: 32 bits. */
function isSmall(value: RegoNumber): boolean {
  return isIntegral(value) && Math.abs(Number(value)) <= 2 ** 31;
}

export function divide(a: RegoNumber, b: RegoNumber): RegoNumber {
  if (Number(b) === 0 && compareNumbers(b, 0) === 0) return refuse('divide by zero');
  if (isSmall(a) && isSmall(b)) {
    const quotient = Number(a) / Number(b);
    if (Number.isInteger(quotient) && quotient !== 0) return quotient;
  }
  return numberOf(divideFloats(floatOf(a), floatOf(b)));
}

export function remainder(a: RegoNumber, b: RegoNumber): RegoNumber {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b) && b !== 0)
    return (a % b) + 0;
  const [x, y] = [wholeOf(a), wholeOf(b)];
  if (x === undefined || y === undefined) return refuse('modulo on floating-point number');
  if (y === 0n) return refuse('modulo by zero');
  spend(4 + ((wordsOf(x) * wordsOf(y)) >>> 2));
  return canonicalNumber(x % y);
}

/** Digits in a base; the price grows with the square of their number, as the work does. */
export function wholeText(value: bigint, radix: number): string {
  const words = wordsOf(value);
  spend(2 + ((words * words) >>> 4));
  return value.toString(radix);
}

/** The text OPA has for a number: as it was written, doubles as JSON and JavaScript write them. */
export function numberText(value: RegoNumber): string {
  return typeof value === 'bigint' ? wholeText(value, 10) : String(value);
}
