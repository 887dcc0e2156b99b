import { isUtf8 } from 'node:buffer';
import { refuseWith } from './problem-details.js';

/** The largest body any route takes, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;
const MAX_DEPTH = 32;

/**
 * Hostile bytes become a JSON value or a refusal here. What passes has a canonical form (RFC 8785) and means the same to
 * every reader: UTF-8, no lone surrogates, no `__proto__`, no number that a double cannot hold exactly, bounded depth.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw refuseWith('INVALID_INPUT', 'the body is not valid UTF-8');
  return parseJsonText(bytes.toString('utf8'));
}

export function parseJsonText(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuseWith('INVALID_INPUT', `the body is not JSON: ${(error as Error).message.slice(0, 120)}`);
  }
  checkJsonValue(value);
  return value;
}

/** The same for a value that was parsed elsewhere: throws a refusal that says what is wrong with it. */
export function checkJsonValue(value: unknown): void {
  checkValue(value, 0);
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
