import { refuse } from '../errors.js';
import { spend } from '../fuel.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** English speaking regions, each of which knows the abbreviations of its own part of the world. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-CA', 'en-NZ'];

/** The zone data is the one this Node.js was built with, so it is the same in every replay on the same release. */
function formatOf(zone: string, locale = LOCALES[0]!): Intl.DateTimeFormat {
  const key = `${locale} ${zone}`;
  const known = formats.get(key);
  if (known) return known;
  if (zone === 'Local') return refuse('the local time zone differs between machines: name one');
  try {
    const fresh = new Intl.DateTimeFormat(locale, {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      timeZoneName: 'short',
    });
    formats.set(key, fresh);
    return fresh;
  } catch {
    return refuse(`unknown time zone ${zone}`);
  }
}

function fieldsOf(epochSeconds: number, zone: string, locale?: string): Record<string, string> {
  spend(400);
  const parts = formatOf(zone, locale).formatToParts(new Date(epochSeconds * 1000));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

/** Seconds east of UTC at that moment. */
export function zoneOffset(epochSeconds: number, zone: string): number {
  if (zone === '' || zone === 'UTC') return 0;
  const fields = fieldsOf(epochSeconds, zone);
  const shown = Date.UTC(
    Number(fields['year']),
    Number(fields['month']) - 1,
    Number(fields['day']),
    Number(fields['hour']),
    Number(fields['minute']),
    Number(fields['second']),
  );
  return Math.round(shown / 1000 - epochSeconds);
}

/** The zone's abbreviation; zones that have none in English show their offset. */
export function zoneName(epochSeconds: number, zone: string): string {
  if (zone === '' || zone === 'UTC') return 'UTC';
  const names = LOCALES.map((locale) => fieldsOf(epochSeconds, zone, locale)['timeZoneName'] ?? '');
  return names.find((name) => /^[A-Z]{2,5}$/.test(name)) ?? fieldsOf(epochSeconds, zone)['timeZoneName'] ?? 'UTC';
}
