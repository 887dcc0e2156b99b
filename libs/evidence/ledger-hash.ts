import { hash } from 'node:crypto';
import type { EventEnvelope } from '#libs/event-sourcing';
import { canonicalJson } from './canonical-json.js';

/** The chain before a ledger's first event: 32 zero bytes, in hex. */
export const GENESIS_CHAIN = '0'.repeat(64);

const CHAIN_PREFIX = 0x02;

/**
 * Canonical JSON of a whole envelope. Its member names are fixed, so they are written in sorted order here; `data` may be
 * given in canonical form when the caller has it already.
 */
export function canonicalEnvelope(e: EventEnvelope, canonicalData: string = canonicalJson(e.data)): string {
  return (
    `{"actor":${canonicalJson({ id: e.actor.id, kind: e.actor.kind })},"at":${canonicalJson(e.at)}` +
    `,"causation":${canonicalJson(e.causation)},"correlation":${canonicalJson(e.correlation)},"data":${canonicalData}` +
    `,"id":${canonicalJson(e.id)},"position":${canonicalJson(e.position)},"revision":${canonicalJson(e.revision)}` +
    `,"schema":${canonicalJson(e.schema)},"sealed":${canonicalJson(e.sealed)},"stream":${canonicalJson(e.stream)}` +
    `,"tenant":${canonicalJson(e.tenant)},"trace":${canonicalJson(e.trace)},"type":${canonicalJson(e.type)}}`
  );
}

/** SHA-256 of the canonical bytes, lower-case hex. */
export function digestOf(canonical: string): string {
  return hash('sha256', canonical, 'hex');
}

/** chain(n) = SHA-256(0x02 || chain(n-1) || digest(n)); both arguments and the result are lower-case hex. */
export function chainOf(previousChain: string, digest: string): string {
  const bytes = Buffer.allocUnsafe(65);
  bytes[0] = CHAIN_PREFIX;
  bytes.write(previousChain, 1, 'hex');
  bytes.write(digest, 33, 'hex');
  return hash('sha256', bytes, 'hex');
}
