import { hash } from 'node:crypto';
import { newId } from '#libs/event-ids';

/**
 * With a request id the decision id is derived from it, so that the ledger's own uniqueness of event ids makes a retry
 * exactly once, on every replica and for ever, without anything else to remember. Without one it is a fresh UUIDv7.
 */
export function decisionId(tenant: string, session: string, requestId: string | undefined): string {
  return requestId === undefined ? newId() : derivedId(`writ/decision\n${tenant}\n${session}\n${requestId}`);
}

/** A decision has one outcome: its event id follows from the decision's. */
export function outcomeId(decision: string): string {
  return derivedId(`writ/outcome\n${decision}`);
}

/** A name-based UUIDv8 (RFC 9562, 5.8): the first 122 bits of the SHA-256 of the name that its layout leaves free. */
function derivedId(name: string): string {
  const hex = hash('sha256', name, 'hex');
  const variant = ((Number.parseInt(hex[16] as string, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
