import { isThere } from './byte-forms.js';

/** Nesting the reader follows before it gives up. Documents the server accepts are far flatter. */
export const MAX_DEPTH = 256;

/** `form`: not canonical, or another structure than expected; `content`: well formed, but a value that cannot be. */
export type TextFault = 'form' | 'content' | 'depth';

/** The text is not canonical JSON, or not the JSON the caller expected. */
export class NotCanonicalTextError extends Error {
  override readonly name = 'NotCanonicalTextError';
  constructor(
    message: string,
    readonly fault: TextFault,
  ) {
    super(message);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
/** What the first byte of a character beyond U+FFFF is at least. */
const BEYOND_FFFF = 0xf0;
// 1 for ASCII that stands for itself in a string.
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH || byte >= 0x80 ? 0 : 1,
);
const SHORT_ESCAPES = new Set(Array.from('"\\bfnrt', (character) => character.charCodeAt(0)));
// Control characters that have a short escape; RFC 8785 allows no other spelling for them.
const HAS_SHORT_ESCAPE = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d]);

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Walks UTF-8 and accepts it only where it is, byte for byte, what `canonicalJson` would have written:
 * no white space, members strictly ascending (so no duplicate either), one spelling per string and number.
 * It builds no objects, so hostile member names such as `__proto__` are only bytes here, and a line break ends every value.
 * Outside ASCII it takes what it is given for UTF-8: where `isAscii` ends up false, somebody else has to look whether that is so.
 */
export class CanonicalReader {
  /** Whether all strings so far held ASCII only. */
  isAscii = true;

  constructor(
    readonly bytes: Uint8Array,
    public pos = 0,
  ) {}

  fail(message: string, fault: TextFault = 'form'): never {
    throw new NotCanonicalTextError(message, fault);
  }

  /** Passes over exactly this text, which is ASCII. */
  expect(literal: string): void {
    if (!this.isNext(literal)) this.fail(`expected ${literal}`);
    this.pos += literal.length;
  }

  isNext(literal: string): boolean {
    return isThere(this.bytes, this.pos, literal);
  }

  /** The characters between two places. */
  slice(from: number, to: number): string {
    return utf8.decode(this.bytes.subarray(from, to));
  }

  /** The value of the string that begins and ends at these quotes, which has been passed over. */
  stringAt(from: number, to: number): string {
    return JSON.parse(this.slice(from, to)) as string;
  }

  /** Passes over a string, quotes and all. True when it holds no escape, so that its characters are its value. */
  string(): boolean {
    const { bytes } = this;
    if (bytes[this.pos] !== QUOTE) this.fail('expected a string');
    let at = this.pos + 1;
    let plain = true;
    for (;;) {
      while (IS_PLAIN[bytes[at] as number] === 1) at += 1;
      const code = bytes[at];
      if (code === QUOTE) {
        this.pos = at + 1;
        return plain;
      }
      if (code === BACKSLASH) {
        plain = false;
        at = this.afterEscape(at);
      } else if ((code as number) >= 0x80) {
        this.isAscii = false;
        at += 1;
      }
      // A raw control character, or nothing: the bytes ended inside the string.
      else this.fail('unfinished string or raw control character');
    }
  }

  stringOrNull(): void {
    if (this.isNext('null')) this.pos += 4;
    else this.string();
  }

  /** A whole number from 0 to 2^53 - 1. */
  natural(): number {
    const start = this.pos;
    if (this.number()) return this.digits(start);
    const value = Number(this.slice(start, this.pos));
    if (!Number.isSafeInteger(value) || value < 0) this.fail('expected a whole number from 0 to 2^53 - 1', 'content');
    return value;
  }

  object(): void {
    if (this.bytes[this.pos] !== OPEN_OBJECT) this.fail('expected an object');
    this.value(0);
  }

