import { pointsOf } from './code-points.js';
import { refuse } from '../errors.js';

/** Inclusive ranges of code points, in order and apart. */
type Ranges = readonly (readonly [number, number])[];

/** One character of a pattern for regex.globs_match: what it may be, and how often. */
export interface GlobToken {
  readonly kind: 'one' | 'any' | 'set';
  readonly ranges: Ranges;
  readonly flag: '' | '+' | '*';
}

const EVERYTHING: Ranges = [[0, 0x10ffff]];

/** A pattern made of characters, `.`, `[a-z]`, `*` and `+`. */
export function globTokens(source: string): GlobToken[] {
  const reader = new TokenReader(source);
  const tokens: GlobToken[] = [];
  for (let token = reader.next(); token; token = reader.next()) push(tokens, token);
  return tokens;
}

/** `a+a*` is `a+`. */
function push(tokens: GlobToken[], token: GlobToken): void {
  const last = tokens.at(-1);
  if (!last || last.flag === '' || token.flag === '' || !isSame(last, token)) tokens.push(token);
  else tokens[tokens.length - 1] = { ...last, flag: last.flag === '+' ? '+' : token.flag };
}

function isSame(a: GlobToken, b: GlobToken): boolean {
  return a.kind === b.kind && a.ranges.join() === b.ranges.join();
}

/** Whether one character can be both; `.` goes with everything, even with an empty set. */
export function overlap(a: GlobToken, b: GlobToken): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  return a.ranges.some(([from, to]) => b.ranges.some(([low, high]) => from <= high && low <= to));
}

interface Point {
  readonly code: number;
  /** The character itself, undefined when a backslash takes its meaning away. */
  readonly mark: string | undefined;
}

class TokenReader {
  readonly #source: string;
  readonly #points: string[];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#points = pointsOf(source);
  }

  next(): GlobToken | undefined {
    const point = this.#take();
    if (point === undefined) return undefined;
    const { code, mark } = point;
    if (mark === ']') return this.#refuse("set-close ']' with no preceding '['");
    if (mark === '*' || mark === '+') return this.#refuse(`flag '${mark}' must be preceded by a non-flag`);
    if (mark === '[') return { kind: 'set', ranges: this.#set(), flag: this.#flag() };
    if (mark === '.') return { kind: 'any', ranges: EVERYTHING, flag: this.#flag() };
    return { kind: 'one', ranges: [[code, code]], flag: this.#flag() };
  }

  #flag(): GlobToken['flag'] {
    const next = this.#points[this.#at];
    if (next !== '*' && next !== '+') return '';
    this.#at += 1;
    return next;
  }

  #set(): Ranges {
    const found: [number, number][] = [];
    let previous: number | undefined;
    for (let point = this.#take(); ; point = this.#take()) {
      if (point === undefined) return this.#refuse('found [ without matching ]');
      if (point.mark === ']') return joined(found);
      if (point.mark === '-') {
        found.push([this.#rangeStart(previous), this.#rangeEnd(previous!)]);
        previous = undefined;
      } else {
        found.push([point.code, point.code]);
        previous = point.code;
      }
    }
  }

  #rangeStart(previous: number | undefined): number {
    return previous ?? this.#refuse("range character '-' must be preceded by a Unicode character");
  }

  #rangeEnd(start: number): number {
    const end = this.#take();
    if (end === undefined || end.mark === ']' || end.mark === '-')
      return this.#refuse("range character '-' must be followed by a Unicode character");
    return end.code >= start ? end.code : this.#refuse('range is out of order');
  }

  #take(): Point | undefined {
    let mark = this.#points[this.#at];
    if (mark === undefined) return undefined;
    this.#at += 1;
    if (mark !== '\\') return { code: mark.codePointAt(0)!, mark };
    mark = this.#points[this.#at] ?? this.#refuse('input ends with a \\ (escape) character');
    this.#at += 1;
    return { code: mark.codePointAt(0)!, mark: undefined };
  }

  #refuse(problem: string): never {
    return refuse(`input:${this.#source}, pos:${this.#at}, ${problem}: the input provided is invalid`);
  }
}

function joined(ranges: readonly [number, number][]): Ranges {
  const sorted = ranges.toSorted(([a], [b]) => a - b);
  const found: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = found.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}
