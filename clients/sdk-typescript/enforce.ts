import type { Json } from '#libs/event-sourcing';
import type { DecisionSpool } from './spool/decision-spool.js';
import type { LocalDecision } from './local/local-decision.js';
import type { Trace } from './local/opa-log.js';
import type { PolicyMirror } from './local/policy-mirror.js';

/**
 * Decides by the mirror and records in the spool. When it resolves, the decision may be acted on: `mayRun` says whether the
 * call may, `obligations` what has to be done with it. When it rejects, nothing was decided and nothing may be done.
 */
export type Enforce = (input: Json, trace?: Trace) => Promise<LocalDecision>;

export function enforce(mirror: Pick<PolicyMirror, 'decide'>, spool: Pick<DecisionSpool, 'record'>): Enforce {
  return async (input, trace) => {
    const decision = mirror.decide(input);
    await spool.record(decision, input, trace);
    return decision;
  };
}