  private value(depth: number): void {
    switch (this.bytes[this.pos]) {
      case QUOTE:
        this.string();
        return;
      case OPEN_OBJECT:
        return this.members(depth + 1);
      case OPEN_ARRAY:
        return this.items(depth + 1);
      case 0x74:
        return this.expect('true');
      case 0x66:
        return this.expect('false');
      case 0x6e:
        return this.expect('null');
      default:
        this.number();
    }
  }

  private members(depth: number): void {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`, 'depth');
    const { bytes } = this;
    this.pos += 1;
    if (bytes[this.pos] === CLOSE_OBJECT) {
      this.pos += 1;
      return;
    }
    let before = -1;
    let wasPlain = true;
    for (;;) {
      const start = this.pos;
      if (bytes[start] !== QUOTE) this.fail('expected a member name');
      const isPlain = this.string();
      if (before >= 0 && !this.isAscending(before, start, wasPlain && isPlain))
        this.fail('member names are not strictly ascending');
      before = start;
      wasPlain = isPlain;
      if (bytes[this.pos] !== COLON) this.fail('expected :');
      this.pos += 1;
      this.value(depth);
      if (this.isListEnd(CLOSE_OBJECT)) return;
    }
  }

  /** Of two names that were passed over, in UTF-16 code units. UTF-8 has the same order but for characters beyond U+FFFF. */
  private isAscending(a: number, b: number, arePlain: boolean): boolean {
    const { bytes } = this;
    let i = 1;
    while (bytes[a + i] === bytes[b + i] && bytes[a + i] !== QUOTE) i += 1;
    const [inA, inB] = [bytes[a + i] as number, bytes[b + i] as number];
    if (!arePlain || inA >= BEYOND_FFFF || inB >= BEYOND_FFFF) return this.nameAt(a) < this.nameAt(b);
    return inB !== QUOTE && (inA === QUOTE || inA < inB);
  }

  private nameAt(start: number): string {
    const after = this.pos;
    this.pos = start;
    this.string();
    const name = this.stringAt(start, this.pos);
    this.pos = after;
    return name;
  }

  private items(depth: number): void {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`, 'depth');
    this.pos += 1;
    if (this.bytes[this.pos] === CLOSE_ARRAY) {
      this.pos += 1;
      return;
    }
    do this.value(depth);
    while (!this.isListEnd(CLOSE_ARRAY));
  }

  /** Passes over the comma before the next item (false) or the closing character (true). */
  private isListEnd(closing: number): boolean {
    const next = this.bytes[this.pos];
    if (next !== closing && next !== COMMA) this.fail(`expected , or ${String.fromCharCode(closing)}`);
    this.pos += 1;
    return next === closing;
  }

  private afterEscape(at: number): number {
    const { bytes } = this;
    if (SHORT_ESCAPES.has(bytes[at + 1] as number)) return at + 2;
    const digits = /^u(00[01][0-9a-f])$/.exec(this.slice(at + 1, at + 6))?.[1];
    if (digits !== undefined && !HAS_SHORT_ESCAPE.has(Number.parseInt(digits, 16))) return at + 6;
    return this.fail('a character is escaped in a way RFC 8785 does not write');
  }

  /** Passes over a number. True when it is digits only, few enough to be their own canonical form. */
  private number(): boolean {
    const { bytes, pos: start } = this;
    let at = start;
    while (isDigit(bytes[at] as number)) at += 1;
    const digits = at - start;
    // Up to 15 digits without a leading zero are.
    const isShort = digits > 0 && digits <= 15 && (digits === 1 || bytes[start] !== 0x30) && !isNumberPart(bytes[at] as number);
    if (!isShort) {
      while (isNumberPart(bytes[at] as number)) at += 1;
      const token = this.slice(start, at);
      if (token === '' || String(Number(token)) !== token) this.fail('expected a number in its shortest form');
    }
    this.pos = at;
    return isShort;
  }

  /** What the digits from there on amount to. */
  private digits(start: number): number {
    let value = 0;
    for (let at = start; at < this.pos; at += 1) value = value * 10 + (this.bytes[at] as number) - 0x30;
    return value;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x65 || code === 0x45;
}
