import { refuse, refuseType } from '../errors.js';
import { spend, spendSort } from '../fuel.js';
import {
  absolute,
  add,
  bounded,
  canonicalNumber,
  divide,
  multiply,
  parseNumber,
  remainder,
  roundHalfAway,
  spendWords,
  subtract,
  wholeText,
  wordsOf,
} from '../formats/numbers.js';
import { type Arg, type Family, bigInteger, integer, members, number, numbers, refuseOperand } from '../operand-checks.js';
import { type RegoNumber } from '../formats/numbers.js';
import { RegoSet, type Value, compareValues } from '../values.js';
import { size } from '../runtime.js';
import { difference } from './sets.js';

function minus(a: Arg, b: Arg): Value {
  if (a instanceof RegoSet && b instanceof RegoSet) return difference(a, b);
  if (a instanceof RegoSet) return refuseOperand(2, b, 'set');
  if (typeof a !== 'number' && typeof a !== 'bigint') return refuseOperand(1, a, 'number', 'set');
  return subtract(a, number(b, 2));
}

function toNumber(value: Arg): RegoNumber {
  if (value === null || value === false) return 0;
  if (value === true) return 1;
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value !== 'string') return refuseOperand(1, value, 'null', 'boolean', 'number', 'string');
  if (/^[+-]?(inf|infinity|nan)$/i.test(value)) return refuseType(`operand 1 must be valid number string but got ${value}`);
  const canonical = value
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '');
  return parseNumber(canonical) ?? refuse('invalid number');
}

const BASES = new Set([2, 8, 10, 16]);

function formatInt(value: Arg, base: Arg): string {
  const radix = integer(base, 2);
  if (!BASES.has(radix)) return refuseType('operand 2 must be one of {2, 8, 10, 16}');
  const found = number(value, 1);
  return wholeText(typeof found === 'bigint' ? found : BigInt(Math.trunc(found)), radix);
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
  return all.length === 0 ? undefined : all.reduce((best, next) => (compareValues(next, best) * sign > 0 ? next : best));
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
  if (by > 33_000n) return refuse('shift is too large');
  spend(4 + (Number(by) >>> 8));
  spendWords(value);
  return canonicalNumber(left ? bounded(value << by) : value >> by);
}

function rounding(onDouble: (value: number) => number): (value: Arg) => Value {
  return (value) => {
    const found = number(value, 1);
    return typeof found === 'bigint' ? found : canonicalNumber(onDouble(found) + 0);
  };
}

export const NUMBERS: Family = {
  plus: (a, b) => add(number(a, 1), number(b, 2)),
  minus,
  mul: (a, b) => multiply(number(a, 1), number(b, 2)),
  div: (a, b) => divide(number(a, 1), number(b, 2)),
  rem: (a, b) => remainder(number(a, 1), number(b, 2)),
  abs: (value) => absolute(number(value, 1)),
  round: (value) => roundHalfAway(number(value, 1)),
  ceil: rounding(Math.ceil),
  floor: rounding(Math.floor),
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
  sum: (value) => numbers(value, 1).reduce(add, 0),
  product: (value) => numbers(value, 1).reduce(multiply, 1),
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
