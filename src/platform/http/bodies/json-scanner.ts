const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
/** Either bracket with this bit set is the brace: `[` 0x5b and `{` 0x7b, `]` 0x5d and `}` 0x7d. */
const BRACE_BIT = 0x20;
const [OPEN, CLOSE] = [0x7b, 0x7d];

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
  private depth = 0;
  private isInText = false;

  /**
   * Goes on over the bytes from `from` to before `to`, and stops before what cannot belong to the value it is in: a comma or a
   * closing bracket outside of everything. Where it stopped is where the next call goes on; it can be beyond `to` by one.
   */
  scan(bytes: Uint8Array, from: number, to: number): number {
    let { tokens, deepest, depth, isInText } = this;
    let at = from;
    for (; at < to; at += 1) {
      const byte = bytes[at] as number;
      if (isInText) {
        if (byte === BACKSLASH) at += 1;
        else if (byte === QUOTE) isInText = false;
      } else if (byte === QUOTE) {
        isInText = true;
        tokens += 1;
      } else if ((byte | BRACE_BIT) === OPEN) {
        tokens += 1;
        depth += 1;
        if (depth > deepest) deepest = depth;
      } else if ((byte | BRACE_BIT) === CLOSE) {
        if (depth === 0) break;
        depth -= 1;
      } else if (byte === COMMA && depth === 0) break;
    }
    [this.tokens, this.deepest, this.depth, this.isInText] = [tokens, deepest, depth, isInText];
    return at;
  }
}
