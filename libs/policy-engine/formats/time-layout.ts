import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { PatternSearch } from '../texts/regex-patterns.js';
import { zoneOffset, zoneName } from './time-zones.js';

/** A moment as its calendar shows it in one zone. */
export interface Civil {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  /** Seconds east of UTC. */
  offset: number;
  /** The zone as it was asked for. */
  zone: string;
  epochSeconds: number;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Layouts that may be given by name. */
export const NAMED_LAYOUTS: Record<string, string> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
};

const TOKEN =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|002|01|02|03|04|05|06|15|__2|_2(?!006)|-07:00:00|-07:00|-070000|-0700|-07|Z07:00:00|Z07:00|Z070000|Z0700|Z07|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

/** A layout becomes a regular expression of several times its length. */
const MAX_LAYOUT = 1_000;

/** The layout cut into tokens (odd positions) and the text between them (even positions). */
function parts(layout: string): string[] {
  if (layout.length > MAX_LAYOUT) return refuse('the layout is too long');
  spend(layout.length);
  const result: string[] = [];
  let from = 0;
  for (const match of layout.matchAll(TOKEN)) {
    result.push(layout.slice(from, match.index), match[0]);
    from = match.index + match[0].length;
  }
  return [...result, layout.slice(from)];
}

const two = (value: number): string => String(value).padStart(2, '0');

function dayOfYear(civil: Civil): number {
  return (
    Math.round(
      (Date.UTC(2000 + (civil.year % 400), civil.month - 1, civil.day) - Date.UTC(2000 + (civil.year % 400), 0, 1)) / 86_400_000,
    ) + 1
  );
}

export function weekday(civil: Civil): string {
  return DAYS[new Date(Date.UTC(2000 + (((civil.year % 400) + 400) % 400), civil.month - 1, civil.day)).getUTCDay()]!;
}

const FORMATTERS: Record<string, (civil: Civil) => string> = {
  January: (c) => MONTHS[c.month - 1]!,
  Jan: (c) => MONTHS[c.month - 1]!.slice(0, 3),
  Monday: weekday,
  Mon: (c) => weekday(c).slice(0, 3),
  MST: (c) => zoneName(c.epochSeconds, c.zone),
  2006: (c) => String(c.year).padStart(4, '0'),
  '06': (c) => two(c.year % 100),
  '01': (c) => two(c.month),
  1: (c) => String(c.month),
  '02': (c) => two(c.day),
  _2: (c) => String(c.day).padStart(2),
  2: (c) => String(c.day),
  '002': (c) => String(dayOfYear(c)).padStart(3, '0'),
  __2: (c) => String(dayOfYear(c)).padStart(3),
  15: (c) => two(c.hour),
  '03': (c) => two(c.hour % 12 || 12),
  3: (c) => String(c.hour % 12 || 12),
  '04': (c) => two(c.minute),
  4: (c) => String(c.minute),
  '05': (c) => two(c.second),
  5: (c) => String(c.second),
  PM: (c) => (c.hour < 12 ? 'AM' : 'PM'),
  pm: (c) => (c.hour < 12 ? 'am' : 'pm'),
};

export function formatTime(civil: Civil, layout: string): string {
  return parts(layout)
    .map((part, i) => (i % 2 === 0 ? part : formatToken(civil, part)))
    .join('');
}

function formatToken(civil: Civil, token: string): string {
  const format = FORMATTERS[token];
  if (format) return format(civil);
  if (/^[.,]/.test(token)) return formatFraction(civil, token);
  if (token.startsWith('Z') && civil.offset === 0) return 'Z';
  const [size, colon] = [Math.abs(civil.offset), token.includes(':') ? ':' : ''];
  const fields = [two(Math.floor(size / 3600)), two(Math.floor(size / 60) % 60), two(size % 60)];
  const count = token.replace(/\D/g, '').length / 2;
  return (civil.offset < 0 ? '-' : '+') + fields.slice(0, count).join(colon);
}

function formatFraction(civil: Civil, token: string): string {
  const digits = String(civil.nanos)
    .padStart(9, '0')
    .slice(0, token.length - 1)
    .padEnd(token.length - 1, '0');
  if (token[1] === '0') return token[0] + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : token[0] + trimmed;
}

type Fields = Partial<
  Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'nanos' | 'offset' | 'yearDay', number>
> & { pm?: boolean };

const alternatives = (names: string[], length?: number): string => names.map((name) => name.slice(0, length)).join('|');
const indexIn = (names: string[], text: string): number =>
  names.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase());

