import type { Looked } from './finding.js';

/** A run of ASCII letters, digits and underscores. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly isNumber: boolean;
}

/** Words around a number that say what it is. */
const LOOK_BACK = 5;
const MOST_APART = 3;

/** The words of a text, in one pass over it: what consists of numbers and names is recognized in these and not by patterns. */
export class Words {
  readonly all: readonly Word[];
  readonly #text: string;
  readonly #name: string;
  readonly #taken: Uint8Array;

  constructor({ text, name }: Looked) {
    this.#text = text;
    this.#name = name.toLowerCase();
    this.all = wordsOf(text);
    this.#taken = new Uint8Array(this.all.length);
    this.#takeIdentifiers();
  }

  /** Whether it belongs to a UUID or a time, which are nothing else. */
  isTaken(index: number): boolean {
    return this.#taken[index] === 1;
  }

  textOf(index: number): string {
    const { start, end } = this.all[index]!;
    return this.#text.slice(start, end);
  }

  lengthOf(index: number): number {
    const word = this.all[index];
    return word ? word.end - word.start : 0;
  }

  isNumber(index: number): boolean {
    return this.all[index]?.isNumber === true && this.#taken[index] === 0;
  }

  /** What stands between this word and the one behind it; undefined at the end and when they are far apart. */
  gap(index: number): string | undefined {
    const next = this.all[index + 1];
    const word = this.all[index];
    if (!next || !word || next.start - word.end > MOST_APART) return undefined;
    return this.#text.slice(word.end, next.start);
  }

  before(index: number): string {
    return this.#text.charAt(this.all[index]!.start - 1);
  }

  /** Whether the words are so long, all numbers, and nothing but one of the separators is between them, everywhere the same. */
  hasShape(from: number, lengths: readonly number[], separators: string): boolean {
    const between = this.gap(from);
    for (const [i, length] of lengths.entries()) {
      if (!this.isNumber(from + i) || this.lengthOf(from + i) !== length) return false;
      if (i === lengths.length - 1) return true;
      if (between === undefined || between.length !== 1 || !separators.includes(between) || this.gap(from + i) !== between)
        return false;
    }
    return false;
  }

  /** The numbers from here on, written together. */
  joined(from: number, count: number): string {
    let joined = '';
    for (let i = from; i < from + count; i++) joined += this.textOf(i);
    return joined;
  }

  /** Whether the number goes on with more of the kind: as a part of something longer it is something else. */
  goesOn(from: number, count: number): boolean {
    return this.#isLinked(from - 1, from - 1) || this.#isLinked(from + count - 1, from + count);
  }

  #isLinked(gapAt: number, neighbour: number): boolean {
    const between = this.gap(gapAt);
    return (between === '-' || between === '.' || between === '/' || between === ':') && (this.all[neighbour]?.isNumber ?? false);
  }

  /** Whether the member's name or one of the words before says one of these. */
  isCalled(index: number, names: readonly string[]): boolean {
    if (this.#name !== '' && names.some((name) => this.#name.includes(name))) return true;
    for (let i = index - 1; i >= 0 && i >= index - LOOK_BACK; i--) {
      if (this.all[i]!.isNumber || this.lengthOf(i) > 32) continue;
      const word = this.textOf(i).toLowerCase();
      if (names.some((name) => word.includes(name))) return true;
    }
    return false;
  }

  /** Whether it stands behind a word for what businesses number: orders, invoices, parts. */
  isOrdinal(index: number): boolean {
    return this.isCalled(index, NUMBERED);
  }

  #takeIdentifiers(): void {
    for (let i = 0; i < this.all.length; i++) {
      const count = this.#isUuid(i) ? 5 : this.#timeLength(i);
      for (let taken = 0; taken < count; taken++) this.#taken[i + taken] = 1;
      if (count > 1) i += count - 1;
    }
  }

  #isUuid(from: number): boolean {
    for (const [i, length] of UUID.entries()) {
      if (this.lengthOf(from + i) !== length || !this.#isHex(from + i)) return false;
      if (i < 4 && this.gap(from + i) !== '-') return false;
    }
    return true;
  }

  #isHex(index: number): boolean {
    const { start, end } = this.all[index]!;
    for (let i = start; i < end; i++) if (!isHexUnit(this.#text.charCodeAt(i))) return false;
    return true;
  }

  /** How many words of a date, and of the time behind it, begin here. */
  #timeLength(from: number): number {
    if (!this.all[from]!.isNumber || this.lengthOf(from) !== 4 || this.gap(from) !== '-') return 0;
    if (this.lengthOf(from + 1) !== 2 || this.gap(from + 1) !== '-') return 0;
    const day = this.lengthOf(from + 2);
    const isTimed =
      day === 5 &&
      this.textOf(from + 2)
        .charAt(2)
        .toLowerCase() === 't';
    if (day !== 2 && !isTimed) return 0;
    let last = from + 2;
    while (this.gap(last) === ':' || (last > from + 2 && this.gap(last) === '.') || (last === from + 2 && this.#isClock(last)))
      last++;
    return last - from + 1;
  }

  #isClock(day: number): boolean {
    return this.gap(day) === ' ' && this.lengthOf(day + 1) === 2 && this.gap(day + 1) === ':';
  }
}

const UUID = [8, 4, 4, 4, 12];
const NUMBERED = [
  'order',
  'invoice',
  'ticket',
  'sku',
  'serial',
  'tracking',
  'parcel',
  'batch',
  'article',
  'isbn',
  'bestell',
  'rechnung',
];

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let start = -1;
  let isNumber = true;
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : 0;
    if (isDigit(unit) || isLetter(unit)) {
      if (start < 0) [start, isNumber] = [i, true];
      if (!isDigit(unit)) isNumber = false;
    } else if (start >= 0) {
      words.push({ start, end: i, isNumber });
      start = -1;
    }
  }
  return words;
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** An ASCII letter or an underscore. */
export function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f;
}

function isHexUnit(unit: number): boolean {
  return isDigit(unit) || (unit >= 0x61 && unit <= 0x66) || (unit >= 0x41 && unit <= 0x46);
}
