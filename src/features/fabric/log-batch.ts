import { isUtf8 } from 'node:buffer';
import { refuse } from '#libs/event-sourcing';
import { RefusalError, refuseWith } from '#platform/http/problem-details';
import type { FabricRefusalCode } from './refusals.js';

/** Bytes parsed before others get their turn: parsing sixteen megabytes at once would hold up every decision meanwhile. */
const TURN_BYTES = 262_144;
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The values of a JSON array, parsed entry by entry. Takes and refuses the same texts as JSON.parse. */
export async function entriesIn(bytes: Buffer, most: number): Promise<unknown[]> {
  if (!isUtf8(bytes)) throw refuseWith('INVALID_INPUT', 'the body is not valid UTF-8');
  let at = afterBlanks(bytes, 0);
  if (bytes[at] !== OPEN_LIST) throw refuseWith('INVALID_INPUT', 'the body is not an array of entries');
  const entries: unknown[] = [];
  let parsed = 0;
  at = afterBlanks(bytes, at + 1);
  const isEmpty = bytes[at] === CLOSE_LIST;
  for (let more = !isEmpty; more; at += more ? 1 : 0) {
    const end = endOfValue(bytes, at);
    if (entries.length === most) throw tooMany(most);
    entries.push(valueOf(bytes.subarray(at, end), entries.length));
    parsed += end - at;
    if (parsed > TURN_BYTES) {
      parsed = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    at = end;
    more = bytes[at] === COMMA;
  }
  if (bytes[at] !== CLOSE_LIST || afterBlanks(bytes, at + 1) < bytes.length)
    throw refuseWith('INVALID_INPUT', 'the body is not JSON: the array does not end where the body ends');
  return entries;
}

/** Where the value that begins at `at` is followed by something that is not part of it, or the bytes end. */
function endOfValue(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at + 1);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth += 1;
    else if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT)) return at;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
  }
  return bytes.length;
}

/** The quote that ends the string whose text begins at `start`. */
function endOfString(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(QUOTE, start); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
    let escapes = at;
    while (escapes > start && bytes[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((at - escapes) % 2 === 0) return at;
  }
  return bytes.length;
}

function valueOf(bytes: Buffer, index: number): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    const why = (error as Error).message.slice(0, 120).toWellFormed();
    throw refuseWith('INVALID_INPUT', `the body is not JSON, in entry ${index}: ${why}`);
  }
}

function afterBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (BLANKS.has(bytes[at] ?? -1)) at += 1;
  return at;
}

function tooMany(most: number): RefusalError {
  return new RefusalError(refuse<FabricRefusalCode>('REPORT_TOO_LARGE', `there are more than ${most} entries`));
}
