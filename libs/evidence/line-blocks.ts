/** Longest line an export may hold, in bytes, without its line break. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

// Whatever a source hands over at once is cut to this size, so one huge chunk costs no more memory than many small ones.
const SLICE_BYTES = 256 * 1024;
const LINE_BREAK = 0x0a;

/** `lines`: one or more whole lines with their line breaks. The other two end the sequence: no later line can be read. */
export type LineBlock =
  | { readonly kind: 'lines'; readonly bytes: Uint8Array }
  | { readonly kind: 'unfinished'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-long'; readonly bytes: Uint8Array };

/**
 * Cuts a byte stream of any chunking into blocks of whole lines. Holds at most one line and one slice at a time.
 * A block's bytes are valid until the next block is asked for.
 */
export async function* lineBlocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<LineBlock> {
  const carry = new Carry();
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES);
      const first = slice.indexOf(LINE_BREAK);
      if (carry.length + (first < 0 ? slice.length : first) > MAX_LINE_BYTES) {
        yield { kind: 'too-long', bytes: carry.take() };
        return;
      }
      if (first < 0) carry.add(slice);
      else {
        const end = slice.lastIndexOf(LINE_BREAK) + 1;
        yield { kind: 'lines', bytes: carry.takeWith(slice.subarray(0, end)) };
        carry.add(slice.subarray(end));
      }
    }
  }
  if (carry.length > 0) yield { kind: 'unfinished', bytes: carry.take() };
}

/** The start of a line whose end has not arrived; grows by doubling, so a source of single bytes stays linear. */
class Carry {
  private bytes = new Uint8Array(SLICE_BYTES);
  length = 0;

  add(more: Uint8Array): void {
    if (this.length + more.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more.length));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(more, this.length);
    this.length += more.length;
  }

  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  takeWith(more: Uint8Array): Uint8Array {
    if (this.length === 0) return more;
    this.add(more);
    return this.take();
  }
}
