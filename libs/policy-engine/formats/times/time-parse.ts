import { refuse } from '../../errors.js';
import { spend } from '../../fuel.js';
import { daysBefore, daysInMonth, isLeap, utcSeconds } from './calendar.js';
import { DAYS, type LayoutPart, MONTHS, layoutParts } from './time-layout.js';

/** What was read so far. A field that is undefined was not in the text. */
interface Fields {
  year?: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour?: number;
  minute?: number;
  second?: number;
  nanos?: number;
  /** Seconds east of UTC. */
  offset?: number;
  isUtc?: boolean;
  half?: 'am' | 'pm';
}

/** Nanoseconds since the epoch of a text in a layout of Go's time package; without a zone it is UTC. Not limited to 64 bits. */
export function parseTime(text: string, layout: string): bigint {
  spend(text.length);
  return instant(new TimeReader(text).read(layoutParts(layout)));
}

type Reader = (reader: TimeReader, next: string) => void;

class TimeReader {
  readonly fields: Fields = {};
  readonly #text: string;
  #rest: string;

  constructor(text: string) {
    this.#text = text;
    this.#rest = text;
  }

  read(parts: readonly LayoutPart[]): Fields {
    parts.forEach(({ literal, token }, i) => {
      this.#skip(literal);
      if (token === '') return this.#rest === '' ? undefined : this.bad(`extra text: ${this.#rest}`);
      const known = READERS[token];
      if (known) known(this, parts[i + 1]?.token ?? '');
      else if (/^[.,]/.test(token)) fraction(this, token);
      else offset(this, token);
    });
    return this.fields;
  }

  bad(problem = 'cannot parse'): never {
    return refuse(`parsing time ${JSON.stringify(this.#text)}: ${problem}`);
  }

  /** What an expression finds at this place, and what its groups hold. */
  take(expression: RegExp): RegExpExecArray {
    return this.taken(expression) ?? this.bad();
  }

