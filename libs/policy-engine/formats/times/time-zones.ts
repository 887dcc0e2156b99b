import { refuse } from '../../errors.js';
import { spend } from '../../fuel.js';
import { ZONES } from './zone-data.js';
import { type LocalTime, type ZoneRule, byRule, zoneRule } from './zone-rules.js';

/** A local time and the seconds since the epoch between which it holds. */
export interface LocalSpan extends LocalTime {
  readonly start: number;
  readonly end: number;
}

interface Zone {
  readonly before: LocalTime;
  /** When each local time begins, ascending. */
  readonly beginnings: readonly number[];
  readonly locals: readonly LocalTime[];
  readonly rule: ZoneRule | undefined;
}

/** The lines of the database by the names of their zones; a zone is read when it is asked for. */
const lines = new Map<string, string>();
const zones = new Map<string, Zone>();

const UTC: LocalSpan = { offset: 0, name: 'UTC', start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

/** What the clocks of a zone show at a moment. "" and "UTC" are UTC; every other name is the database's, in its spelling. */
export function localTime(epochSeconds: number, name: string): LocalSpan {
  if (name === '' || name === 'UTC') return UTC;
  spend(100);
  const { before, beginnings, locals, rule } = zoneOf(name);
  let [low, high] = [0, beginnings.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (beginnings[middle]! <= epochSeconds) low = middle + 1;
    else high = middle;
  }
  const start = beginnings[low - 1] ?? Number.NEGATIVE_INFINITY;
  if (low === beginnings.length && rule) return byRule(rule, epochSeconds);
  return { ...(low === 0 ? before : locals[low - 1]!), start, end: beginnings[low] ?? Number.POSITIVE_INFINITY };
}

function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  if (name === 'Local') return refuse('the local time zone differs between machines: name one');
  if (lines.size === 0) {
    for (const line of ZONES.trim().split(/[\n;]/))
      for (const own of line.slice(0, line.indexOf('|')).split(' ')) lines.set(own, line);
  }
  const zone = readZone(lines.get(name) ?? refuse(`unknown time zone ${name}`));
  zones.set(name, zone);
  return zone;
}

function readZone(line: string): Zone {
  const [, kinds, before, changes, rule] = line.split('|') as [string, string, string, string, string];
  const types = kinds.split(' ').map((kind): LocalTime => {
    const [name, offset] = kind.split(',') as [string, string];
    return { name, offset: Number.parseInt(offset, 36) };
  });
  const beginnings: number[] = [];
  const locals: LocalTime[] = [];
  for (const change of changes === '' ? [] : changes.split(' ')) {
    const [seconds, kind] = change.split(':') as [string, string];
    beginnings.push((beginnings.at(-1) ?? 0) + Number.parseInt(seconds, 36));
    locals.push(types[Number.parseInt(kind, 36)]!);
  }
  return { before: types[Number.parseInt(before, 36)]!, beginnings, locals, rule: zoneRule(rule) };
}
