import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { Json } from '#libs/event-sourcing';
import { type JsonBounds, JsonTextError, readJson } from '#libs/exact-json';
import { CommandError, usageError } from '../exit.js';
import { systemReason } from './system-reason.js';

/** Largest file that is read at all; the compiler's own limits are lower. */
const MAX_BYTES = 16 * 1024 * 1024;
/** What a file of that size may hold. Servers take less of what is sent to them, and say so themselves. */
const LOCAL_BOUNDS: JsonBounds = { depth: 128, tokens: 4_000_000 };

const BYTE_ORDER_MARK = '\ufeff';

/** The bytes of a file, or of standard input for `-`. Throws CommandError. */
function readBytes(path: string): Buffer {
  const isInput = path === '-';
  try {
    if (!isInput && statSync(path).size > MAX_BYTES) throw tooLarge(path);
    const bytes = readFileSync(isInput ? 0 : path);
    if (bytes.length > MAX_BYTES) throw tooLarge(nameOf(path));
    return bytes;
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNREADABLE', `cannot read ${nameOf(path)}: ${systemReason(cause)}`, undefined, { cause });
  }
}

export function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function tooLarge(path: string): CommandError {
  return new CommandError('FILE_TOO_LARGE', `${path} has more than ${MAX_BYTES} bytes`);
}

/** A text file as its writer meant it; what is not UTF-8 would be changed in silence, so it is a usage error that says where. */
export function readText(path: string): string {
  return textOf(readBytes(path), nameOf(path));
}

/** Without the byte order mark that editors put in front. */
export function readTextPastMark(path: string): string {
  const text = readText(path);
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

export function textOf(bytes: Buffer, what: string): string {
  const problem = encodingProblem(bytes);
  if (problem !== undefined) throw usageError(`${what} ${problem}`);
  return bytes.toString('utf8');
}

/** Why bytes are not the text that everybody reads in them; undefined when they are. */
export function encodingProblem(bytes: Buffer): string | undefined {
  if (isSixteenBit(bytes)) return 'is UTF-16: save it as UTF-8';
  if (isUtf8(bytes)) return undefined;
  let [row, from] = [1, 0];
  for (let end = bytes.indexOf(0x0a); end >= 0 && isUtf8(bytes.subarray(from, end)); end = bytes.indexOf(0x0a, from)) {
    from = end + 1;
    row += 1;
  }
  return `is not UTF-8 (row ${row}): save it as UTF-8`;
}

/** By its mark, or because every other one of the first bytes is zero. */
function isSixteenBit(bytes: Buffer): boolean {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  return bytes.length >= 4 && ((a !== 0 && b === 0 && c !== 0 && d === 0) || (a === 0 && b !== 0 && c === 0 && d !== 0));
}

interface FileOptions {
  readonly skipByteOrderMark?: boolean;
  /** Of `readJson`: for what is not sent to a server. */
  readonly largeWholeNumbers?: boolean;
}

/** A JSON document of the user's; what is none, or what readers would take differently, is a usage error with its place. */
export function readJsonFile(path: string, options: FileOptions = {}): Json {
  return jsonIn(readBytes(path), nameOf(path), options);
}

export function jsonIn(
  text: Buffer | string,
  what: string,
  { bounds = LOCAL_BOUNDS, ...options }: FileOptions & { readonly bounds?: JsonBounds } = {},
): Json {
  if (typeof text !== 'string') textOf(text, what);
  try {
    return readJson(text, { ...bounds, what, ...options });
  } catch (cause) {
    if (!(cause instanceof JsonTextError)) throw cause;
    throw new CommandError('USAGE', cause.message, undefined, { cause });
  }
}
