import { isUtf8 } from 'node:buffer';
import {
  afterBlanks,
  JSON_BOUNDS,
  JsonTextError,
  readJson,
  scanJson,
  type JsonBounds,
  type ReadingOptions,
} from '#libs/exact-json';
import { refuseWith } from '../problem-details.js';

/** The largest body any route takes, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;

const LINE_END = 0x0a;
/** What a line costs even when it is empty of everything. */
const LINE_TOKENS = 5;

/** Hostile bytes become a JSON value or a refusal that says where, on every road by which they come: bodies, messages of sockets. */
export function parseJsonBody(bytes: Buffer, options: ReadingOptions = {}): unknown {
  return orRefuse(() => readJson(bytes, { what: 'the body', ...options }));
}

/** The values of the lines that are not blank, each as the body of a request of its own; the bounds are those of all together. */
export function parseNdjsonBody(bytes: Buffer, bounds: JsonBounds = JSON_BOUNDS): unknown[] {
  checkUtf8(bytes);
  const values: unknown[] = [];
  let [tokens, number, counted] = [0, 1, 0];
  for (let at = afterBlanks(bytes, 0); at < bytes.length; at = afterBlanks(bytes, at)) {
    const found = bytes.indexOf(LINE_END, at);
    const line = bytes.subarray(at, found < 0 ? bytes.length : found);
    for (let end = bytes.indexOf(LINE_END, counted); end >= 0 && end < at; end = bytes.indexOf(LINE_END, end + 1)) number += 1;
    counted = at;
    const what = `line ${number} of the body`;
    const scanned = orRefuse(() => scanJson(line, bounds, what));
    tokens += LINE_TOKENS + scanned.tokens;
    if (tokens > bounds.tokens) throw refuseWith('INVALID_INPUT', 'the lines of the body have too many parts');
    values.push(parseJsonBody(line, { what, scanned }));
    at += line.length;
  }
  return values;
}

export function checkUtf8(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw refuseWith('INVALID_INPUT', 'the body is not valid UTF-8');
}

/** What `read` gives, with what is wrong with a text as the refusal of it. */
function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof JsonTextError) throw refuseWith('INVALID_INPUT', error.message);
    throw error;
  }
}
