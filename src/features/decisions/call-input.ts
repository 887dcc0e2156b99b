import { sessions, type SessionRefusalCode } from '#features/sessions/contract';
import type { Asking } from '#libs/decision-guards';
import { decide, fold, isRefusal, type Refusal } from '#libs/event-sourcing';
import type { DecideRequest } from './commands.js';
import type { DecidedSession } from './decider.js';
import type { DecisionInput } from './events.js';

/** What a call is judged by, in the session as the calls before it leave it. `now` is RFC 3339 UTC. */
export function callInput(
  { tenant, agent }: Pick<Asking, 'tenant' | 'agent'>,
  { sessionId, tool, arguments: given, context = {}, prompt }: DecideRequest,
  now: string,
  { session, decisions, allowed, denied, failed }: DecidedSession,
): DecisionInput | Refusal<SessionRefusalCode> {
  const taken = decide(sessions, { type: 'TakeCall', session: sessionId, agent: agent.id, now }, session);
  if (isRefusal(taken)) return taken;
  const inside = fold(sessions, taken, session);
  if (inside.is === 'absent') throw new Error(`session ${sessionId} took a call without being opened`);
  const { tags, openedAt } = inside;
  // Members in the order in which they are recorded, so that nobody has to sort them.
  return {
    agent: { id: agent.id, labels: agent.labels },
    arguments: given,
    context,
    prompt: prompt ?? null,
    session: { allowed, decisions, denied, failed, id: sessionId, openedAt, tags: [...tags] },
    tenant,
    time: now,
    tool,
  };
}
