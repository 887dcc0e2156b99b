import { decider, refuse, type Refusal } from '#libs/event-sourcing';
import type { SessionCommand } from './commands.js';
import type { SessionEvent } from './events.js';
import type { SessionRefusalCode } from './refusals.js';

export type SessionState =
  | { readonly is: 'absent' }
  | {
      readonly is: 'open' | 'closed';
      readonly id: string;
      readonly agent: string;
      readonly tags: readonly string[];
      readonly openedAt: string;
      readonly lineage: readonly string[];
    };

/**
 * A session is opened once, by the agent that owns it, and closed by that agent for good. Whoever records something in its stream
 * asks here first, in the same append: a call opens an unknown session, and what became of one may come after the closing.
 */
export const sessions = decider<SessionCommand, SessionEvent, SessionState, SessionRefusalCode>({
  initial: { is: 'absent' },
  decide: {
    OpenSession: ({ session, agent, tags, parent, lineage, now: openedAt }, now) =>
      now.is === 'absent'
        ? [
            {
              type: 'SessionOpened',
              session,
              agent,
              tags: [...tags],
              parent,
              openedAt,
              ...(lineage.length > 0 && { lineage: [...lineage] }),
            },
          ]
        : refuse('SESSION_ALREADY_EXISTS'),
    CloseSession: ({ agent }, now) =>
      now.is === 'absent' ? refuse('SESSION_NOT_FOUND') : (notOpenTo(agent, now) ?? [{ type: 'SessionClosed', session: now.id }]),
    TakeCall: ({ session, agent, now: openedAt }, now) =>
      now.is === 'absent'
        ? [{ type: 'SessionOpened', session, agent, tags: [], parent: null, openedAt }]
        : (notOpenTo(agent, now) ?? []),
    TakeOutcome: ({ agent }, now) => (now.is === 'absent' || now.agent !== agent ? refuse('TENANT_MISMATCH') : []),
  },
  evolve: {
    SessionOpened: (_, { session, agent, tags, openedAt, lineage = [] }) => ({
      is: 'open',
      id: session,
      agent,
      tags,
      openedAt,
      lineage,
    }),
    SessionClosed: (now) => (now.is === 'absent' ? now : { ...now, is: 'closed' }),
  },
});

function notOpenTo(agent: string, now: Exclude<SessionState, { is: 'absent' }>): Refusal<SessionRefusalCode> | undefined {
  if (now.agent !== agent) return refuse('TENANT_MISMATCH');
  return now.is === 'closed' ? refuse('SESSION_CLOSED') : undefined;
}
