import { types } from 'node:util';
import { checkJsonValue, JsonTextError } from '#libs/exact-json';

/** Levels of nesting at most: in a log entry the input is two levels down, and the ledger takes 32 in all. */
const MAX_DEPTH = 28;
/** Bytes of an input at most, as JSON: a decision must fit into one event of the ledger. */
const MAX_BYTES = 262_144;

/** Characters of a member's name in a message. */
const LONGEST_NAME = 60;

/**
 * Why an input cannot be recorded as it stands; undefined when it can. What passes is the same JSON for the policy, the
 * record and everybody who reads it later: plain objects and arrays, no undefined, no number that a double cannot hold.
 */
export function whyNotRecordable(input: unknown): string | undefined {
  const unfit = whyNotJson(input, 'it', MAX_DEPTH);
  if (unfit !== undefined) return unfit;
  return Buffer.byteLength(JSON.stringify(input)) > MAX_BYTES ? `it has more than ${MAX_BYTES} bytes` : undefined;
}

/** What is asked or told is no JSON, or not the same JSON to everybody. Nothing was sent. */
export class NotSent extends TypeError {
  override readonly name = 'NotSent';
  readonly code = 'INVALID_INPUT';
}

/** Throws NotSent for a body that JSON.stringify would change or leave something out of. */
export function assertSendable(body: unknown, what: string): void {
  const unfit = whyNotJson(body, what);
  if (unfit !== undefined) throw new NotSent(`${unfit}; nothing was sent`);
}

/** Throws NotSent for what may be another value when it is read again, before any of it is read. */
export function assertStill(given: unknown, what: string): void {
  const live = liveIn(given, new Set());
  if (live !== undefined)
    throw new NotSent(`${what} holds ${live}, which may be another value each time it is read; nothing was sent`);
}

function whyNotJson(value: unknown, what: string, depth?: number): string | undefined {
  const live = liveIn(value, new Set());
  if (live !== undefined) return `${what} holds ${live}, which may be another value each time it is read`;
  try {
    checkJsonValue(value, { what, ...(depth !== undefined && { depth }) });
    return undefined;
  } catch (error) {
    if (error instanceof JsonTextError) return error.message;
    throw error;
  }
}

/**
 * What in a value runs code of the caller when it is read: it could be checked as one thing, decided on as another and recorded as a
 * third. What has none of it reads the same every time, until the caller changes it.
 */
function liveIn(value: unknown, seen: Set<object>): string | undefined {
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  if (types.isProxy(value)) return 'a proxy';
  seen.add(value);
  const isList = Array.isArray(value);
  if (isList && !Array.isArray(Object.getPrototypeOf(value))) return 'a list of a class of its own';
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (!('value' in member)) return `a getter, ${JSON.stringify(name).slice(0, LONGEST_NAME)}`;
    if (!member.enumerable && !(isList && name === 'length'))
      return `a hidden member, ${JSON.stringify(name).slice(0, LONGEST_NAME)}`;
    const inside = liveIn(member.value, seen);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
