import type { CanonicalReader } from './canonical-reader.js';
import { EXPORT_FORMAT, type ExportTrailer } from './export-format.js';
import { HASH_DIGITS, ID_LENGTH, isHash, isId, isThere, isTime, TIME_LENGTH } from './byte-forms.js';

// What stands before a hash, up to its opening quote; after it comes the closing one.
const CHAIN = ',"chain":"'.length;
const DIGEST = ',"digest":"'.length;
const QUOTE = 0x22;
const HASH_END = HASH_DIGITS + 1;

/**
 * Where the parts of one event line are in the bytes it was read from, and its numbers: most lines are judged where they
 * lie, and nothing is made of them. Hashes and time without their quotes, names with them.
 */
export interface EventPlaces {
  readonly start: number;
  readonly at: number;
  readonly chain: number;
  readonly digest: number;
  readonly stream: number;
  readonly streamEnd: number;
  readonly tenant: number;
  readonly tenantEnd: number;
  /** Where the line break is. */
  readonly end: number;
  readonly position: number;
  readonly revision: number;
}

/**
 * Reads one event line at the reader's position, up to and including its line break. Exactly the members of the envelope,
 * in their one canonical order, are accepted: an extra, missing, renamed or repeated member stops it.
 * Throws NotCanonicalTextError.
 */
export function readEventLine(r: CanonicalReader): EventPlaces {
  const start = r.pos;
  readActor(r);
  r.expect(',"at":');
  const at = matching(r, isTime, TIME_LENGTH, 'at');
  r.expect(',"causation":');
  r.stringOrNull();
  r.expect(',"chain":');
  const chain = matching(r, isHash, HASH_DIGITS, 'chain');
  r.expect(',"correlation":');
  r.stringOrNull();
  r.expect(',"data":');
  r.object();
  r.expect(',"digest":');
  const digest = matching(r, isHash, HASH_DIGITS, 'digest');
  r.expect(',"id":');
  matching(r, isId, ID_LENGTH, 'id');
  r.expect(',"position":');
  const position = r.natural();
  if (position === 0) r.fail('positions start at 1', 'content');
  r.expect(',"revision":');
  const revision = r.natural();
  return readNames(r, { start, at, chain, digest, position, revision });
}

function readActor(r: CanonicalReader): void {
  r.expect('{"actor":{"id":');
  r.string();
  r.expect(',"kind":');
  const start = r.pos;
  r.string();
  const isKind = (kind: string): boolean => isThere(r.bytes, start, kind);
  if (!isKind('"agent"') && !isKind('"user"') && !isKind('"system"'))
    r.fail('actor.kind is not agent, user or system', 'content');
  r.expect('}');
}

type Numbered = Pick<EventPlaces, 'start' | 'at' | 'chain' | 'digest' | 'position' | 'revision'>;

function readNames(r: CanonicalReader, { start, at, chain, digest, position, revision }: Numbered): EventPlaces {
  r.expect(',"schema":');
  if (r.natural() === 0) r.fail('schema versions start at 1', 'content');
  r.expect(',"sealed":');
  if (r.isNext('null')) r.expect('null');
  else r.object();
  r.expect(',"stream":');
  const stream = r.pos;
  r.string();
  const streamEnd = r.pos;
  r.expect(',"tenant":');
  const tenant = r.pos;
  r.string();
  const tenantEnd = r.pos;
  r.expect(',"trace":');
  r.stringOrNull();
  r.expect(',"type":');
  const type = r.pos;
  r.string();
  if (r.pos === type + 2) r.fail('type is empty', 'content');
  r.expect('}');
  const end = r.pos;
  r.expect('\n');
  return { start, at, chain, digest, stream, streamEnd, tenant, tenantEnd, end, position, revision };
}

/** What one event line says, as text. `canonical` is the line without its chain and digest: what the writer hashed. */
export interface EventLine {
  readonly canonical: string;
  readonly digest: string;
  readonly chain: string;
  readonly at: string;
  readonly position: number;
  readonly revision: number;
  /** As it is spelled in the line, which is one way for each stream. */
  readonly stream: string;
  readonly tenant: string;
}

export function eventLine(r: CanonicalReader, e: EventPlaces): EventLine {
  return {
    canonical:
      r.slice(e.start, e.chain - CHAIN) + r.slice(e.chain + HASH_END, e.digest - DIGEST) + r.slice(e.digest + HASH_END, e.end),
    digest: r.slice(e.digest, e.digest + HASH_DIGITS),
    chain: r.slice(e.chain, e.chain + HASH_DIGITS),
    at: r.slice(e.at, e.at + TIME_LENGTH),
    position: e.position,
    revision: e.revision,
    stream: r.slice(e.stream, e.streamEnd),
    tenant: r.stringAt(e.tenant, e.tenantEnd),
  };
}

/** Copies what was hashed of a line, as many bytes as come back, to where there is room for the whole line. */
export function copyHashed(bytes: Uint8Array, e: EventPlaces, into: Uint8Array): number {
  const first = e.chain - CHAIN - e.start;
  const second = e.digest - DIGEST - e.chain - HASH_END;
  into.set(bytes.subarray(e.start, e.end));
  into.copyWithin(first, e.chain + HASH_END - e.start, e.digest - DIGEST - e.start);
  into.copyWithin(first + second, e.digest + HASH_END - e.start, e.end - e.start);
  return first + second + e.end - e.digest - HASH_END;
}

export const TRAILER_START = '{"trailer":';

/** Reads the trailer line at the reader's position. Throws NotCanonicalTextError. */
export function readTrailerLine(r: CanonicalReader): ExportTrailer {
  r.expect('{"trailer":{"chain":');
  const chain = hashText(r, 'chain');
  r.expect(',"count":');
  const count = r.natural();
  r.expect(`,"format":"${EXPORT_FORMAT}","from":`);
  const from = r.natural();
  if (from === 0) r.fail('positions start at 1', 'content');
  r.expect(',"previousChain":');
  const previousChain = hashText(r, 'previousChain');
  r.expect(',"tenant":');
  const start = r.pos;
  r.string();
  const tenant = r.stringAt(start, r.pos);
  r.expect(',"to":');
  const to = r.natural();
  r.expect('}}\n');
  return { tenant, from, to, count, previousChain, chain };
}

function hashText(r: CanonicalReader, name: string): string {
  const start = matching(r, isHash, HASH_DIGITS, name);
  return r.slice(start, start + HASH_DIGITS);
}

type Form = (bytes: Uint8Array, from: number) => boolean;

/** Passes over a string of this form and length; where it begins, after its quote. */
function matching(r: CanonicalReader, form: Form, length: number, name: string): number {
  const { bytes, pos } = r;
  const start = pos + 1;
  if (bytes[pos] === QUOTE && bytes[start + length] === QUOTE && form(bytes, start)) r.pos = start + length + 1;
  else {
    r.string();
    r.fail(`${name} is malformed`, 'content');
  }
  return start;
}
