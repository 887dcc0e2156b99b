import type { Json } from '#libs/event-sourcing';

/** The value has no canonical form: NaN, an infinity, a lone surrogate, undefined, or something JSON does not know. */
export class NotCanonicalError extends Error {
  override readonly name = 'NotCanonicalError';
}

// Nothing between these bounds needs escaping; a lone surrogate does not match either and takes the checked path.
const PLAIN = /^[ !#-[\]-\uD7FF\uE000-\uFFFF]*$/;

/**
 * RFC 8785 (JCS): members sorted by UTF-16 code units, ECMAScript number and string forms, no white space.
 * The result is a string; its UTF-8 bytes are the canonical bytes. Depth is bounded by what parsed the value.
 */
export function canonicalJson(value: Json): string {
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
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as { readonly [key: string]: Json });
    default:
      throw new NotCanonicalError(`a ${typeof value} has no JSON form`);
  }
}

function canonicalString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new NotCanonicalError('a string holds a lone surrogate');
  return JSON.stringify(text);
}

function canonicalArray(items: readonly Json[]): string {
  let out = '[';
  for (let i = 0; i < items.length; i += 1) out += (i === 0 ? '' : ',') + canonicalJson(items[i] as Json);
  return `${out}]`;
}

function canonicalObject(members: { readonly [key: string]: Json }): string {
  const keys = Object.keys(members).sort();
  let out = '{';
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    out += `${i === 0 ? '' : ','}${canonicalString(key)}:${canonicalJson(members[key] as Json)}`;
  }
  return `${out}}`;
}
