import { isUtf8 } from 'node:buffer';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { faultIn } from './faults-in-text.js';
import { JsonScanner } from './json-scanner.js';
import { JsonTextError } from './json-text-error.js';
import { parseJson } from './parse-json.js';

/** How much one JSON text may hold, whatever its size. */
export interface JsonBounds {
  readonly depth: number;
  /** Lists, objects, member names and texts. */
  readonly tokens: number;
}

/** A text of this many tokens keeps others waiting for about as long as one commit takes, however it is made. */
export const JSON_BOUNDS: JsonBounds = { depth: 32, tokens: 50_000 };

export interface ReadingOptions extends Partial<JsonBounds> {
  /** What the messages call the text: "the body", "line 3", "data.json". */
  readonly what?: string;
  /** Files that people write begin with one now and then; by default it is an error that says so. */
  readonly skipByteOrderMark?: boolean;
  /**
   * Members of the outermost object whose numbers nobody keeps, or true for all: they may be any. What is kept of them MUST be
   * held to `checkJsonValue`.
   */
  readonly anyNumbersIn?: readonly string[] | true;
  /** Whole numbers beyond 2^53 that a double holds to the last digit, such as a time in nanoseconds: for what stays on this machine. */
  readonly largeWholeNumbers?: boolean;
  /** The result of a scan of exactly these bytes, within the bounds, when the caller made one. */
  readonly scanned?: JsonScanner;
}

/** Scanned before the counts are looked at. */
const STEP_BYTES = 65_536;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The one place where hostile text becomes a value. What passes has a canonical form (RFC 8785), is I-JSON (RFC 7493) and means the
 * same to every reader: UTF-8, each name once in its object, no lone surrogates, no `__proto__`, every number a double to as many
 * digits as were written, bounded depth and number of parts. The bounds are seen before the text is parsed. Throws JsonTextError,
 * and nothing else.
 */
export function readJson(text: Uint8Array | string, options: ReadingOptions = {}): Json {
  const what = options.what ?? 'the text';
  const bytes = typeof text === 'string' ? bytesOf(text, what) : bufferOf(text);
  if (!isUtf8(bytes)) throw new JsonTextError('not-utf8', `${what} is not valid UTF-8`);
  const source = bytes.toString('utf8');
  if (source.startsWith(BYTE_ORDER_MARK)) {
    if (options.skipByteOrderMark) return readJson(bytes.subarray(3), { ...options, skipByteOrderMark: false });
    throw new JsonTextError('byte-order-mark', `${what} is not JSON: it begins with a byte order mark (U+FEFF); send it without`);
  }
  const bounds = { depth: options.depth ?? JSON_BOUNDS.depth, tokens: options.tokens ?? JSON_BOUNDS.tokens };
  const scanner = options.scanned ?? scanJson(bytes, bounds, what);
  const value = parsed(source);
  // The quick way knows whether there is a fault; where it is, and what to say about it, is found on the slow way.
  if (value !== undefined && !isSuspect(value, scanner)) return value;
  const fault = faultIn(source, what, options);
  if (fault) throw fault;
  if (value === undefined) throw new JsonTextError('not-json', `${what} is not JSON`);
  return value;
}

/** What a text is made of, seen before anything is made of it. Throws JsonTextError when it is beyond the bounds. */
export function scanJson(bytes: Buffer, bounds: JsonBounds, what: string): JsonScanner {
  const scanner = new JsonScanner();
  for (let at = 0; at < bytes.length;) {
    const step = Math.min(at + STEP_BYTES, bytes.length);
    at = scanner.scan(bytes, at, step);
    const excess = beyond(scanner, bounds);
    if (excess !== undefined) throw new JsonTextError(excess.reason, `${what} is ${excess.message}`);
    // Nothing beyond it is parsed.
    if (at < step) break;
  }
  return scanner;
}

/** What is wrong with a text that was scanned; undefined when it is within the bounds. */
export function beyond({ deepest, tokens }: JsonScanner, bounds: JsonBounds): JsonTextError | undefined {
  if (deepest > bounds.depth) return new JsonTextError('too-deep', `nested deeper than ${bounds.depth} levels`);
  if (tokens <= bounds.tokens) return undefined;
  return new JsonTextError(
    'too-many-parts',
    `made of too many parts: more than ${bounds.tokens} lists, objects, names and texts`,
  );
}

function bytesOf(text: string, what: string): Buffer {
  if (!text.isWellFormed()) throw new JsonTextError('lone-surrogate', `${what} holds a lone surrogate`);
  return Buffer.from(text);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function parsed(source: string): Json | undefined {
  try {
    return parseJson(source) as Json;
  } catch {
    return undefined;
  }
}

function isSuspect(value: Json, { names, fractions, inexactAt, hasEscapedUnits }: JsonScanner): boolean {
  if (inexactAt !== undefined) return true;
  const left = new WhatIsLeft(hasEscapedUnits);
  left.look(value);
  return left.isOdd || left.names !== names || left.fractions !== fractions;
}

/** Counts the names and fractions that parsing left, and looks for what a text can bring in behind an escape. */
class WhatIsLeft {
  names = 0;
  fractions = 0;
  isOdd = false;

  constructor(private readonly hasEscapedUnits: boolean) {}

  look(value: Json): void {
    if (typeof value === 'string') {
      if (this.hasEscapedUnits && !value.isWellFormed()) this.isOdd = true;
    } else if (typeof value === 'number') {
      if (!Number.isInteger(value)) this.fractions += 1;
    } else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) for (const item of value as readonly Json[]) this.look(item);
      else this.members(value as JsonObject);
    }
  }

  private members(members: JsonObject): void {
    for (const name of Object.keys(members)) {
      this.names += 1;
      if (name === '__proto__' || (this.hasEscapedUnits && !name.isWellFormed())) this.isOdd = true;
      this.look(members[name] as Json);
    }
  }
}
