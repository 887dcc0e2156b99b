import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { type Civil, civilTime, daysInMonth, localSeconds, utcSeconds, weekday } from '../formats/times/calendar.js';
import { parseDuration } from '../formats/times/durations.js';
import { canonicalNumber, wholeOf } from '../formats/numbers.js';
import { formatTime } from '../formats/times/time-format.js';
import { RFC3339_NANO, layoutOf } from '../formats/times/time-layout.js';
import { parseTime } from '../formats/times/time-parse.js';
import { type Arg, type Family, integer, number, refuseOperand, text } from '../operand-checks.js';
import type { Value } from '../values.js';

const LIMIT = 1n << 63n;

/** Moments are 64 bit counts of nanoseconds, so the answer is undefined outside the years 1677 to 2262. */
function checked(nanos: bigint): Value {
  return nanos >= LIMIT || nanos < -LIMIT ? refuse('time outside of valid range') : canonicalNumber(nanos);
}

function timestamp(value: Arg): bigint {
  const nanos = wholeOf(number(value, 1));
  return nanos === undefined || nanos >= LIMIT || nanos < -LIMIT ? refuse('timestamp too big') : nanos;
}

interface Moment {
  readonly nanos: bigint;
  readonly zone: string;
  readonly layout: string;
  readonly civil: Civil;
}

/** A moment, alone or in a list with a zone and a layout. */
function moment(value: Arg): Moment {
  spend(40);
  const [at, zone, layout] = Array.isArray(value) ? (value as Value[]) : [value];
  if (at === undefined) return refuseOperand(1, value, 'either number (ns) or [number (ns), string (tz)]');
  const nanos = timestamp(at);
  const name = zone === undefined ? '' : text(zone, 1);
  return { nanos, zone: name, layout: layout === undefined ? '' : text(layout, 1), civil: civilTime(nanos, name) };
}

function format(value: Arg): string {
  const { civil, layout } = moment(value);
  return formatTime(civil, layout === '' ? RFC3339_NANO : layoutOf(layout));
}

/** The same time of day on another date of the same zone; a date that is none, such as February 30, carries over. */
function addDate(value: Arg, years: Arg, months: Arg, days: Arg): Value {
  const { civil, zone } = moment(value);
  const [year, month, day] = [civil.year + integer(years, 2), civil.month + integer(months, 3), civil.day + integer(days, 4)];
  const shown = utcSeconds(year, month, day, civil.hour, civil.minute, civil.second);
  return checked(BigInt(localSeconds(shown, zone)) * 1_000_000_000n + BigInt(civil.nanos));
}

/** Calendar distance as years, months, days, hours, minutes and seconds, never negative, in the zone of the first moment. */
function difference(a: Arg, b: Arg): Value {
  const [first, second] = [moment(a), moment(b)];
  const there = civilTime(second.nanos, first.zone);
  const [from, to] = first.nanos > second.nanos ? [there, first.civil] : [first.civil, there];
  let [years, months, days] = [to.year - from.year, to.month - from.month, to.day - from.day];
  let [hours, minutes, seconds] = [to.hour - from.hour, to.minute - from.minute, to.second - from.second];
  if (seconds < 0) [seconds, minutes] = [seconds + 60, minutes - 1];
  if (minutes < 0) [minutes, hours] = [minutes + 60, hours - 1];
  if (hours < 0) [hours, days] = [hours + 24, days - 1];
  if (days < 0) [days, months] = [days + daysInMonth(from.year, from.month), months - 1];
  if (months < 0) [months, years] = [months + 12, years - 1];
  return [years, months, days, hours, minutes, seconds];
}

function parsed(source: string, layout: string): Value {
  spend(60 + source.length);
  return checked(parseTime(source, layout));
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
  'time.parse_duration_ns': (value) => checked(parseDuration(text(value, 1))),
  'time.parse_ns': (layout, value) => parsed(text(value, 2), layoutOf(text(layout, 1))),
  'time.parse_rfc3339_ns': (value) => parsed(text(value, 1), RFC3339_NANO),
  'time.weekday': (value) => weekday(moment(value).civil),
};
