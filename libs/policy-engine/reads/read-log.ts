import { compareText } from '../texts/code-points.js';
import { insert, lookup, objectOf } from '../objects.js';
import { type RegoObject, RegoMap, type Value, isObject, objectEntries } from '../values.js';

/**
 * The parts of input and data that one evaluation looked at, in order of their keys. A path names everything beneath it, and no
 * path begins with another one; positions in lists are written as digits. A change of either document can only change the result
 * when it is at, beneath or above one of the paths: above, because whoever replaces or removes an object or a list takes all of it
 * along, also what was looked up in it and not found. Paths have at most 64 keys.
 */
export interface Reads {
  input: string[][];
  data: string[][];
  /** Those of the paths where nothing was. */
  missing: { input: string[][]; data: string[][] };
  /** Present when paths were cut to stay within 1,000 of each document: they then name more than was read, never less. */
  truncated?: true;
}

const MAX_PATHS = 1_000;
/** Whatever is deeper counts as read with what holds it. */
const MAX_DEPTH = 64;

/** What one evaluation reads. Programs generated for it get input and data as DocumentPart and say what they do with them. */
export class ReadLog {
  /** What to evaluate instead of the documents themselves. */
  readonly documents: { input: Seen | undefined; data: Seen };
  readonly #roots: { input: Part; data: Part };

