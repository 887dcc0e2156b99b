import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { canonicalNumber } from '../formats/numbers.js';
import { type Arg, type Family, bigInteger, integer, refuseOperand, text } from '../operand-checks.js';
import { type Civil, NAMED_LAYOUTS, civilTime, formatTime, parseTime, weekday } from '../formats/time-layout.js';
import type { Value } from '../values.js';

const LIMIT = 1n << 63n;

/** Moments are 64 bit counts of nanoseconds, so the answer is undefined outside the years 1677 to 2262. */
function checked(nanos: bigint): Value {
  return nanos >= LIMIT || nanos < -LIMIT ? refuse('time outside of valid range') : canonicalNumber(nanos);
}

function timestamp(value: Arg): bigint {
  const nanos = bigInteger(value, 1);
  return nanos >= LIMIT || nanos < -LIMIT ? refuse('timestamp too big') : nanos;
}

/** A moment, a moment with a zone, or with zone and layout. */
function moment(value: Arg): { civil: Civil; layout: string | undefined } {
  spend(40);
  if (!Array.isArray(value)) return { civil: civilTime(timestamp(value), ''), layout: undefined };
  if (value.length < 2 || value.length > 3) return refuseOperand(1, value, 'either number (ns) or [number (ns), string (tz)]');
  return { civil: civilTime(timestamp(value[0]), text(value[1], 1)), layout: value.length === 3 ? text(value[2], 1) : undefined };
}

function format(value: Arg): string {
  const { civil, layout } = moment(value);
  return formatTime(civil, layout === undefined || layout === '' ? NAMED_LAYOUTS['RFC3339Nano']! : layoutOf(layout));
}

function layoutOf(layout: string): string {
  return Object.hasOwn(NAMED_LAYOUTS, layout) ? NAMED_LAYOUTS[layout]! : layout;
}

function addDate(value: Arg, years: Arg, months: Arg, days: Arg): Value {
  spend(40);
  const nanos = timestamp(value);
  const shown = civilTime(nanos, '');
  const date = new Date(0);
  date.setUTCFullYear(shown.year + integer(years, 2), shown.month - 1 + integer(months, 3), shown.day + integer(days, 4));
  if (Number.isNaN(date.getTime())) return refuse('time outside of valid range');
  const dayNanos = 86_400_000_000_000n;
  const timeOfDay = ((nanos % dayNanos) + dayNanos) % dayNanos;
  return checked(BigInt(date.getTime()) * 1_000_000n + timeOfDay);
}

/** Calendar distance as years, months, days, hours, minutes and seconds, never negative. */
function difference(a: Arg, b: Arg): Value {
  const zone = Array.isArray(a) ? text(a[1], 1) : '';
  const [x, y] = [a, b].map((value) => timestamp(Array.isArray(value) ? value[0] : value)) as [bigint, bigint];
  const [from, to] = [civilTime(x < y ? x : y, zone), civilTime(x < y ? y : x, zone)];
  let [years, months, days] = [to.year - from.year, to.month - from.month, to.day - from.day];
  let [hours, minutes, seconds] = [to.hour - from.hour, to.minute - from.minute, to.second - from.second];
  if (seconds < 0) [seconds, minutes] = [seconds + 60, minutes - 1];
  if (minutes < 0) [minutes, hours] = [minutes + 60, hours - 1];
  if (hours < 0) [hours, days] = [hours + 24, days - 1];
  if (days < 0) [days, months] = [days + daysInMonth(from.year, from.month), months - 1];
  if (months < 0) [months, years] = [months + 12, years - 1];
  return [years, months, days, hours, minutes, seconds];
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const UNITS: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const DURATION = /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;

function parseDuration(value: Arg): Value {
  const source = text(value, 1);
  spend(10 + source.length * 6);
  const body = source.replace(/^[+-]/, '');
  if (body === '0') return 0;
  let total = 0n;
  DURATION.lastIndex = 0;
  for (let at = 0; at < body.length || at === 0; at = DURATION.lastIndex) {
    const [whole, digits = '', fraction = '', unit = ''] = DURATION.exec(body) ?? [];
    if (whole === undefined || digits + fraction === '') return refuse(`time: invalid duration ${JSON.stringify(source)}`);
    const scale = UNITS[unit]!;
    const part = fraction.slice(0, 15);
    total += BigInt(digits || '0') * scale + (BigInt(part || '0') * scale) / 10n ** BigInt(part.length);
  }
  return checked(source.startsWith('-') ? -total : total);
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

function parseRfc3339(value: Arg): Value {
  const source = text(value, 1);
  spend(60 + source.length);
  if (!RFC3339.test(source)) return refuse(`parsing time ${JSON.stringify(source)}: not in RFC 3339 format`);
  return checked(parseTime(source, NAMED_LAYOUTS['RFC3339Nano']!));
}

export const TIME: Family = {
  'time.add_date': addDate,
  'time.clock': (value) => {
    const { hour, minute, second } = moment(value).civil;
    return [hour, minute, second];
  },
  'time.date': (value) => {
    const { year, month, day } = moment(value).civil;
    return [year, month, day];
  },
  'time.diff': difference,
  'time.format': format,
  'time.parse_duration_ns': parseDuration,
  'time.parse_ns': (layout, value) => {
    spend(60 + text(value, 2).length);
    return checked(parseTime(text(value, 2), layoutOf(text(layout, 1))));
  },
  'time.parse_rfc3339_ns': parseRfc3339,
  'time.weekday': (value) => weekday(moment(value).civil),
};
