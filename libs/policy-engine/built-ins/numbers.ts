import { refuse, refuseType } from '../errors.js';
import { spend, spendSort } from '../fuel.js';
import {
  type RegoNumber,
  add,
  bounded,
  canonicalNumber,
  divide,
  floatOf,
  isNumber,
  multiply,
  numberOf,
  numberText,
  parseNumber,
  remainder,
  spendWords,
  subtract,
  wholeOf,
  wholeText,
  wordsOf,
} from '../formats/numbers.js';
import {
  type BigFloat,
  HALF,
  ONE,
  addFloats,
  floatOfWhole,
  isWhole,
  multiplyFloats,
  negated,
  truncated,
} from '../formats/big-floats.js';
import { type Arg, type Family, bigInteger, members, number, numbers, refuseOperand } from '../operand-checks.js';
import { RegoSet, type Value, compareValues } from '../values.js';
import { size } from '../runtime.js';
import { difference } from './sets.js';

function minus(a: Arg, b: Arg): Value {
  if (a instanceof RegoSet && b instanceof RegoSet) return difference(a, b);
  if (a instanceof RegoSet) return refuseOperand(2, b, 'set');
  return isNumber(a) ? subtract(a, number(b, 2)) : refuseOperand(1, a, 'number', 'set');
}

const DECIMAL_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d+)?$/;
const HEXADECIMAL_TEXT = /^([+-]?)0[xX]([\da-fA-F]*)(?:\.([\da-fA-F]*))?[pP]([+-]?\d{1,5})$/;