  constructor(input: Value | undefined, data: Value) {
    this.#roots = { input: new Part(input, 0), data: new Part(data, 0) };
    this.documents = {
      input: input === undefined ? undefined : new DocumentPart(this.#roots.input, input),
      data: new DocumentPart(this.#roots.data, data),
    };
    // Looking into what is not there cannot be seen.
    this.#roots.input.isAsked = input === undefined;
  }

  get reads(): Reads {
    const [input, data] = [pathsOf(this.#roots.input), pathsOf(this.#roots.data)];
    const isCut = input.isCut || data.isCut;
    const missing = { input: input.missing, data: data.missing };
    return { input: input.paths, data: data.paths, missing, ...(isCut && { truncated: true }) };
  }
}

/** A value in a program that reports reads: objects and lists of documents know where they are from. */
export type Seen = Value | DocumentPart;

/** One place of a document. What was looked up counts as read whole when nothing beneath it is looked up. */
class Part {
  /** Places beneath; there is no map before the first of them. */
  members: Map<string, Part> | undefined;
  readonly isMissing: boolean;
  isWhole = false;
  /** False for a place on the way to what `with` replaces, until it is looked up. */
  isAsked = false;
  readonly #seen: Seen | undefined;
  readonly #depth: number;

  constructor(found: Value | undefined, depth: number) {
    this.#depth = depth;
    this.isMissing = found === undefined;
    const isHolder = Array.isArray(found) || isRecord(found);
    this.#seen = isHolder && depth < MAX_DEPTH ? new DocumentPart(this, found!) : found;
  }

  /** The member that holds `found`; asking for it reads it. */
  member(key: string, found: Value | undefined, isAsked: boolean): Seen | undefined {
    if (this.isWhole) return found;
    const members = (this.members ??= new Map<string, Part>());
    let member = members.get(key);
    if (!member) members.set(key, (member = new Part(found, this.#depth + 1)));
    if (isAsked) member.isAsked = true;
    return member.#seen;
  }
}

/** Sets and maps do not come in documents; whoever passes them in anyway has them read whole. */
function isRecord(value: Value | undefined): boolean {
  return value !== undefined && isObject(value) && !(value instanceof RegoMap);
}

/** A part of a document in generated code. It never leaves it: everyone else gets the value itself, which is then read. */
export class DocumentPart {
  readonly value: Value;
  readonly #part: Part;
  /** Members that `with` put in the place of the document's own. */
  readonly #replaced: ReadonlyMap<string, Seen> | undefined;

  constructor(part: Part, value: Value, replaced?: ReadonlyMap<string, Seen>) {
    this.#part = part;
    this.value = value;
    this.#replaced = replaced;
  }

  member(key: Value): Seen | undefined {
    const own = ownKey(this.value, key);
    // Keys that nothing of this kind has say no more about it than its kind.
    if (own === undefined) {
      this.#part.isAsked = true;
      return undefined;
    }
    const replaced = this.#replaced?.get(own);
    return replaced === undefined ? this.#part.member(own, lookup(this.value as RegoObject, own), true) : replaced;
  }

  /** The member on the way to what `with` replaces. An object is not looked up by that, anything else is. */
  holder(key: string): Seen | undefined {
    const found = lookup(this.value as RegoObject, key);
    return this.#replaced?.get(key) ?? this.#part.member(key, found, !isRecord(found));
  }

  with(key: string, value: Seen): DocumentPart {
    return new DocumentPart(this.#part, this.value, new Map([...(this.#replaced ?? []), [key, value]]));
  }

  whole(): Value {
    this.#part.isWhole = true;
    if (!this.#replaced) return this.value;
    let copy = objectOf(objectEntries(this.value as RegoObject));
    for (const [key, value] of this.#replaced) copy = insert(copy, key, wholeOf(value)!);
    return copy;
  }

  get kind(): Value {
    this.#part.isAsked = true;
    return this.value;
  }
}

/** The key under which a document of this kind may have a member, as text. */
function ownKey(document: Value, key: Value): string | undefined {
  if (!Array.isArray(document)) return typeof key === 'string' && isRecord(document) ? key : undefined;
  return typeof key === 'number' && Number.isInteger(key) && key >= 0 ? String(key) : undefined;
}

/** The value for everyone who may look at all of it. */
export function wholeOf(seen: Seen | undefined): Value | undefined {
  return seen instanceof DocumentPart ? seen.whole() : seen;
}

/** The value for those who only ask what kind it is, which is read with whatever led to it. */
export function kindOf(seen: Seen | undefined): Value | undefined {
  return seen instanceof DocumentPart ? seen.kind : seen;
}

interface Found {
  paths: string[][];
  missing: string[][];
  isCut: boolean;
}

function pathsOf(root: Part): Found {
  const found = collected(root, MAX_DEPTH);
  return found.paths.length > MAX_PATHS ? collected(root, depthWithin(root)) : found;
}

function collected(root: Part, depth: number): Found {
  const found: Found = { paths: [], missing: [], isCut: false };
  if (isRead(root)) collect(root, [], depth, found);
  return found;
}

function collect(part: Part, path: string[], depth: number, found: Found): void {
  const members = readMembers(part);
  if (members.length > 0 && path.length < depth) {
    for (const [key, member] of members) collect(member, [...path, key], depth, found);
    return;
  }
  found.isCut ||= members.length > 0;
  found.paths.push(path);
  if (part.isMissing) found.missing.push(path);
}

function isRead(part: Part): boolean {
  return part.isAsked || part.isWhole || readMembers(part).length > 0;
}

/** The members that were read, in order; none for a part that was read whole. */
function readMembers(part: Part): [string, Part][] {
  if (part.isWhole || !part.members) return [];
  const read: [string, Part][] = [];
  for (const entry of part.members) if (isRead(entry[1])) read.push(entry);
  return read.length > 1 ? read.sort(([a], [b]) => compareText(a, b)) : read;
}

/** The greatest depth at which the paths can be cut so that no more than the limit remain. */
function depthWithin(root: Part): number {
  let [level, ended, depth] = [[root] as Part[], 0, 0];
  while (level.length > 0) {
    const inner = level.map(readMembers).filter((members) => members.length > 0);
    ended += level.length - inner.length;
    const next = inner.flat().map(([, member]) => member);
    if (ended + next.length > MAX_PATHS) return depth;
    level = next;
    depth += 1;
  }
  return depth;
}
