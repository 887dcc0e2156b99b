import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { bigFloat, floatOfWhole, multiplyFloats, truncated } from '../formats/big-floats.js';
import { decimalOf, wholeDecimal } from '../formats/decimals.js';
import { bounded, parseNumber } from '../formats/numbers.js';
import { type Arg, type Family, text } from '../operand-checks.js';
import type { Value } from '../values.js';

/** Nobody measures with more digits. */
const MAX_LENGTH = 1_000;
/** Larger powers of ten would be numbers of as many digits. */
const MAX_EXPONENT = 9_000;

/** Digits, points, signs and exponents, as many as there are. */
const AMOUNT = /^(?:[\d.+-]|[eE](?=[\d+-])[+-]?)*/;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

/** Amount and unit of a quantity; the amount in JSON's notation. */
function quantity(source: string, what: string): { amount: string; unit: string } {
  if (source.length > MAX_LENGTH) return refuse(`${what} is too long`);
  spend(60);
  if (source.includes(' ')) return refuse('spaces not allowed in resource strings');
  const amount = AMOUNT.exec(source)?.[0] ?? '';
  if (amount === '') return refuse(`no ${what} provided`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(amount) ?? [];
  if (whole + fraction === '') return refuse(`could not parse ${what} to a number`);
  if (Math.abs(Number(exponent)) > MAX_EXPONENT) return refuse('exponent too large');
  const written = `${sign.replace('+', '')}${whole || '0'}.${fraction || '0'}e${exponent}`;
  return { amount: written, unit: source.slice(amount.length) };
}

const POWERS = ['', 'k', 'm', 'g', 't', 'p', 'e'];

/** The factor of a unit such as `k`, `ki` or none; undefined when there is no such unit. */
function factor(unit: string): bigint | undefined {
  const power = POWERS.indexOf(unit.replace(/i$/, ''));
  if (power < 0 || unit === 'i') return undefined;
  return unit.endsWith('i') ? 1024n ** BigInt(power) : 1000n ** BigInt(power);
}

/** A thousandth as the double nearest to it, which is what OPA multiplies with: `1000m` is 1.0000000000. */
const MILLI = { over: 1_152_921_504_606_847n, under: 1_152_921_504_606_846_976n };
const DECIMALS = 10;

/** `m` is milli and `M` is mega; of every other unit the first letter may be written in either case, the rest is not looked at. */
function parseUnits(value: Arg): Value {
  const { amount, unit } = quantity(text(value, 1).replaceAll('"', ''), 'amount');
  const name = unit.slice(0, 1) + unit.slice(1).toLowerCase();
  const scale = name === 'm' ? MILLI : { over: factor(name.toLowerCase()) ?? refuse(`unit ${unit} not recognized`), under: 1n };
  const { digits, exponent } = decimalOf(amount);
  const over = digits * scale.over * 10n ** BigInt(Math.max(0, exponent));
  const under = scale.under * 10n ** BigInt(Math.max(0, -exponent));
  return over % under === 0n ? bounded(over / under) : withDecimals(over, under);
}

/** A fraction with ten digits behind the point, a tie away from zero. */
function withDecimals(over: bigint, under: bigint): Value {
  const doubled = ((over < 0n ? -over : over) * 2n * 10n ** BigInt(DECIMALS)) / under;
  const digits = ((doubled + 1n) / 2n).toString().padStart(DECIMALS + 1, '0');
  const written = `${over < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
  return parseNumber(written) ?? refuse('number out of range');
}

/** Bytes are counted in floats of 64 bits, and a part of a byte is none. */
function parseBytes(value: Arg): Value {
  const { amount, unit } = quantity(text(value, 1).toLowerCase().replaceAll('"', ''), 'byte amount');
  const scale = factor(unit.replace(/b$/, '')) ?? refuse(`byte unit ${unit} not recognized`);
  if (unit === 'b') return refuse('byte unit b not recognized');
  const whole = wholeDecimal(decimalOf(amount));
  if (
    whole !== undefined &&
    whole < 2n ** 63n &&
    whole > -(2n ** 63n) &&
    whole * scale < 2n ** 63n &&
    whole * scale > -(2n ** 63n)
  )
    return bounded(whole * scale);
  return bounded(truncated(multiplyFloats(bigFloat(amount), floatOfWhole(scale))));
}

export const UNITS: Family = {
  'units.parse': parseUnits,
  'units.parse_bytes': parseBytes,
};
