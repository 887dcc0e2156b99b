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
const SHORT_ESCAPES = '"\\bfnrt';
// Control characters that have a short escape; RFC 8785 allows no other spelling for them.
const HAS_SHORT_ESCAPE = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d]);

/**
 * Walks a text and accepts it only where it is, character for character, what `canonicalJson` would have written:
 * no white space, members strictly ascending (so no duplicate either), one spelling per string and number.
 * It builds no objects, so hostile member names such as `__proto__` are only text here, and a line break ends every value.
 * The text must be well formed (no lone surrogates); decoding UTF-8 strictly gives that.
 */
export class CanonicalReader {
  constructor(
    readonly text: string,
    public pos = 0,
  ) {}

  fail(message: string, fault: TextFault = 'form'): never {
    throw new NotCanonicalTextError(message, fault);
  }

  /** Passes over exactly this text. */
  expect(literal: string): void {
    if (!this.text.startsWith(literal, this.pos)) this.fail(`expected ${literal}`);
    this.pos += literal.length;
  }

  isNext(literal: string): boolean {
    return this.text.startsWith(literal, this.pos);
  }

  string(): string {
    const start = this.pos;
    const plain = this.skipString();
    return plain ? this.text.slice(start + 1, this.pos - 1) : (JSON.parse(this.text.slice(start, this.pos)) as string);
  }

  stringOrNull(): string | null {
    if (!this.isNext('null')) return this.string();
    this.pos += 4;
    return null;
  }

  /** A whole number from 0 to 2^53 - 1. */
  natural(): number {
    const start = this.pos;
    this.skipNumber();
    const value = Number(this.text.slice(start, this.pos));
    if (!Number.isSafeInteger(value) || value < 0) this.fail('expected a whole number from 0 to 2^53 - 1', 'content');
    return value;
  }

  object(): void {
    if (this.text.charCodeAt(this.pos) !== 0x7b) this.fail('expected an object');
    this.skipValue(0);
  }

  private skipValue(depth: number): void {
    switch (this.text.charCodeAt(this.pos)) {
      case QUOTE:
        this.skipString();
        return;
      case 0x7b:
        return this.skipObject(depth + 1);
      case 0x5b:
        return this.skipArray(depth + 1);
      case 0x74:
        return this.expect('true');
      case 0x66:
        return this.expect('false');
      case 0x6e:
        return this.expect('null');
      default:
        this.skipNumber();
    }
  }

  private skipObject(depth: number): void {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`, 'depth');
    const { text } = this;
    this.pos += 1;
    if (text.charCodeAt(this.pos) === 0x7d) {
      this.pos += 1;
      return;
    }
    let previous: string | undefined;
    for (;;) {
      if (text.charCodeAt(this.pos) !== QUOTE) this.fail('expected a member name');
      const key = this.string();
      if (previous !== undefined && key <= previous) this.fail('member names are not strictly ascending');
      previous = key;
      if (text.charCodeAt(this.pos) !== 0x3a) this.fail('expected :');
      this.pos += 1;
      this.skipValue(depth);
      if (this.isListEnd(0x7d)) return;
    }
  }

  private skipArray(depth: number): void {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`, 'depth');
    this.pos += 1;
    if (this.text.charCodeAt(this.pos) === 0x5d) {
      this.pos += 1;
      return;
    }
    do this.skipValue(depth);
    while (!this.isListEnd(0x5d));
  }

  /** Passes over the comma before the next item (false) or the closing character (true). */
  private isListEnd(closing: number): boolean {
    const next = this.text.charCodeAt(this.pos);
    if (next !== closing && next !== 0x2c) this.fail(`expected , or ${String.fromCharCode(closing)}`);
    this.pos += 1;
    return next === closing;
  }

  /** True when the string holds no escape, so that its characters are its value. */
  private skipString(): boolean {
    const { text } = this;
    if (text.charCodeAt(this.pos) !== QUOTE) this.fail('expected a string');
    let at = this.pos + 1;
    let plain = true;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.pos = at + 1;
        return plain;
      }
      if (code === BACKSLASH) {
        plain = false;
        at = this.afterEscape(at);
      } else if (code >= 0x20) at += 1;
      // A raw control character, or NaN: the text ended inside the string.
      else this.fail('unfinished string or raw control character');
    }
  }

  private afterEscape(at: number): number {
    const { text } = this;
    if (text.length > at + 1 && SHORT_ESCAPES.includes(text.charAt(at + 1))) return at + 2;
    const digits = /^u(00[01][0-9a-f])$/.exec(text.slice(at + 1, at + 6))?.[1];
    if (digits !== undefined && !HAS_SHORT_ESCAPE.has(Number.parseInt(digits, 16))) return at + 6;
    return this.fail('a character is escaped in a way RFC 8785 does not write');
  }

  private skipNumber(): void {
    const { text, pos: start } = this;
    let at = start;
    let code = text.charCodeAt(at);
    while (code >= 0x30 && code <= 0x39) code = text.charCodeAt((at += 1));
    const digits = at - start;
    // Up to 15 digits without a leading zero are their own canonical form.
    const isShort = digits > 0 && digits <= 15 && (digits === 1 || text.charCodeAt(start) !== 0x30);
    if (!isShort || isNumberPart(code)) {
      while (isNumberPart(code)) code = text.charCodeAt((at += 1));
      const token = text.slice(start, at);
      if (token === '' || String(Number(token)) !== token) this.fail('expected a number in its shortest form');
    }
    this.pos = at;
  }
}

function isNumberPart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x65 || code === 0x45;
}
