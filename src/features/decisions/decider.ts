import {
  sessionEvents,
  sessions,
  type SessionEvent,
  type SessionRefusalCode,
  type SessionState,
} from '#features/sessions/contract';
import { beyondCounted } from '#features/limits/contract';
import { decide, decider, evolve, isRefusal, refuse, type EventsOf } from '#libs/event-sourcing';
import { inCanonicalOrder } from '#libs/evidence';
import type { DecideCall, DecisionCommand } from './commands.js';
import { decisionEvents, type DecisionEvent } from './events.js';
import { riskOf } from './risk.js';

/** A session's stream as decisions see it. */
export const decidedSessionEvents = { ...sessionEvents, ...decisionEvents };
export type DecidedSessionEvent = EventsOf<typeof decidedSessionEvents>;

export interface DecidedSession {
  readonly session: SessionState;
  readonly decisions: number;
  readonly allowed: number;
  readonly denied: number;
  readonly failed: number;
}

type Refused = SessionRefusalCode | 'CALL_WAS_NOT_ALLOWED';

/**
 * A judged call is recorded behind what its session says to it, whatever the verdict; what became of a call, likewise, once.
 * Whether the session takes it is for the session's own decider to say.
 */
export const decidedSession = decider<DecisionCommand, SessionEvent | DecisionEvent, DecidedSession, Refused>({
  initial: { session: sessions.initial, decisions: 0, allowed: 0, denied: 0, failed: 0 },
  decide: {
    DecideCall: (call, { session }) => {
      const { input } = call;
      const taken = decide(
        sessions,
        { type: 'TakeCall', session: input.session.id, agent: input.agent.id, now: input.time },
        session,
      );
      return isRefusal(taken) ? taken : [...taken, recorded(call)];
    },
    RecordOutcome: ({ decision, tool, allowed, agent, outcome, settles }, { session }) => {
      const taken = decide(sessions, { type: 'TakeOutcome', agent }, session);
      if (isRefusal(taken)) return taken;
      if (!allowed && outcome.status !== 'refused') return refuse('CALL_WAS_NOT_ALLOWED');
      const { status, durationMs = null, result = null, labels = [], error = null, usage } = outcome;
      const input = allowed && settles ? settles.input : null;
      return [
        ...taken,
        {
          type: 'OutcomeRecorded',
          decision,
          tool,
          status,
          durationMs,
          result: result === null ? null : { value: result },
          labels,
          error,
          usage: usage ? { ...usage, ...beyondCounted(input, usage) } : null,
        },
      ];
    },
  },
  evolve: {
    SessionOpened: (state, event) => ({ ...state, session: evolve(sessions, state.session, event) }),
    SessionClosed: (state, event) => ({ ...state, session: evolve(sessions, state.session, event) }),
    DecisionRecorded: (state, { verdict }) => ({
      ...state,
      decisions: state.decisions + 1,
      allowed: state.allowed + (verdict === 'ALLOW' || verdict === 'MODIFY' ? 1 : 0),
      denied: state.denied + (verdict === 'DENY' ? 1 : 0),
    }),
    OutcomeRecorded: (state, { status }) => ({ ...state, failed: state.failed + (status === 'failed' ? 1 : 0) }),
  },
});

function recorded({ requestId, input, judgement, controls }: DecideCall): DecisionEvent {
  const {
    verdict,
    code,
    rule,
    reason,
    obligations,
    changes,
    retryAfter,
    policy,
    pin,
    approval = null,
    exception = null,
  } = judgement;
  const { risk, note } = riskOf(input.prompt, input.session.tags);
  // Members in the order in which they are recorded, so that nobody has to sort them.
  return {
    type: 'DecisionRecorded',
    approval,
    changes,
    code,
    controls,
    exception,
    input: inCanonicalOrder(input),
    obligations,
    pin,
    policy,
    reason,
    requestId,
    retryAfter,
    risk,
    riskNote: note,
    rule,
    verdict,
  };
}
