import { spend, spendText } from '../fuel.js';

// Buffer only converts between encodings here; nothing is read from outside.

/** The first of the lone surrogates that stand for bytes which are no UTF-8, as OPA's texts may hold them. */
const BYTE_BASE = 0xdc00;

/**
 * The text in some bytes. A byte that belongs to no character becomes a lone surrogate, so that hashing or encoding the text finds
 * the byte again; everywhere outside it is shown as U+FFFD.
 */
export function textOfBytes(bytes: Buffer): string {
  spendText(bytes.length);
  const decoded = bytes.toString('utf8');
  if (!decoded.includes('\ufffd')) return decoded;
  spend(bytes.length * 5);
  let result = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    result += length === 0 ? String.fromCharCode(BYTE_BASE + bytes[at]!) : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return result;
}

/** Length of the well-formed sequence that starts here, 0 when there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length <= 1) return length;
  if (at + length > bytes.length) return 0;
  const decoded = bytes.toString('utf8', at, at + length);
  const isReplacement = first === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
  return decoded.includes('\ufffd') && !isReplacement ? 0 : length;
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The bytes of a text, those that were no UTF-8 included; any other half of a pair is U+FFFD. */
export function bytesOfText(text: string): Buffer {
  spendText(text.length * 2);
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  spend(text.length);
  const parts: Buffer[] = [];
  let from = 0;
  for (const { index } of text.matchAll(LONE)) {
    const byte = text.charCodeAt(index) - BYTE_BASE;
    parts.push(Buffer.from(text.slice(from, index)), byte >= 0x80 && byte <= 0xff ? Buffer.of(byte) : Buffer.from('\ufffd'));
    from = index + 1;
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(from))]);
}
