import { DOUBLE_DIGITS, numberFault, SAFE_DIGITS } from './exact-number.js';

const [QUOTE, BACKSLASH, COMMA, COLON, MINUS, SMALL_U] = [0x22, 0x5c, 0x2c, 0x3a, 0x2d, 0x75];
/** Either bracket with this bit set is the brace: `[` 0x5b and `{` 0x7b, `]` 0x5d and `}` 0x7d. */
const BRACE_BIT = 0x20;
const [OPEN, CLOSE] = [0x7b, 0x7d];
const [EXPONENT, SMALL, POINT, PLUS, ZERO] = [0x65, 0x20, 0x2e, 0x2b, 0x30];
/** A number of so many characters may be next to nothing without an exponent. */
const LONG = 40;

/** Where the blanks that begin at `from`, if any do, are over; `to` at the latest. */
export function afterBlanks(bytes: Uint8Array, from: number, to = bytes.length): number {
  let at = from;
  for (; at < to; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
  }
  return at;
}

/**
 * Counts what makes JSON costly before anything is made of it: parsing a megabyte of brackets or of names that are all
 * different takes a hundred times longer than parsing a text of that size. For what JSON.parse takes the counts are exact;
 * for anything else they cover at least what JSON.parse looks at before it gives up.
 */
export class JsonScanner {
  /** Lists, objects, member names and texts so far. Numbers and literals cost little more than their bytes. */
  tokens = 0;
  deepest = 0;
  /** Member names, of which an object that was parsed keeps each once. */
  names = 0;
  /** There is a `\u`, the only way by which half a surrogate pair gets into UTF-8. */
  hasEscapedUnits = false;
  /** A number would not stay what it is; the first one begins there. */
  inexactAt: number | undefined;
  /** Numbers that are not whole; a parsed value with another number of them has one that became whole. */
  fractions = 0;
  private depth = 0;
  private isInText = false;

  /**
   * Goes on over the bytes from `from` to before `to`, and stops before what cannot belong to the value it is in: a comma or a
   * closing bracket outside of everything. Where it stopped is where the next call goes on; it can be beyond `to` by an escaped
   * character or by the rest of a number.
   */
  scan(bytes: Uint8Array, from: number, to: number): number {
    let { tokens, deepest, names, depth } = this;
    let at = this.isInText ? this.afterText(bytes, from, to) : from;
    for (; at < to; at += 1) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        tokens += 1;
        at = this.afterText(bytes, at + 1, to) - 1;
      } else if (byte === COLON) names += 1;
      else if ((byte | BRACE_BIT) === OPEN) {
        tokens += 1;
        depth += 1;
        if (depth > deepest) deepest = depth;
      } else if ((byte | BRACE_BIT) === CLOSE) {
        if (depth === 0) break;
        depth -= 1;
      } else if (byte === COMMA) {
        if (depth === 0) break;
      } else if (byte === MINUS || isDigit(byte)) at = this.afterNumber(bytes, at) - 1;
    }
    [this.tokens, this.deepest, this.names, this.depth] = [tokens, deepest, names, depth];
    return at;
  }

  private afterText(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    for (; at < to; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.isInText = false;
        return at + 1;
      }
      if (byte === BACKSLASH) {
        at += 1;
        if (bytes[at] === SMALL_U) this.hasEscapedUnits = true;
      }
    }
    this.isInText = true;
    return at;
  }

  private afterNumber(bytes: Uint8Array, start: number): number {
    let [at, digits, isFraction, hasPoint, hasExponent] = [start, 0, false, false, false];
    for (; ; at += 1) {
      const byte = bytes[at] as number;
      if (isDigit(byte)) {
        if (byte === ZERO && digits === 0) continue;
        digits += 1;
        if (hasPoint && byte !== ZERO) isFraction = true;
      } else if (byte === POINT) hasPoint = true;
      else if ((byte | SMALL) === EXPONENT) hasExponent = true;
      else if (byte !== MINUS && byte !== PLUS) break;
    }
    const isPlain = !hasExponent && digits <= (isFraction ? DOUBLE_DIGITS : SAFE_DIGITS) && at - start < LONG;
    if (isPlain ? isFraction : !this.isWhole(bytes, start, at)) this.fractions += 1;
    return at;
  }

  private isWhole(bytes: Uint8Array, start: number, end: number): boolean {
    const text: string = Buffer.prototype.latin1Slice.call(bytes, start, end);
    if (numberFault(text) !== undefined) this.inexactAt ??= start;
    return Number.isInteger(Number(text));
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
