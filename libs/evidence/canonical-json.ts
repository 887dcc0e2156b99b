import type { Json, JsonObject } from '#libs/event-sourcing';

/** The value has no canonical form: NaN, an infinity, a lone surrogate, undefined, or something JSON does not know. */
export class NotCanonicalError extends Error {
  override readonly name = 'NotCanonicalError';
}

// Nothing between these bounds needs escaping; a lone surrogate does not match either and takes the checked path.
const PLAIN = /^[ !#-[\]-\uD7FF\uE000-\uFFFF]*$/;

/** What a lone surrogate becomes in the platform's own JSON, and nothing else but text that says so. */
const ESCAPED_SURROGATE = String.raw`\ud`;
/** From here on down nothing is looked at twice: an object in an object in another would be, at each of them. */
const LOOKED_AT = 3;

/**
 * RFC 8785 (JCS): members sorted by UTF-16 code units, ECMAScript number and string forms, no white space.
 * The result is a string; its UTF-8 bytes are the canonical bytes. Depth is bounded by what parsed the value. What has its members in order
 * already is written by the platform, several times as fast.
 */
export function canonicalJson(value: Json): string {
  return canonical(value, 0);
}

/** The same value with all members in canonical order, as far as they can be: a whole number as a name always comes first. */
export function inCanonicalOrder<T extends object>(value: T): T {
  return isInOrder(value) ? value : (reordered(value as Json) as T);
}

function reordered(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => reordered(item));
  const members = value as JsonObject;
  const entries = Object.keys(members)
    .sort()
    .map((key) => [key, reordered(members[key] as Json)] as const);
  return Object.fromEntries(entries);
}

function canonical(value: Json, depth: number): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonicalError(`${value} has no JSON form`);
      return Object.is(value, -0) ? '0' : String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return (depth < LOOKED_AT && inOrder(value)) || inParts(value, depth + 1);
    default:
      throw new NotCanonicalError(`a ${typeof value} has no JSON form`);
  }
}

function canonicalString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new NotCanonicalError('a string holds a lone surrogate');
  return JSON.stringify(text);
}

/** Undefined when it has to be written in parts: it is not in order, or has no canonical form at all. */
function inOrder(value: object): string | undefined {
  if (!isInOrder(value)) return undefined;
  const text = JSON.stringify(value);
  return text.includes(ESCAPED_SURROGATE) ? undefined : text;
}

function isInOrder(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return areInOrder(value);
  let before: string | undefined;
  for (const key in value) {
    if (before !== undefined && before >= key) return false;
    if (!isInOrder((value as { readonly [key: string]: unknown })[key])) return false;
    before = key;
  }
  return typeof (value as { readonly toJSON?: unknown }).toJSON !== 'function';
}

function areInOrder(items: readonly unknown[]): boolean {
  for (const item of items) if (!isInOrder(item)) return false;
  return true;
}

function inParts(value: object, depth: number): string {
  return Array.isArray(value) ? canonicalArray(value, depth) : canonicalObject(value as JsonObject, depth);
}

function canonicalArray(items: readonly Json[], depth: number): string {
  let out = '[';
  for (let i = 0; i < items.length; i += 1) out += (i === 0 ? '' : ',') + canonical(items[i] as Json, depth);
  return `${out}]`;
}

function canonicalObject(members: JsonObject, depth: number): string {
  const keys = Object.keys(members).sort();
  let out = '{';
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    out += `${i === 0 ? '' : ','}${canonicalString(key)}:${canonical(members[key] as Json, depth)}`;
  }
  return `${out}}`;
}