  taken(expression: RegExp): RegExpExecArray | undefined {
    const found = expression.exec(this.#rest);
    if (!found) return undefined;
    this.#rest = this.#rest.slice(found[0].length);
    return found;
  }

  number(expression: RegExp, low: number, high: number, name: string): number {
    const found = Number(this.take(expression)[0]);
    return found >= low && found <= high ? found : this.bad(`${name} out of range`);
  }

  /** The place of a name in a list, in any case; the names are told apart by so many letters. */
  name(names: readonly string[], length?: number): number {
    const lower = this.#rest.slice(0, 9).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const index = names.findIndex((name) => lower.startsWith(name.slice(0, length).toLowerCase()));
    if (index < 0) return this.bad();
    this.#rest = this.#rest.slice(names[index]!.slice(0, length).length);
    return index;
  }

  /** Spaces in a layout stand for any number of them. */
  #skip(literal: string): void {
    for (let i = 0; i < literal.length;) {
      if (literal[i] === ' ') {
        if (this.#rest !== '' && !this.#rest.startsWith(' ')) return this.bad();
        while (literal[i] === ' ') i += 1;
        this.#rest = this.#rest.replace(/^ +/, '');
      } else {
        if (this.#rest[0] !== literal[i]) return this.bad();
        this.#rest = this.#rest.slice(1);
        i += 1;
      }
    }
  }
}

const ONE_OR_TWO = /^\d\d?/;
const TWO = /^\d\d/;

function numbered(field: 'month' | 'hour' | 'minute', expression: RegExp, low: number, high: number): Reader {
  return (reader) => void (reader.fields[field] = reader.number(expression, low, high, field));
}

/** The day is looked at when year and month are known. */
function day(expression: RegExp, field: 'day' | 'yearDay'): Reader {
  return (reader) => void (reader.fields[field] = Number(reader.take(expression)[0].trim()));
}

function seconds(expression: RegExp): Reader {
  return (reader, next) => {
    reader.fields.second = reader.number(expression, 0, 59, 'second');
    // Go takes a fraction after the seconds also where the layout has none.
    if (/^[.,]/.test(next)) return;
    const digits = reader.taken(/^[.,](\d+)/)?.[1];
    if (digits !== undefined) reader.fields.nanos = nanosOf(digits);
  };
}

const READERS: Record<string, Reader> = {
  January: (reader) => void (reader.fields.month = reader.name(MONTHS) + 1),
  Jan: (reader) => void (reader.fields.month = reader.name(MONTHS, 3) + 1),
  Monday: (reader) => void reader.name(DAYS),
  Mon: (reader) => void reader.name(DAYS, 3),
  MST: abbreviation,
  2006: (reader) => void (reader.fields.year = Number(reader.take(/^\d{4}/)[0])),
  '06': (reader) => {
    const year = Number(reader.take(/^(?:\d\d|[+-]\d)/)[0]);
    reader.fields.year = year + (year >= 69 ? 1900 : 2000);
  },
  '01': numbered('month', TWO, 1, 12),
  1: numbered('month', ONE_OR_TWO, 1, 12),
  '02': day(TWO, 'day'),
  _2: day(/^ ?\d\d?/, 'day'),
  2: day(ONE_OR_TWO, 'day'),
  '002': day(/^\d{3}/, 'yearDay'),
  __2: day(/^ {0,2}\d{1,3}/, 'yearDay'),
  15: numbered('hour', ONE_OR_TWO, 0, 23),
  '03': numbered('hour', TWO, 0, 12),
  3: numbered('hour', ONE_OR_TWO, 0, 12),
  '04': numbered('minute', TWO, 0, 59),
  4: numbered('minute', ONE_OR_TWO, 0, 59),
  '05': seconds(TWO),
  5: seconds(ONE_OR_TWO),
  PM: (reader) => void (reader.fields.half = reader.take(/^[AP]M/)[0] === 'PM' ? 'pm' : 'am'),
  pm: (reader) => void (reader.fields.half = reader.take(/^[ap]m/)[0] as 'am' | 'pm'),
};

function nanosOf(digits: string): number {
  return Number(digits.slice(0, 9).padEnd(9, '0'));
}

/** As many digits as there are zeros, with a sign among them if somebody wants to; as many as there are for nines. */
function fraction(reader: TimeReader, token: string): void {
  const count = token.length - 1;
  const found =
    token[1] === '9'
      ? reader.taken(/^[.,](\d+)/)
      : reader.take(new RegExp(`^[.,](\\d{${count}}|\\+\\d{${Math.max(1, count - 1)}})`));
  if (!found) return;
  const [shown, digits] = found as unknown as [string, string];
  if (shown.length - 1 !== count && token[1] === '0') reader.bad();
  reader.fields.nanos = digits.startsWith('+') ? Number(digits.slice(1, 9)) * 10 ** Math.max(0, 9 - count) : nanosOf(digits);
}

function offset(reader: TimeReader, token: string): void {
  if (token.startsWith('Z') && reader.taken(/^Z/)) {
    reader.fields.isUtc = true;
    return;
  }
  const fields = token.replace(/\D/g, '').length / 2;
  const pair = Array<string>(fields)
    .fill('(\\d\\d)')
    .join(token.includes(':') ? ':' : '');
  const [, sign, ...numbers] = reader.take(new RegExp(`^([+-])${pair}`));
  const [hours, minutes = 0, rest = 0] = numbers.map(Number) as [number, number?, number?];
  // Some people write 24 hours, or 60 minutes.
  if (hours > 24 || minutes > 60 || rest > 60) reader.bad('time zone offset out of range');
  reader.fields.offset = (sign === '-' ? -1 : 1) * (hours * 3600 + minutes * 60 + rest);
}

const ABBREVIATION =
  /^(?:UTC|ChST|MeST|GMT(?:[+-]0*(\d{1,2})(?!\d))?|[+-]0*(\d{1,2})(?!\d)|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|WITA(?![A-Z])|[A-Z]{3}(?![A-Z]))/;

/** An abbreviation says nothing about the moment, because nobody can know whose it is; nor do, as in Go, the hours of `GMT+3`. */
function abbreviation(reader: TimeReader): void {
  const [shown, afterGmt = '0', bare = '0'] = reader.take(ABBREVIATION);
  if (Number(afterGmt) > 23 || Number(bare) > 23) reader.bad();
  if (shown === 'UTC') reader.fields.isUtc = true;
}

function instant(fields: Fields): bigint {
  const { year = 0, hour = 0, minute = 0, second = 0, nanos = 0, half } = fields;
  const ofDay = half === 'pm' && hour < 12 ? hour + 12 : half === 'am' && hour === 12 ? 0 : hour;
  const { month, day: date } = dateOf(fields, year);
  if (date < 1 || date > daysInMonth(year, month)) return refuse('parsing time: day out of range');
  // An offset of one second to the west is none to Go.
  const given = fields.offset === -1 ? undefined : fields.offset;
  const ahead = fields.isUtc ? 0 : (given ?? 0);
  return BigInt(utcSeconds(year, month, date, ofDay, minute, second) - ahead) * 1_000_000_000n + BigInt(nanos);
}

function dateOf(fields: Fields, year: number): { month: number; day: number } {
  if (fields.yearDay === undefined) return { month: fields.month ?? 1, day: fields.day ?? 1 };
  const isLeapDay = isLeap(year) && fields.yearDay === 60;
  const ofYear = isLeap(year) && fields.yearDay > 60 ? fields.yearDay - 1 : fields.yearDay;
  if (ofYear < 1 || ofYear > 365) return refuse('parsing time: day-of-year out of range');
  const month = isLeapDay ? 2 : MONTHS.findLastIndex((_, i) => daysBefore(i + 1) < ofYear) + 1;
  const found = isLeapDay ? 29 : ofYear - daysBefore(month);
  if ((fields.month ?? month) !== month || (fields.day ?? found) !== found)
    return refuse('parsing time: day-of-year does not match');
  return { month, day: found };
}
