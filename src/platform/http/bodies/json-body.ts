import { isUtf8 } from 'node:buffer';
import { afterBlanks, JsonScanner } from './json-scanner.js';
import { refuseWith } from '../problem-details.js';

/** The largest body any route takes, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;
const MAX_DEPTH = 32;

/** How much one JSON text may hold, whatever its size. */
export interface JsonBounds {
  readonly depth: number;
  /** Lists, objects, member names and texts. */
  readonly tokens: number;
}

/** A text of this many tokens keeps others waiting for about as long as one commit takes, however it is made. */
export const BODY_BOUNDS: JsonBounds = { depth: MAX_DEPTH, tokens: 50_000 };

/** Scanned before the counts are looked at. */
const STEP_BYTES = 65_536;
const LINE_END = 0x0a;
/** What a line costs even when it is empty of everything. */
const LINE_TOKENS = 5;

/**
 * Hostile bytes become a JSON value or a refusal here, on every road by which they come: bodies, lines, messages of sockets.
 * What passes has a canonical form (RFC 8785) and means the same to every reader: UTF-8, no lone surrogates, no `__proto__`,
 * no number that a double cannot hold exactly, bounded depth and number of parts. The bounds are seen before the text is parsed.
 */
export function parseJsonBody(bytes: Buffer, bounds = BODY_BOUNDS): unknown {
  const value = parseForeignJson(bytes, bounds);
  checkJsonValue(value);
  return value;
}

/** The values of the lines that are not blank, each as the body of a request of its own; the bounds are those of all together. */
export function parseNdjsonBody(bytes: Buffer, bounds = BODY_BOUNDS): unknown[] {
  checkUtf8(bytes);
  const values: unknown[] = [];
  let tokens = 0;
  for (let at = afterBlanks(bytes, 0); at < bytes.length; at = afterBlanks(bytes, at)) {
    const found = bytes.indexOf(LINE_END, at);
    const line = bytes.subarray(at, found < 0 ? bytes.length : found);
    tokens += LINE_TOKENS + checkBounds(line, bounds);
    if (tokens > bounds.tokens) throw refuseWith('INVALID_INPUT', 'the lines of the body have too many parts');
    const value = parsed(line);
    checkJsonValue(value);
    values.push(value);
    at += line.length;
  }
  return values;
}

/**
 * JSON in somebody else's format, of which only a part will be kept: bounds and UTF-8 are seen to, and the caller MUST check the
 * numbers, names and texts of what it keeps.
 */
export function parseForeignJson(bytes: Buffer, bounds: JsonBounds): unknown {
  checkUtf8(bytes);
  checkBounds(bytes, bounds);
  return parsed(bytes);
}

/** Throws a refusal that says what is wrong with a value that was parsed. */
export function checkJsonValue(value: unknown): void {
  checkValue(value, 0);
}

export function checkUtf8(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw refuseWith('INVALID_INPUT', 'the body is not valid UTF-8');
}

/** What is wrong with a text that was scanned; undefined when it is within the bounds. */
export function beyond({ deepest, tokens }: JsonScanner, bounds: JsonBounds): string | undefined {
  if (deepest > bounds.depth) return `nested deeper than ${bounds.depth} levels`;
  if (tokens > bounds.tokens) return `made of too many parts: more than ${bounds.tokens} lists, objects, names and texts`;
  return undefined;
}

function checkBounds(bytes: Buffer, bounds: JsonBounds): number {
  const scanner = new JsonScanner();
  for (let at = 0; at < bytes.length;) {
    const step = Math.min(at + STEP_BYTES, bytes.length);
    at = scanner.scan(bytes, at, step);
    const excess = beyond(scanner, bounds);
    if (excess !== undefined) throw refuseWith('INVALID_INPUT', `the body is ${excess}`);
    // Nothing beyond it is parsed.
    if (at < step) break;
  }
  return scanner.tokens;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw refuseWith('INVALID_INPUT', `the body is not JSON: ${(error as Error).message.slice(0, 120).toWellFormed()}`);
  }
}

function checkValue(value: unknown, depth: number): void {
  if (typeof value === 'string') return checkString(value);
  if (typeof value === 'number') return checkNumber(value);
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) throw refuseWith('INVALID_INPUT', `the body is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    for (const item of value) checkValue(item, depth + 1);
    return;
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw refuseWith('INVALID_INPUT', 'the member name __proto__ is not accepted');
    checkString(key);
    checkValue((value as Record<string, unknown>)[key], depth + 1);
  }
}

function checkString(text: string): void {
  if (!text.isWellFormed()) throw refuseWith('INVALID_INPUT', 'a string holds a lone surrogate');
}

/** 12345678901234567890 would silently become another number than the one the tool is called with. */
function checkNumber(number: number): void {
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) {
    throw refuseWith('INVALID_INPUT', 'a number is beyond the range that JSON readers agree on (2^53 - 1); send it as a string');
  }
}
