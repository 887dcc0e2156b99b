export { sessionEvents, type SessionEvent } from './events.js';
export { SessionId } from './commands.js';
/** The one decider of sessions: who records in a session's stream asks it first. */
export { sessions, type SessionState } from './decider.js';
export type { SessionRefusalCode } from './refusals.js';

/** A session's stream holds its opening, its decisions with their outcomes, and its closing. */
export function sessionStream(session: string): string {
  return `session/${session}`;
}

/** What sessions are called, as the list of sessions has it. */
export abstract class SessionNames {
  /** Of the newest ones, 1,000 at most. */
  abstract ids(tenant: string): Promise<readonly string[]>;
}
