import { refuse } from '../errors.js';
import { quotePattern } from './regex-patterns.js';

const translated = new Map<string, string>();
const CAPACITY = 2_000;

/** The RE2 pattern of a glob. `*` and `?` stop at separators, `**` does not; no separators means that nothing stops them. */
export function globPattern(glob: string, separators: string[]): string {
  const key = JSON.stringify([glob, separators]);
  const known = translated.get(key);
  if (known !== undefined) return known;
  const expression = `(?s)\\A(?:${new GlobReader(glob, separators).pattern()})\\z`;
  if (translated.size >= CAPACITY) translated.delete(translated.keys().next().value!);
  translated.set(key, expression);
  return expression;
}

/** Reads the syntax of the library that OPA has for globs, and refuses what that refuses. */
class GlobReader {
  readonly #points: string[];
  readonly #within: string;
  #at = 0;
  #depth = 0;

  constructor(glob: string, separators: string[]) {
    this.#points = Array.from(glob);
    this.#within = separators.length === 0 ? '.' : `[^${separators.map(inClass).join('')}]`;
  }

  pattern(): string {
    let result = '';
    while (this.#at < this.#points.length) result += this.#part(this.#next());
    return this.#depth === 0 ? result : refuse('glob: syntax error: unclosed `{`');
  }

  #part(point: string): string {
    if (point === '*') return this.#star();
    if (point === '?') return this.#within;
    if (point === '[') return this.#class();
    if (point === '\\') return quotePattern(this.#escaped());
    if (point === '{') {
      this.#depth += 1;
      return '(?:';
    }
    if (this.#depth === 0 || (point !== ',' && point !== '}')) return quotePattern(point);
    if (point === ',') return '|';
    this.#depth -= 1;
    return ')';
  }

  #star(): string {
    if (this.#points[this.#at] !== '*') return `${this.#within}*`;
    while (this.#points[this.#at] === '*') this.#at += 1;
    return '.*';
  }

  /** One range or a list of characters, after `[`; a backslash begins a range as itself and otherwise takes the next one literally. */
  #class(): string {
    const negation = this.#points[this.#at] === '!' ? '^' : '';
    if (negation) this.#at += 1;
    const first = this.#next();
    if (this.#points[this.#at] === '-') {
      this.#at += 1;
      return `[${negation}${this.#range(first, this.#next())}]`;
    }
    this.#at -= 1;
    const members = this.#members();
    if (members.length === 0) return refuse('glob: syntax error: could not parse range');
    return `[${negation}${members.map(inClass).join('')}]`;
  }

  #range(low: string, high: string): string {
    if (this.#next() !== ']') return refuse('glob: syntax error: expected close range character');
    if (high.codePointAt(0)! < low.codePointAt(0)!) return refuse('glob: syntax error: range hi character is less than lo');
    return `${inClass(low)}-${inClass(high)}`;
  }

  #members(): string[] {
    const members: string[] = [];
    for (let point = this.#next(); point !== ']'; point = this.#next()) members.push(point === '\\' ? this.#escaped() : point);
    return members;
  }

  #next(): string {
    const point = this.#points[this.#at];
    this.#at += 1;
    return point ?? refuse('glob: syntax error: unexpected end of input');
  }

  #escaped(): string {
    return this.#at < this.#points.length ? this.#next() : refuse('glob: syntax error: trailing backslash');
  }
}

function inClass(character: string): string {
  return character.replace(/[\\\]^[-]/g, '\\$&');
}

/** The glob that matches exactly this text. */
export function quoteGlob(literal: string): string {
  return literal.replace(/[*?\\[\]{}]/g, '\\$&');
}
