import { nameBasedId, newId } from '#libs/event-ids';

/**
 * With a request id the decision id is derived from it, so that the ledger's own uniqueness of event ids makes a retry
 * exactly once, on every replica and for ever, without anything else to remember. Without one it is a fresh UUIDv7.
 */
export function decisionId(tenant: string, session: string, requestId: string | undefined): string {
  return requestId === undefined ? newId() : nameBasedId(`writ/decision\n${tenant}\n${session}\n${requestId}`);
}

/** A decision has one outcome: its event id follows from the decision's. */
export function outcomeId(decision: string): string {
  return nameBasedId(`writ/outcome\n${decision}`);
}
