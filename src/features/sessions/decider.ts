import { decider, refuse } from '#libs/event-sourcing';
import type { SessionCommand } from './commands.js';
import type { SessionEvent } from './events.js';
import type { SessionRefusalCode } from './refusals.js';

export type SessionState =
  | { readonly is: 'absent' }
  | { readonly is: 'open' | 'closed'; readonly id: string; readonly agent: string };

/** A session is opened once, by the agent that owns it, and closed by that agent for good. */
export const sessions = decider<SessionCommand, SessionEvent, SessionState, SessionRefusalCode>({
  initial: { is: 'absent' },
  decide: {
    OpenSession: ({ session, agent, tags, parent, now: openedAt }, now) =>
      now.is === 'absent'
        ? [{ type: 'SessionOpened', session, agent, tags: [...tags], parent, openedAt }]
        : refuse('SESSION_ALREADY_EXISTS'),
    CloseSession: ({ agent }, now) => {
      if (now.is === 'absent') return refuse('SESSION_NOT_FOUND');
      if (now.agent !== agent) return refuse('TENANT_MISMATCH');
      return now.is === 'closed' ? refuse('SESSION_CLOSED') : [{ type: 'SessionClosed', session: now.id }];
    },
  },
  evolve: {
    SessionOpened: (_, { session, agent }) => ({ is: 'open', id: session, agent }),
    SessionClosed: (now) => (now.is === 'absent' ? now : { ...now, is: 'closed' }),
  },
});
