import { compareText } from './code-points.js';
import { insert, lookup, objectOf } from './objects.js';
import type { ReadSet } from './read-set.js';
import { type RegoObject, RegoMap, type Value, isObject, objectEntries } from './values.js';

/**
 * The parts of input and data that one evaluation looked at, in order of their keys. A path names everything beneath it, and no
 * path begins with another one; positions in lists are written as digits. A change of either document can only change the result
 * when it is at, beneath or above one of the paths: above, because whoever replaces or removes an object or a list takes all of it
 * along, also what was looked up in it and not found.
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
    this.documents = { input: this.#roots.input.seen, data: this.#roots.data.seen! };
  }

  /** `possible` says which documents are ever looked at without being looked into. */
  reads(possible: ReadSet): Reads {
    const [input, data] = [pathsOf(this.#roots.input, possible.input), pathsOf(this.#roots.data, possible.data)];
    const isCut = input.isCut || data.isCut;
    const missing = { input: input.missing, data: data.missing };
    return { input: input.paths, data: data.paths, missing, ...(isCut && { truncated: true }) };
  }
}

/** A value in a program that reports reads: parts of documents that can be looked into know where they are from. */
export type Seen = Value | DocumentPart;

/** One place of a document that was looked up; it counts as read whole when nothing beneath it is looked up. */
class Part {
  /** Members looked up; there is no map before the first of them. */
  members: Map<string, Part> | undefined;
  readonly isMissing: boolean;
  isWhole: boolean;
  readonly seen: Seen | undefined;
  readonly #depth: number;

  constructor(found: Value | undefined, depth: number) {
    this.#depth = depth;
    this.isMissing = found === undefined;
    // Sets and maps do not come in documents; whoever passes them in anyway has them read whole.
    this.isWhole = !(Array.isArray(found) || isRecord(found)) || depth >= MAX_DEPTH;
    this.seen = this.isWhole ? found : new DocumentPart(this, found!);
  }

  member(key: string, found: Value | undefined): Seen | undefined {
    if (this.isWhole) return found;
    const members = (this.members ??= new Map<string, Part>());
    let member = members.get(key);
    if (!member) members.set(key, (member = new Part(found, this.#depth + 1)));
    return member.seen;
  }
}

function isRecord(value: Value | undefined): boolean {
  return value !== undefined && isObject(value) && !(value instanceof RegoMap);
}

/** An object or list inside a document. It never leaves generated code: everything else gets the value itself, which is then read. */
export class DocumentPart {
  readonly part: Part;
  readonly value: Value;
  /** Members that `with` put in the place of the document's own. */
  readonly #replaced: ReadonlyMap<string, Seen> | undefined;

  constructor(part: Part, value: Value, replaced?: ReadonlyMap<string, Seen>) {
    this.part = part;
    this.value = value;
    this.#replaced = replaced;
  }

  with(key: string, value: Seen): DocumentPart {
    return new DocumentPart(this.part, this.value, new Map([...(this.#replaced ?? []), [key, value]]));
  }

  /** Keys that cannot be in such a document say no more about it than that it is an object or a list. */
  member(key: Value): Seen | undefined {
    if (Array.isArray(this.value)) {
      if (typeof key !== 'number' || !Number.isInteger(key) || key < 0) return undefined;
      return this.part.member(String(key), this.value[key]);
    }
    if (typeof key !== 'string') return undefined;
    const replaced = this.#replaced?.get(key);
    return replaced === undefined ? this.part.member(key, lookup(this.value as RegoObject, key)) : replaced;
  }

  whole(): Value {
    this.part.isWhole = true;
    if (!this.#replaced) return this.value;
    let copy = objectOf(objectEntries(this.value as RegoObject));
    for (const [key, value] of this.#replaced) copy = insert(copy, key, wholeOf(value)!);
    return copy;
  }
}

/** The value for everyone who may look at all of it. */
export function wholeOf(seen: Seen | undefined): Value | undefined {
  return seen instanceof DocumentPart ? seen.whole() : seen;
}

/** The value for those who only ask what kind it is, which is read with whatever led to it. */
export function kindOf(seen: Seen | undefined): Value | undefined {
  return seen instanceof DocumentPart ? seen.value : seen;
}

interface Found {
  paths: string[][];
  missing: string[][];
  isCut: boolean;
}

function pathsOf(root: Part, possible: ReadSet['input']): Found {
  const found: Found = { paths: [], missing: [], isCut: false };
  const isDocument = root.seen instanceof DocumentPart;
  // Looking into what is no object or list leaves no trace, and asking a document what it is none either.
  const isRead = isDocument
    ? root.isWhole || root.members !== undefined || possible.some((path) => path.length === 0)
    : possible.length > 0;
  if (isRead) collect(root, [], depthWithin(root), found);
  return found;
}

function collect(part: Part, path: string[], depth: number, found: Found): void {
  const members = membersOf(part);
  if (members && path.length < depth) {
    for (const key of [...members.keys()].sort(compareText)) collect(members.get(key)!, [...path, key], depth, found);
    return;
  }
  found.isCut ||= members !== undefined;
  found.paths.push(path);
  if (part.isMissing) found.missing.push(path);
}

/** The members of a part of which nothing else was read. */
function membersOf(part: Part): Map<string, Part> | undefined {
  return part.isWhole ? undefined : part.members;
}

/** The greatest depth at which the paths can be cut so that no more than the limit remain. */
function depthWithin(root: Part): number {
  let [level, ended, depth] = [[root] as Part[], 0, 0];
  while (level.length > 0) {
    const inner = level.map(membersOf).filter((members) => members !== undefined);
    ended += level.length - inner.length;
    const next = inner.flatMap((members) => [...members.values()]);
    if (ended + next.length > MAX_PATHS) return depth;
    level = next;
    depth += 1;
  }
  return depth;
}