/** The number in a text that Go's `strconv.ParseFloat` reads, in JSON's notation. */
function numberIn(value: string): string | undefined {
  spend(1 + (value.length >>> 4));
  const source = /(?<!\d)_|_(?!\d)/.test(value) ? value : value.replaceAll('_', '');
  const [, sign = '', whole = '', fraction, exponent = ''] = DECIMAL_TEXT.exec(source) ?? [];
  if (whole === '' && !fraction) return hexadecimal(source);
  if (!Number.isFinite(Number(source))) return refuse('value out of range');
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign.replace('+', '')}${digits}${fraction === undefined ? '' : `.${fraction || '0'}`}${exponent}`;
}

/** `0x1.8p3`: sixteenths before the power of two. */
function hexadecimal(source: string): string | undefined {
  const [, sign = '', whole = '', fraction = '', power = '0'] = HEXADECIMAL_TEXT.exec(source) ?? [];
  if (whole + fraction === '' || whole.length + fraction.length > 64) return undefined;
  const [mantissa, exponent] = [BigInt(`0x${whole}${fraction}`), Number(power) - fraction.length * 4];
  if (Math.abs(exponent) > 1_100) return refuse('value out of range');
  const digits = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = `${sign.replace('+', '')}${digits}${exponent < 0 ? `e${exponent}` : ''}`;
  return Number.isFinite(Number(text)) ? text : refuse('value out of range');
}

function toNumber(value: Arg): RegoNumber {
  if (value === null || value === false) return 0;
  if (value === true) return 1;
  if (value !== undefined && isNumber(value)) return value;
  if (typeof value !== 'string') return refuseOperand(1, value, 'null', 'boolean', 'number', 'string');
  if (/^[+-]*(inf|infinity|nan)$/i.test(value)) return refuseType(`operand 1 must be valid number string but got ${value}`);
  return parseNumber(numberIn(value) ?? refuse('invalid number')) ?? refuse('number too big');
}

const BASES = new Map([
  ['2', 2],
  ['8', 8],
  ['10', 10],
  ['16', 16],
]);

/** A base counts only as it is written here; a fraction loses what stands behind the point. */
function formatInt(value: Arg, base: Arg): string {
  const [found, radix] = [number(value, 1), BASES.get(numberText(number(base, 2)))];
  if (radix === undefined) return refuseType('operand 2 must be one of {2, 8, 10, 16}');
  const isWhole = /^-?\d+$/.test(numberText(found));
  return wholeText(isWhole ? wholeOf(found)! : truncated(floatOf(found)), radix);
}

function range(from: Arg, to: Arg, step: bigint): Value[] {
  const [start, end] = [bigInteger(from, 1), bigInteger(to, 2)];
  const length = (start <= end ? end - start : start - end) / step + 1n;
  spend(10 + Number(length) * (2 + wordsOf(start) + wordsOf(end)));
  const by = start <= end ? step : -step;
  return Array.from({ length: Number(length) }, (_, i) => canonicalNumber(start + BigInt(i) * by));
}

function rangeStep(from: Arg, to: Arg, by: Arg): Value[] {
  const step = bigInteger(by, 3);
  return step > 0n ? range(from, to, step) : refuse('numbers.range_step: step must be a positive integer');
}

function extreme(value: Arg, sign: 1 | -1): Value | undefined {
  const all = members(value, 1);
  spend(1 + all.length * 2);
  // Of equal numbers that are written differently an array gives the last one and a set the first.
  const least = value instanceof RegoSet ? 1 : 0;
  return all.length === 0
    ? undefined
    : all.reduce((best, next) => (Math.sign(compareValues(next, best)) * sign >= least ? next : best));
}

function count(value: Arg): number {
  const found = size(value);
  return found ?? refuseOperand(1, value, 'array', 'object', 'set', 'string');
}

function bits(apply: (a: bigint, b: bigint) => bigint): (a: Arg, b: Arg) => Value {
  return (a, b) => {
    const [x, y] = [bigInteger(a, 1), bigInteger(b, 2)];
    spendWords(x, y);
    return canonicalNumber(apply(x, y));
  };
}

function shift(a: Arg, b: Arg, left: boolean): Value {
  const [value, by] = [bigInteger(a, 1), bigInteger(b, 2)];
  if (by < 0n) return refuseType('operand 2 must be an unsigned integer number but got a negative integer');
  if (by > 33_000n) return left && value !== 0n ? refuse('shift is too large') : value < 0n && !left ? -1 : 0;
  spend(4 + (Number(by) >>> 8));
  spendWords(value);
  return canonicalNumber(left ? bounded(value << by) : value >> by);
}

/** What is computed with floats unless the number is a small whole one: more than 64 bits are rounded, as OPA does. */
function unary(onWhole: (value: number) => number, onFloat: (value: BigFloat) => BigFloat): (value: Arg) => Value {
  return (value) => {
    const found = number(value, 1);
    if (typeof found === 'number' && Number.isSafeInteger(found)) return onWhole(found);
    return numberOf(onFloat(floatOf(found)));
  };
}

const same = (value: number): number => value;
const absolute = unary(Math.abs, (value) => ({ ...value, negative: false }));
/** Half away from zero. */
const round = unary(same, (value) => floatOfWhole(truncated(addFloats(value, value.negative ? negated(HALF) : HALF))));

/** As OPA, which takes the whole part of what lies between -1 and 0 for a positive zero: `ceil(-0.5)` is 1, `floor(-0.5)` is 0. */
function ceil(value: BigFloat): BigFloat {
  const whole = floatOfWhole(truncated(value));
  return whole.negative || isWhole(value) ? whole : addFloats(whole, ONE);
}

function floor(value: BigFloat): BigFloat {
  const whole = floatOfWhole(truncated(value));
  return !whole.negative || isWhole(value) ? whole : addFloats(whole, negated(ONE));
}

function sum(value: Arg): Value {
  return total(numbers(value, 1), 0, add, { ...ONE, mantissa: 0n, precision: 64 }, addFloats);
}

/** Floats are multiplied with the precision of a double. */
function product(value: Arg): Value {
  return total(numbers(value, 1), 1, multiply, ONE, (a, b) => multiplyFloats(a, b, 53));
}

/** Exact when all numbers are whole, in floats from the beginning when one is not. */
function total(
  all: RegoNumber[],
  start: RegoNumber,
  onWhole: (a: RegoNumber, b: RegoNumber) => RegoNumber,
  startFloat: BigFloat,
  onFloat: (a: BigFloat, b: BigFloat) => BigFloat,
): Value {
  if (all.every((value) => (typeof value === 'number' ? Number.isInteger(value) : wholeOf(value) !== undefined)))
    return all.reduce(onWhole, start);
  return numberOf(all.map(floatOf).reduce(onFloat, startFloat));
}

export const NUMBERS: Family = {
  plus: (a, b) => add(number(a, 1), number(b, 2)),
  minus,
  mul: (a, b) => multiply(number(a, 1), number(b, 2)),
  div: (a, b) => divide(number(a, 1), number(b, 2)),
  rem: (a, b) => remainder(number(a, 1), number(b, 2)),
  abs: absolute,
  round,
  ceil: unary(same, ceil),
  floor: unary(same, floor),
  to_number: toNumber,
  format_int: formatInt,
  'numbers.range': (from, to) => range(from, to, 1n),
  'numbers.range_step': rangeStep,
  'bits.and': bits((a, b) => a & b),
  'bits.or': bits((a, b) => a | b),
  'bits.xor': bits((a, b) => a ^ b),
  'bits.negate': (value) => {
    const found = bigInteger(value, 1);
    spendWords(found);
    return canonicalNumber(~found);
  },
  'bits.lsh': (a, b) => shift(a, b, true),
  'bits.rsh': (a, b) => shift(a, b, false),
};

export const AGGREGATES: Family = {
  count,
  sum,
  product,
  max: (value) => extreme(value, 1),
  min: (value) => extreme(value, -1),
  sort: (value) => {
    const all = members(value, 1);
    if (value instanceof RegoSet) return all;
    spendSort(all.length);
    return [...all].sort(compareValues);
  },
  all: (value) => members(value, 1).every((member) => member === true),
  any: (value) => members(value, 1).some((member) => member === true),
};