/** How a token is read: the pattern of its text and where the number goes. */
const PARSERS: Record<string, [string, (fields: Fields, text: string) => void]> = {
  January: [alternatives(MONTHS), (f, t) => void (f.month = indexIn(MONTHS, t) + 1)],
  Jan: [alternatives(MONTHS, 3), (f, t) => void (f.month = indexIn(MONTHS, t) + 1)],
  Monday: [alternatives(DAYS), () => undefined],
  Mon: [alternatives(DAYS, 3), () => undefined],
  MST: ['[A-Z]{3,4}(?:[+-]\\d{1,2})?', (f) => void (f.offset ??= 0)],
  2006: ['\\d{4}', (f, t) => void (f.year = Number(t))],
  '06': ['\\d{2}', (f, t) => void (f.year = Number(t) + (Number(t) >= 69 ? 1900 : 2000))],
  '01': ['\\d{2}', (f, t) => void (f.month = Number(t))],
  1: ['\\d{1,2}', (f, t) => void (f.month = Number(t))],
  '02': ['\\d{2}', (f, t) => void (f.day = Number(t))],
  _2: [' ?\\d{1,2}', (f, t) => void (f.day = Number(t))],
  2: ['\\d{1,2}', (f, t) => void (f.day = Number(t))],
  '002': ['\\d{3}', (f, t) => void (f.yearDay = Number(t))],
  __2: [' {0,2}\\d{1,3}', (f, t) => void (f.yearDay = Number(t))],
  15: ['\\d{2}', (f, t) => void (f.hour = Number(t))],
  '03': ['\\d{2}', (f, t) => void (f.hour = Number(t))],
  3: ['\\d{1,2}', (f, t) => void (f.hour = Number(t))],
  '04': ['\\d{2}', (f, t) => void (f.minute = Number(t))],
  4: ['\\d{1,2}', (f, t) => void (f.minute = Number(t))],
  '05': ['\\d{2}(?:[.,]\\d+)?', seconds],
  5: ['\\d{1,2}(?:[.,]\\d+)?', seconds],
  PM: ['AM|PM', (f, t) => void (f.pm = t === 'PM')],
  pm: ['am|pm', (f, t) => void (f.pm = t === 'pm')],
};

/** Go accepts a fraction after the seconds even when the layout has none. */
function seconds(fields: Fields, text: string): void {
  const [whole, fraction] = text.split(/[.,]/);
  fields.second = Number(whole);
  if (fraction !== undefined) fields.nanos = Number(fraction.slice(0, 9).padEnd(9, '0'));
}

function parserOf(token: string, next: string | undefined): [string, (fields: Fields, text: string) => void] {
  const known = PARSERS[token];
  if (known)
    return next !== undefined && /^[.,]0/.test(next) && /^0?5$/.test(token)
      ? [known[0].replace(/\(\?:.*$/, ''), known[1]]
      : known;
  if (/^[.,]0/.test(token))
    return [`[.,]\\d{${token.length - 1}}`, (f, t) => void (f.nanos = Number(t.slice(1, 10).padEnd(9, '0')))];
  if (/^[.,]9/.test(token))
    return ['(?:[.,]\\d+)?', (f, t) => void (f.nanos = t === '' ? (f.nanos ?? 0) : Number(t.slice(1, 10).padEnd(9, '0')))];
  const fields = Array<string>(token.replace(/\D/g, '').length / 2)
    .fill('\\d{2}')
    .join(token.includes(':') ? ':' : '');
  const offset = `[+-]${fields}`;
  return [token.startsWith('Z') ? `Z|${offset}` : offset, (f, t) => void (f.offset = offsetSeconds(t))];
}

function offsetSeconds(text: string): number {
  if (text === 'Z') return 0;
  const [hours = 0, minutes = 0, rest = 0] = (text.replace(/\D/g, '').match(/../g) ?? []).map(Number);
  return (text.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60 + rest);
}

/** Nanoseconds since the epoch of a text in a layout; without a zone it is UTC. Not limited to 64 bits. */
export function parseTime(text: string, layout: string): bigint {
  const pieces = parts(layout);
  const readers: ((fields: Fields, text: string) => void)[] = [];
  const source = pieces.map((piece, i) => {
    if (i % 2 === 0) return piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/ +/g, ' +');
    const [pattern, read] = parserOf(piece, pieces[i + 1] === '' ? pieces[i + 2] : undefined);
    readers.push(read);
    return `(${pattern})`;
  });
  // Not JavaScript's own expressions: neighbouring numbers of one or two digits can be told apart in very many ways.
  const found = new PatternSearch(`(?i)^${source.join('')}$`, text).next();
  if (!found) return refuse(`parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse`);
  const fields: Fields = {};
  readers.forEach((read, i) => read(fields, text.slice(...found[i + 1]!)));
  return instant(fields, text);
}

function instant(fields: Fields, text: string): bigint {
  const { year = 0, month = 1, day = 1, minute = 0, second = 0, nanos = 0, offset = 0 } = fields;
  const hour = fields.pm === undefined ? (fields.hour ?? 0) : ((fields.hour ?? 0) % 12) + (fields.pm ? 12 : 0);
  const date = new Date(0);
  date.setUTCFullYear(year, fields.yearDay === undefined ? month - 1 : 0, fields.yearDay ?? day);
  const sameDay = fields.yearDay !== undefined || (date.getUTCMonth() === month - 1 && date.getUTCDate() === day);
  if (!sameDay || hour > 23 || minute > 59 || second > 59) return refuse(`parsing time ${JSON.stringify(text)}: out of range`);
  const secondsSinceEpoch = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
  return BigInt(secondsSinceEpoch) * 1_000_000_000n + BigInt(nanos);
}

/** The calendar fields of a moment in a zone; "" and "UTC" are UTC, everything else is an IANA name. */
export function civilTime(nanosSinceEpoch: bigint, zone: string): Civil {
  const nanos = ((nanosSinceEpoch % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const epochSeconds = Number((nanosSinceEpoch - nanos) / 1_000_000_000n);
  const offset = zoneOffset(epochSeconds, zone);
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
    zone,
    epochSeconds,
  };
}
