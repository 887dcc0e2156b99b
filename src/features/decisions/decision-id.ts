import { v5 as uuidv5 } from 'uuid';
import { newId } from '#libs/event-ids';

const REQUESTS = '6f1d3f0e-7d0b-5c07-9a53-0d1f4f1c2a11';
const OUTCOMES = '0b6b7a53-1b6e-5a5f-8f0e-3a5d9c1e7b42';

/**
 * With a request id the decision id is derived from it, so that the ledger's own uniqueness of event ids makes a retry
 * exactly once, on every replica and for ever, without anything else to remember. Without one it is a fresh UUIDv7.
 */
export function decisionId(tenant: string, session: string, requestId: string | undefined): string {
  return requestId === undefined ? newId() : uuidv5(`${tenant}\n${session}\n${requestId}`, REQUESTS);
}

/** A decision has one outcome: its event id follows from the decision's. */
export function outcomeId(decision: string): string {
  return uuidv5(decision, OUTCOMES);
}
