import type { Period } from './definition.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (`2026-11-29`) or month (`2026-11`) that an instant (RFC 3339) lies in, in a time zone. */
export function periodAt(instant: string, period: Period, zone: string): string {
  const parts = formatFor(zone).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const month = `${of('year')}-${of('month')}`;
  return period === 'day' ? `${month}-${of('day')}` : month;
}

/** Seconds until another day or month begins there, at most; never less than one. */
export function secondsLeft(instant: string, period: Period, zone: string): number {
  const from = Date.parse(instant);
  const now = periodAt(instant, period, zone);
  const isOver = (seconds: number) => periodAt(new Date(from + seconds * 1_000).toISOString(), period, zone) !== now;
  let [under, over] = [0, 32 * 86_400];
  while (over - under > 1) {
    const middle = Math.floor((under + over) / 2);
    if (isOver(middle)) over = middle;
    else under = middle;
  }
  return over;
}

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const options = { timeZone: zone, calendar: 'gregory', numberingSystem: 'latn' } as const;
  const format = new Intl.DateTimeFormat('en-CA', { ...options, year: 'numeric', month: '2-digit', day: '2-digit' });
  // Only zones that were looked at when they were declared ever get here; there are some hundred of them.
  formats.set(zone, format);
  return format;
}
