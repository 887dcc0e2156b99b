import { refuse } from '../errors.js';
import { spend, spendText } from '../fuel.js';
import { canonicalNumber } from '../formats/numbers.js';
import { type Arg, type Family, text } from '../operand-checks.js';
import type { Value } from '../values.js';

const POWERS = ['', 'k', 'm', 'g', 't', 'p', 'e'];

/** Nobody measures with more digits. */
const MAX_LENGTH = 1_000;

/** An exact fraction, so that no unit ever loses a digit. */
interface Ratio {
  over: bigint;
  under: bigint;
}

const AMOUNT = /^([\d.]*(?:[eE][+-]?\d+)?[\d.+-]*)(.*)$/s;

function split(value: Arg, what: string): { amount: Ratio; unit: string } {
  if (text(value, 1).length > MAX_LENGTH) return refuse(`${what} is too long`);
  spend(60);
  const source = text(value, 1).replaceAll('"', '');
  if (source.includes(' ')) return refuse('spaces not allowed in resource strings');
  const signed = /^[+-]/.exec(source)?.[0] ?? '';
  const [, amount = '', unit = ''] = AMOUNT.exec(source.slice(signed.length)) ?? [];
  if (amount === '') return refuse(`no ${what} provided`);
  return { amount: ratio(signed + amount) ?? refuse(`could not parse ${what} to a number`), unit };
}

function ratio(source: string): Ratio | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(source);
  if (!parts || (parts[2] === '' && !parts[3])) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  return shift >= 0 ? { over: digits * 10n ** BigInt(shift), under: 1n } : { over: digits, under: 10n ** BigInt(-shift) };
}

/** The factor of a unit such as `k`, `Ki` or none; undefined when there is no such unit. */
function factor(unit: string): bigint | undefined {
  const power = POWERS.indexOf(unit.replace(/i$/, ''));
  if (power < 0 || unit === 'i') return undefined;
  return unit.endsWith('i') ? 1024n ** BigInt(power) : 1000n ** BigInt(power);
}

/** `m` is milli and `M` is mega, every other unit may be written in either case. */
function parseUnits(value: Arg): Value {
  const { amount, unit } = split(value, 'amount');
  const isMilli = unit === 'm';
  const scale = isMilli ? 1n : (factor(unit.toLowerCase()) ?? refuse(`unit ${unit} not recognized`));
  const [over, under] = [amount.over * scale, isMilli ? amount.under * 1000n : amount.under];
  return over % under === 0n ? canonicalNumber(over / under) : quotient(over, under);
}

/** The double nearest to a fraction; long operands are shortened first so that neither overflows. */
function quotient(over: bigint, under: bigint): number {
  const scaled = (over * 10n ** 30n) / under;
  return Number(`${scaled}e-30`);
}

function parseBytes(value: Arg): Value {
  const { amount, unit } = split(value, 'byte amount');
  const scale = factor(unit.toLowerCase().replace(/b$/, '')) ?? refuse(`byte unit ${unit} not recognized`);
  return canonicalNumber((amount.over * scale) / amount.under);
}

const SEMVER = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]*))?(?:\+[0-9A-Za-z.-]+)?$/;

function version(value: string, position: number): { numbers: string[]; pre: string[] } {
  spend(20 + value.length);
  const parts = SEMVER.exec(value);
  if (!parts) return refuse(`operand ${position}: string ${JSON.stringify(value)} is not a valid SemVer`);
  return { numbers: parts.slice(1, 4), pre: parts[4] ? parts[4].split('.') : [] };
}

function compareVersions(a: Arg, b: Arg): number {
  const [left, right] = [version(text(a, 1), 1), version(text(b, 2), 2)];
  for (let i = 0; i < 3; i += 1) {
    const order = compareDigits(left.numbers[i]!, right.numbers[i]!);
    if (order !== 0) return order;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return Math.sign(right.pre.length - left.pre.length) || 0;
  for (let i = 0; i < Math.min(left.pre.length, right.pre.length); i += 1) {
    const order = comparePart(left.pre[i]!, right.pre[i]!);
    if (order !== 0) return order;
  }
  return Math.sign(left.pre.length - right.pre.length);
}

/** Numbers come before words, numbers by value and words by text. */
function comparePart(a: string, b: string): number {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (x !== y) return x ? -1 : 1;
  if (x) return compareDigits(a, b);
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Whole numbers of any length by their value. */
function compareDigits(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (x.length !== y.length) return x.length < y.length ? -1 : 1;
  return x === y ? 0 : x < y ? -1 : 1;
}

export const UNITS: Family = {
  'units.parse': parseUnits,
  'units.parse_bytes': parseBytes,
  'semver.compare': compareVersions,
  'semver.is_valid': (value) => {
    if (typeof value !== 'string') return false;
    spendText(value.length * 4);
    return SEMVER.test(value);
  },
};
