import { refuse } from './errors.js';
import { spend } from './fuel.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone data is the one this Node.js was built with, so it is the same in every replay on the same release. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  if (zone === 'Local') return refuse('the local time zone differs between machines: name one');
  try {
    const fresh = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
      timeZoneName: 'short',
    });
    formats.set(zone, fresh);
    return fresh;
  } catch {
    return refuse(`unknown time zone ${zone}`);
  }
}

function fieldsOf(epochSeconds: number, zone: string): Record<string, string> {
  spend(400);
  const parts = formatOf(zone).formatToParts(new Date(epochSeconds * 1000));
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
  return zone === '' || zone === 'UTC' ? 'UTC' : (fieldsOf(epochSeconds, zone)['timeZoneName'] ?? 'UTC');
}
