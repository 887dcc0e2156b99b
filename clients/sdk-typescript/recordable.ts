import type { Json } from '#libs/event-sourcing';

/** Levels of nesting at most: in a log entry the input is two levels down, and the ledger takes 32 in all. */
const MAX_DEPTH = 28;
/** Bytes of an input at most, as JSON: a decision must fit into one event of the ledger. */
const MAX_BYTES = 262_144;
/** No text needs more bytes per character than this as JSON. */
const WORST_BYTES = 6;

/**
 * Why an input cannot be recorded as it stands; undefined when it can. What passes is the same JSON for the policy, the
 * record and everybody who reads it later: plain objects and arrays, no undefined, no number that a double cannot hold.
 */
export function whyNotRecordable(input: unknown): string | undefined {
  const weight = { characters: 0 };
  const found = look(input, '', 0, weight);
  if (found !== undefined) return found;
  if (weight.characters * WORST_BYTES <= MAX_BYTES) return undefined;
  return Buffer.byteLength(JSON.stringify(input)) > MAX_BYTES ? `it has more than ${MAX_BYTES} bytes` : undefined;
}

/** Plain data, as far as TypeScript is concerned. */
export function isRecordable(input: unknown): input is Json {
  return whyNotRecordable(input) === undefined;
}

function look(value: unknown, path: string, depth: number, weight: { characters: number }): string | undefined {
  weight.characters += 8;
  switch (typeof value) {
    case 'string':
      weight.characters += value.length;
      return value.isWellFormed() ? undefined : at(path, 'holds a lone surrogate');
    case 'number':
      return isExact(value) ? undefined : at(path, 'is a number beyond 2^53 - 1, send it as a string');
    case 'boolean':
      return undefined;
    case 'object':
      if (value === null) return undefined;
      if (depth >= MAX_DEPTH) return `it is nested deeper than ${MAX_DEPTH} levels`;
      return Array.isArray(value) ? lookAtItems(value, path, depth, weight) : lookAtMembers(value, path, depth, weight);
    default:
      return at(path, `is ${typeof value}, which JSON does not know`);
  }
}

function lookAtItems(items: readonly unknown[], path: string, depth: number, weight: { characters: number }): string | undefined {
  for (let i = 0; i < items.length; i += 1) {
    const found = look(items[i], `${path}/${i}`, depth + 1, weight);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lookAtMembers(members: object, path: string, depth: number, weight: { characters: number }): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(members);
  if (prototype !== Object.prototype && prototype !== null) return at(path, 'is no plain object');
  for (const name of Object.keys(members)) {
    if (name === '__proto__' || !name.isWellFormed()) return at(path, 'has a member name that is not accepted');
    weight.characters += name.length;
    const found = look((members as Record<string, unknown>)[name], `${path}/${name}`, depth + 1, weight);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function at(path: string, what: string): string {
  return `${path === '' ? 'it' : path.slice(0, 200).toWellFormed()} ${what}`;
}
