import { refuse } from '../../errors.js';
import { spend } from '../../fuel.js';

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
/** What OPA knows beyond Go, in hours. */
const HOURS: ReadonlyMap<string, number> = new Map([
  ['d', 24],
  ['w', 7 * 24],
  ['y', 365 * 24],
]);

const LIMIT = 1n << 63n;

/** Nanoseconds of a duration such as `1h30m`, with fractions as exact as a double is. */
export function parseDuration(source: string): bigint {
  spend(10 + source.length * 6);
  const bad = (): never => refuse(`time: invalid duration ${JSON.stringify(source)}`);
  if (source === '') return bad();
  const sign = /^[+-]/.exec(source)?.[0] ?? '';
  const plain = /[dwy]/.test(source) ? inHours(source.slice(sign.length), bad) : source.slice(sign.length);
  if (plain === '0') return 0n;
  const total = nanosOf(plain, bad);
  if (sign === '-') return -total;
  return total < LIMIT ? total : bad();
}

/** Days, weeks and years of 365 days as hours. */
function inHours(source: string, bad: () => never): string {
  const segments = source.match(/[\d.]+(?:ms|us|\u00b5s|ns|[a-z])/g) ?? [];
  if (segments.join('') !== source) return bad();
  return segments
    .map((segment) => {
      const [, digits, unit] = /^([\d.]+)(.+)$/.exec(segment) as unknown as [string, string, string];
      const hours = HOURS.get(unit);
      if (hours === undefined) return segment;
      return /^(?:\d+\.?\d*|\.\d+)$/.test(digits) ? `${written(Number(digits) * hours)}h` : bad();
    })
    .join('');
}

/** A number without an exponent. */
function written(value: number): string {
  const [, whole, fraction = '', exponent] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) as unknown as string[];
  const shift = Number(exponent ?? 0);
  if (shift >= 0)
    return whole! + fraction.padEnd(shift, '0').slice(0, shift) + (shift < fraction.length ? `.${fraction.slice(shift)}` : '');
  return `0.${'0'.repeat(-shift - 1)}${whole}${fraction}`;
}

const SEGMENT = /(\d*)(?:(\.)(\d*))?([^\d.]+)/y;

function nanosOf(source: string, bad: () => never): bigint {
  let total = 0n;
  SEGMENT.lastIndex = 0;
  for (let at = 0; at < source.length || at === 0; at = SEGMENT.lastIndex) {
    const [, digits = '', , fraction = '', unit] = SEGMENT.exec(source) ?? bad();
    const scale = UNITS.get(unit!) ?? bad();
    if (digits + fraction === '' || digits.length > 1_000) return bad();
    const whole = BigInt(digits || '0');
    if (whole > LIMIT / scale) return bad();
    total += whole * scale + fractionOf(fraction, scale);
    if (total > LIMIT) return bad();
  }
  return total;
}

/** In the arithmetic of Go: digits as far as they fit into 63 bits, times the unit, as a double. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > (LIMIT - 1n) / 10n) break;
    const next = value * 10n + BigInt(digit);
    if (next > LIMIT) break;
    value = next;
    scale *= 10;
  }
  return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}
