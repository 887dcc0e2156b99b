import type { CallInput, Judgement } from '#libs/decision-guards';
import { lifting, type ExceptionState } from '../decider.js';

/** What exceptions make of a denial or a request for approval by a policy; undefined when none is about the call. */
export function liftedByException(
  judged: Judgement,
  state: ExceptionState,
  { session, agent, tool, time: now }: CallInput,
): Judgement | undefined {
  const isDenied = judged.code === 'POLICY_DENIED';
  const found = lifting(state, { session: session.id, agent: agent.id, tool, rule: judged.rule, isDenied, now });
  if (!found) return undefined;
  const obligations = judged.obligations.filter(({ type }) => type !== 'approval');
  return {
    ...judged,
    verdict: 'ALLOW',
    code: 'EXCEPTED',
    reason: `by exception: ${found.reason}`,
    obligations,
    approval: null,
    exception: found.id,
  };
}
