import { comparedPieces, HASH_DIGITS, isThere, TIME_LENGTH, writeHash } from '../byte-forms.js';
import { CanonicalReader, NotCanonicalTextError } from '../canonical-reader.js';
import { copyHashed, type EventPlaces, readEventLine, TRAILER_START } from '../export-lines.js';
import { sha256 } from '../sha256.js';
import { StretchStreams } from './stretch-streams.js';

/** One end of a stretch: what the lines before or after it have to agree with. */
export interface StretchEnd {
  readonly position: number;
  readonly at: string;
  readonly digest: string;
  readonly chain: string;
}

/**
 * Whole lines that begin a block, each an event, all good as far as they themselves can tell: every spelling, digest, and
 * whatever a line says of the one before it. What is left to see is how its first line follows from what came before.
 * Made of text and numbers only, so it can come from another thread.
 */
export interface GoodStretch {
  /** Bytes of the block that the lines are. */
  readonly bytes: number;
  readonly lines: number;
  readonly tenant: string;
  readonly first: StretchEnd;
  readonly last: StretchEnd;
  /** Its streams as they are spelled, one a line. */
  readonly streams: string;
  /** The revision each stream begins and ends with: of the n-th at 2n and 2n + 1. */
  readonly revisions: Float64Array;
}

// Strict, or a damaged byte would become U+FFFD and two files one.
const utf8 = new TextDecoder('utf-8', { fatal: true });

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * How far the lines of this block are good by themselves. It ends before a trailer and before whatever is odd, and does not say
 * what that is: whoever knows all lines before can. Undefined when not even the first line is good, or the block is not UTF-8.
 */
export function goodStretch(bytes: Uint8Array): GoodStretch | undefined {
  const reader = new CanonicalReader(bytes);
  const streams = new StretchStreams(bytes);
  let first: EventPlaces | undefined;
  let last: EventPlaces | undefined;
  let lines = 0;
  for (let next = nextEvent(reader); next; next = nextEvent(reader)) {
    if (!isHashed(bytes, next) || (last && !follows(bytes, last, next)) || !streams.take(next)) break;
    first ??= next;
    last = next;
    lines += 1;
  }
  if (!first || !last || !(reader.isAscii || isUtf8(bytes))) return undefined;
  const tenant = reader.stringAt(first.tenant, first.tenantEnd);
  const ends = { first: endAt(reader, first), last: endAt(reader, last) };
  return { bytes: last.end + 1, lines, tenant, ...ends, streams: streams.names(), revisions: streams.revisions() };
}

/** Undefined at the end, before a trailer and where a line is none. */
function nextEvent(reader: CanonicalReader): EventPlaces | undefined {
  if (reader.pos >= reader.bytes.length || reader.isNext(TRAILER_START)) return undefined;
  try {
    return readEventLine(reader);
  } catch (error) {
    if (error instanceof NotCanonicalTextError) return undefined;
    throw error;
  }
}

// One of each for all: they are hashed before anybody else writes to them, and new ones cost as much as hashing.
let line = new Uint8Array(16 * 1024);
const link = Uint8Array.of(0x02, ...new Uint8Array(64));

/** Whether the line hashes to the digest it says. */
function isHashed(bytes: Uint8Array, e: EventPlaces): boolean {
  if (e.end - e.start > line.length) line = new Uint8Array(2 * (e.end - e.start));
  return isThere(bytes, e.digest, sha256(line.subarray(0, copyHashed(bytes, e, line))));
}

function follows(bytes: Uint8Array, before: EventPlaces, e: EventPlaces): boolean {
  const tenantLength = e.tenantEnd - e.tenant;
  if (e.position !== before.position + 1 || tenantLength !== before.tenantEnd - before.tenant) return false;
  if (comparedPieces(bytes, e.tenant, before.tenant, tenantLength) !== 0) return false;
  if (comparedPieces(bytes, e.at, before.at, TIME_LENGTH) < 0) return false;
  writeHash(link, 1, bytes, before.chain);
  writeHash(link, 33, bytes, e.digest);
  return isThere(bytes, e.chain, sha256(link));
}

function endAt(reader: CanonicalReader, e: EventPlaces): StretchEnd {
  const hash = (from: number): string => reader.slice(from, from + HASH_DIGITS);
  return {
    position: e.position,
    at: reader.slice(e.at, e.at + TIME_LENGTH),
    digest: hash(e.digest),
    chain: hash(e.chain),
  };
}
