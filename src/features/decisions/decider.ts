import { sessionEvents, type SessionEvent } from '#features/sessions/contract';
import { decider, refuse, type EventsOf } from '#libs/event-sourcing';
import type { DecideCall, DecisionCommand } from './commands.js';
import { decisionEvents, type DecisionEvent, type DecisionInput } from './events.js';
import { judge } from './pipeline.js';
import { riskOf } from './risk.js';

/** A session's stream as decisions see it. */
export const decidedSessionEvents = { ...sessionEvents, ...decisionEvents };
export type DecidedSessionEvent = EventsOf<typeof decidedSessionEvents>;

export interface DecidedSession {
  /** Undefined until the session is opened. */
  readonly agent: string | undefined;
  readonly closed: boolean;
  readonly tags: readonly string[];
  readonly openedAt: string;
  readonly decisions: number;
  readonly allowed: number;
  readonly denied: number;
  readonly failed: number;
}

type Refused = 'SESSION_CLOSED' | 'TENANT_MISMATCH' | 'CALL_WAS_NOT_ALLOWED';

/**
 * Every call of a session is decided against the session as it stands, the controls and the policy, and recorded whatever
 * the verdict. The first call opens an unknown session for the agent that made it.
 */
export const decidedSession = decider<DecisionCommand, SessionEvent | DecisionEvent, DecidedSession, Refused>({
  initial: { agent: undefined, closed: false, tags: [], openedAt: '', decisions: 0, allowed: 0, denied: 0, failed: 0 },
  decide: {
    DecideCall: (call, session) => {
      if (session.closed) return refuse('SESSION_CLOSED');
      if (session.agent !== undefined && session.agent !== call.agent.id) return refuse('TENANT_MISMATCH');
      const opened: SessionEvent[] =
        session.agent === undefined
          ? [
              {
                type: 'SessionOpened',
                session: call.request.sessionId,
                agent: call.agent.id,
                tags: [],
                parent: null,
                openedAt: call.now,
              },
            ]
          : [];
      return [...opened, recorded(call, session)];
    },
    RecordOutcome: ({ decision, allowed, agent, outcome }, session) => {
      if (session.agent !== agent) return refuse('TENANT_MISMATCH');
      if (!allowed && outcome.status !== 'refused') return refuse('CALL_WAS_NOT_ALLOWED');
      const { status, durationMs = null, result = null, labels = [], error = null } = outcome;
      return [
        {
          type: 'OutcomeRecorded',
          decision,
          status,
          durationMs,
          result: result === null ? null : { value: result },
          labels,
          error,
        },
      ];
    },
  },
  evolve: {
    SessionOpened: (session, { agent, tags, openedAt }) => ({ ...session, agent, tags, openedAt }),
    SessionClosed: (session) => ({ ...session, closed: true }),
    DecisionRecorded: (session, { verdict }) => ({
      ...session,
      decisions: session.decisions + 1,
      allowed: session.allowed + (verdict === 'ALLOW' || verdict === 'MODIFY' ? 1 : 0),
      denied: session.denied + (verdict === 'DENY' ? 1 : 0),
    }),
    OutcomeRecorded: (session, { status }) => ({ ...session, failed: session.failed + (status === 'failed' ? 1 : 0) }),
  },
});

function recorded(call: DecideCall, session: DecidedSession): DecisionEvent {
  const input = inputOf(call, session);
  const ruling = judge(call, input);
  const asked = ruling.code !== 'KILL_SWITCH' && ruling.code !== 'PAUSED';
  const { risk, note } = riskOf(input.prompt, input.session.tags);
  return {
    type: 'DecisionRecorded',
    requestId: call.request.requestId ?? null,
    input,
    ...ruling,
    policy: asked ? (call.policy?.reference ?? null) : null,
    pin: asked ? (call.policy?.pin ?? null) : null,
    controls: call.controls.revision,
    risk,
    riskNote: note,
  };
}

function inputOf({ request, tenant, agent, now }: DecideCall, session: DecidedSession): DecisionInput {
  const { tags, decisions, allowed, denied, failed } = session;
  return {
    tenant,
    agent: { id: agent.id, labels: agent.labels },
    session: { id: request.sessionId, tags: [...tags], openedAt: session.openedAt || now, decisions, allowed, denied, failed },
    tool: request.tool,
    arguments: request.arguments,
    context: request.context ?? {},
    prompt: request.prompt ?? null,
    time: now,
  };
}
