import type { JsonObject } from './json.js';

/** Who acted, as proved by the credential; never taken from a request body. */
export interface Actor {
  readonly kind: 'agent' | 'user' | 'system';
  readonly id: string;
}

/** What a caller hands to the store: everything about an event except its place in the ledger and its time. */
export interface NewEvent {
  /** UUID, chosen by the caller. Appending the same id again is how a retry is recognised. */
  readonly id: string;
  /** Past tense, noun first: `DecisionRecorded`. */
  readonly type: string;
  /** Version of the shape of `data` for this type, from 1. */
  readonly schema: number;
  readonly actor: Actor;
  readonly correlation: string | null;
  readonly causation: string | null;
  /** W3C traceparent of the request that caused it. */
  readonly trace: string | null;
  readonly data: JsonObject;
  /** Encrypted personal fields; null while an event has none. */
  readonly sealed: JsonObject | null;
}

/** The envelope: exactly what is stored, hashed and exported. Nothing about an event lives outside it. */
export interface EventEnvelope extends NewEvent {
  readonly tenant: string;
  /** 1..N without gaps, per tenant. */
  readonly position: number;
  /** `<category>/<id>`, e.g. `session/s-17`. */
  readonly stream: string;
  /** 0.. without gaps, per stream. */
  readonly revision: number;
  /** RFC 3339 UTC with six fractional digits; never decreasing along a ledger. */
  readonly at: string;
}

/** An event read back from a ledger, with the two hashes stored beside it (lower-case hex SHA-256). */
export interface RecordedEvent extends EventEnvelope {
  /** SHA-256 of the canonical bytes of the envelope. */
  readonly digest: string;
  /** SHA-256(0x02 || previous chain || digest); the first event's previous chain is 32 zero bytes. */
  readonly chain: string;
}

/** The category of a stream: the part before the first slash. */
export function categoryOf(stream: string): string {
  const slash = stream.indexOf('/');
  return slash < 0 ? stream : stream.slice(0, slash);
}
