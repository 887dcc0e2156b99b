import { refuse } from '../../errors.js';
import { DAYS } from './time-layout.js';
import { localTime } from './time-zones.js';

/** A moment as its calendar shows it in one zone. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  /** The zone's abbreviation at that moment. */
  readonly zoneName: string;
}

const SECOND = 1_000_000_000n;

/** The calendar fields of a moment in a zone of the IANA database; "" and "UTC" are UTC. */
export function civilTime(nanosSinceEpoch: bigint, zone: string): Civil {
  const nanos = ((nanosSinceEpoch % SECOND) + SECOND) % SECOND;
  const epochSeconds = Number((nanosSinceEpoch - nanos) / SECOND);
  const { offset, name } = localTime(epochSeconds, zone);
  const shown = new Date((epochSeconds + offset) * 1000);
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    nanos: Number(nanos),
    offset,
    zoneName: name,
  };
}

/** Seconds since the epoch of a date and time of day in UTC; fields beyond their ranges carry over. */
export function utcSeconds(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const found = date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
  return Number.isSafeInteger(found) ? found : refuse('time outside of valid range');
}

/** The moment at which the clocks of a zone show this, as Go has it: before a change rather than after it where both do. */
export function localSeconds(shown: number, zone: string): number {
  const { offset, start, end } = localTime(shown, zone);
  if (offset === 0) return shown;
  const guess = shown - offset;
  return guess >= start && guess < end ? guess : shown - localTime(guess, zone).offset;
}

export function weekday(civil: Civil): string {
  return DAYS[new Date(utcSeconds(civil.year, civil.month, civil.day, 0, 0, 0) * 1000).getUTCDay()]!;
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days of a year that is no leap year before a month. */
export function daysBefore(month: number): number {
  return Math.round(Date.UTC(2001, month - 1, 1) - Date.UTC(2001, 0, 1)) / 86_400_000;
}

export function dayOfYear({ year, month, day }: Civil): number {
  return daysBefore(month) + day + (isLeap(year) && month > 2 ? 1 : 0);
}
