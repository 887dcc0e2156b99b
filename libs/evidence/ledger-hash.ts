import type { EventEnvelope, JsonObject } from '#libs/event-sourcing';
import { canonicalJson } from './canonical-json.js';
import { sha256 } from './sha256.js';

/** The chain before a ledger's first event: 32 zero bytes, in hex. */
export const GENESIS_CHAIN = '0'.repeat(64);

const DATA = ',"data":';

// One for all: it is hashed before anybody else writes to it, and a new one costs as much as its hash.
const link = Uint8Array.of(0x02, ...new Uint8Array(64));

/**
 * Canonical JSON of a whole envelope. Its member names are fixed, so they stand in sorted order here; `data` may be given in canonical form
 * when the caller has it already. Written in two parts, for each member by itself would leave more garbage than text.
 */
export function canonicalEnvelope(e: EventEnvelope, canonicalData: string = canonicalJson(e.data)): string {
  const [before, behind] = aroundData(e);
  return `${before.slice(0, -1)}${DATA}${canonicalData},${behind.slice(1)}`;
}

/** What stands before the data, closed behind its last member, and what stands behind it, opened before its first. */
export function aroundData(e: EventEnvelope): readonly [string, string] {
  const { at, causation, correlation, id, position, revision, schema, sealed, stream, tenant, trace, type } = e;
  const before = written({ actor: { id: e.actor.id, kind: e.actor.kind }, at, causation, correlation });
  return [before, written({ id, position, revision, schema, sealed, stream, tenant, trace, type })];
}

/** Of members in order. What is sealed may be in any, and half a surrogate pair has no canonical form. */
function written(members: JsonObject): string {
  if (members['sealed']) return canonicalJson(members);
  const text = JSON.stringify(members);
  return text.includes(String.raw`\ud`) ? canonicalJson(members) : text;
}

/** SHA-256 of the canonical bytes, lower-case hex. */
export function digestOf(canonical: string): string {
  return sha256(canonical);
}

/** chain(n) = SHA-256(0x02 || chain(n-1) || digest(n)); both arguments and the result are lower-case hex. */
export function chainOf(previousChain: string, digest: string): string {
  writeHex(link, 1, previousChain);
  writeHex(link, 33, digest);
  return sha256(link);
}

/** 32 bytes from 64 digits. */
function writeHex(bytes: Uint8Array, at: number, hex: string): void {
  for (let i = 0; i < 32; i += 1) bytes[at + i] = (digitAt(hex, 2 * i) << 4) | digitAt(hex, 2 * i + 1);
}

/** Of lower-case hex. */
function digitAt(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 0x3a ? code - 0x30 : code - 0x57;
}
