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
/** Names. */
const FEW = 32;

/**
 * RFC 8785 (JCS): members sorted by UTF-16 code units, ECMAScript number and string forms, no white space.
 * The result is a string; its UTF-8 bytes are the canonical bytes. Depth is bounded by what parsed the value. Objects whose members are in
 * order, or can be had in order, are written by the platform, several times as fast and with nothing left over.
 */
export function canonicalJson(value: Json): string {
  return canonical(value, 0);
}

/** The same value with all members in canonical order, as far as they can be: a whole number as a name always comes first. */
export function inCanonicalOrder<T extends object>(value: T): T {
  return (ordered(value) ?? reordered(value as Json)) as T;
}

function reordered(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => reordered(item));
  const members = value as JsonObject;
  return Object.fromEntries(sortedNames(members).map((key) => [key, reordered(members[key] as Json)] as const));
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

/** Undefined when it has to be written in parts: its members cannot be had in order, or it has no canonical form at all. */
function inOrder(value: object): string | undefined {
  const written = ordered(value);
  if (written === undefined) return undefined;
  const text = JSON.stringify(written);
  return text.includes(ESCAPED_SURROGATE) ? undefined : text;
}

/**
 * The value itself where all its members are in order, else one that shares with it whatever is. Undefined where that cannot be, or where
 * the platform would write something that JSON is not.
 */
function ordered(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return orderedItems(value);
  if (typeof (value as { readonly toJSON?: unknown }).toJSON === 'function') return undefined;
  return isSorted(value) ? orderedMembers(value as Members) : sorted(value as Members);
}

interface Members {
  [name: string]: unknown;
}

function orderedItems(items: readonly unknown[]): unknown {
  let copy: unknown[] | undefined;
  for (let i = 0; i < items.length; i += 1) {
    const item = ordered(items[i]);
    if (item === undefined) return undefined;
    if (item !== items[i]) (copy ??= [...items])[i] = item;
  }
  return copy ?? items;
}

function isSorted(members: object): boolean {
  let before: string | undefined;
  for (const name in members) {
    if (before !== undefined && before >= name) return false;
    before = name;
  }
  return true;
}

/** Of members that are in order themselves. */
function orderedMembers(members: Members): Members | undefined {
  let copy: Members | undefined;
  for (const name in members) {
    const member = ordered(members[name]);
    if (member === undefined) return undefined;
    if (member === members[name]) continue;
    (copy ??= { ...members })[name] = member;
  }
  return copy ?? members;
}

function sorted(members: Members): Members | undefined {
  const copy: Members = {};
  for (const name of sortedNames(members)) {
    // The platform puts whole numbers before everything else.
    if (name === '__proto__' || isDigit(name.charCodeAt(0))) return undefined;
    const member = ordered(members[name]);
    if (member === undefined) return undefined;
    copy[name] = member;
  }
  return copy;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** By UTF-16 code units. Few are sorted where they stand: the platform's own sorting takes several times the room of what it sorts. */
function sortedNames(members: object): string[] {
  const names = Object.keys(members);
  if (names.length > FEW) return names.sort();
  for (let i = 1; i < names.length; i += 1) {
    const name = names[i] as string;
    let at = i;
    for (; at > 0 && (names[at - 1] as string) > name; at -= 1) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
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
  const keys = sortedNames(members);
  let out = '{';
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    out += `${i === 0 ? '' : ','}${canonicalString(key)}:${canonical(members[key] as Json, depth)}`;
  }
  return `${out}}`;
}
