import type { SessionView } from './answers.js';

export { SessionView } from './answers.js';
export { sessionEvents, type SessionEvent } from './events.js';
export { SessionId } from './commands.js';
/** The one decider of sessions: who records in a session's stream asks it first. */
export { sessions, type SessionState } from './decider.js';
export type { SessionRefusalCode } from './refusals.js';

/** A session's stream holds its opening, its decisions with their outcomes, and its closing. */
export function sessionStream(session: string): string {
  return `session/${session}`;
}

/** One of a list, and where in the ledger it began. */
export interface ListedSession {
  readonly view: SessionView;
  readonly position: number;
}

/** Sessions as the list of sessions has them. */
export abstract class SessionList {
  /** Of the newest ones, 1,000 at most. */
  abstract ids(tenant: string): Promise<readonly string[]>;
  abstract many(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, SessionView>>;
  /** Of each of these agents the newest ones before a position, at most `limit`. */
  abstract ofAgents(
    tenant: string,
    agents: readonly string[],
    page: { readonly limit: number; readonly before: number },
  ): Promise<ReadonlyMap<string, readonly ListedSession[]>>;
}
