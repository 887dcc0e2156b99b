import { refusals } from '#libs/event-sourcing';

export const sessionRefusals = refusals({
  SESSION_ALREADY_EXISTS: {
    kind: 'conflict',
    says: 'A session with this id exists.',
    fix: 'Choose another id, or leave it out.',
  },
  SESSION_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such session in your tenant.',
    fix: 'Open it, or just decide: the first decision opens an unknown session.',
  },
  SESSION_CLOSED: { kind: 'conflict', says: 'The session is closed.', fix: 'Open a new one.' },
  TOO_MANY_SESSIONS_BEFORE: {
    kind: 'conflict',
    says: 'A session draws on at most 32 others: those it names, and those that they draw on.',
    fix: 'Start it from fewer, or start a fresh chain.',
  },
  TENANT_MISMATCH: {
    kind: 'forbidden',
    says: 'The session belongs to another agent.',
    fix: 'Use a session id of your own; sessions belong to the agent that opened them.',
  },
});
export type SessionRefusalCode = keyof typeof sessionRefusals;
