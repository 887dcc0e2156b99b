export { sessionEvents, type SessionEvent } from './events.js';
export { SessionId } from './commands.js';

/** A session's stream holds its opening, its decisions with their outcomes, and its closing. */
export function sessionStream(session: string): string {
  return `session/${session}`;
}
