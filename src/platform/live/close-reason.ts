/** RFC 6455, 5.5: what a closing frame has room for beside its code. */
const MOST_BYTES = 123;

/** A reason that fits into a closing frame, whatever it quotes: ws throws for a longer one. */
export function closeReason(text: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of text.toWellFormed()) {
    bytes += Buffer.byteLength(character);
    if (bytes > MOST_BYTES) break;
    end += character.length;
  }
  return text.toWellFormed().slice(0, end);
}
