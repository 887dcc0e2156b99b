import { pinFor, TENANT_CONTROLS, type Controls, type ControlState, type Pin } from '#features/controls/contract';
import type { Asked, DecisionGuard } from '#libs/decision-guards';
import type { Json } from '#libs/event-sourcing';
import type { Metrics } from '#platform/telemetry/metrics';
import { PolicyUnusableError, type PolicyPlans } from '../contract.js';
import { judgedBy, type DecidingPolicy } from './deciding-policy.js';

/** By the pin that chose it; the active one has none. Null where no policy was published. */
type ReadyPolicies = ReadonlyMap<string | undefined, DecidingPolicy | null>;

/**
 * Asks the policy that decides the call: the revision its caller is pinned to, else the active one. It always rules: without a
 * policy, or with one that fails, it denies.
 */
export function policyGuard(
  controls: Controls,
  plans: PolicyPlans,
  metrics: Metrics,
): DecisionGuard<ControlState, ReadyPolicies> {
  return {
    name: 'policy',
    place: 70,
    standsOn: { states: controls.states, stream: ({ call }) => (call ? TENANT_CONTROLS : undefined) },
    prepare: async (asked, now) => {
      const ready = new Map<string | undefined, DecidingPolicy | null>();
      for (const view of asked) {
        const pin = pinOf(view, now);
        if (!ready.has(pin?.pin)) ready.set(pin?.pin, await readyPolicy(plans, metrics, view, pin));
      }
      return ready;
    },
    judge: (asked, input, ready) => judgedBy(ready.get(pinOf(asked, input.time)?.pin), input),
  };
}

function pinOf({ asking: { agent, session }, at }: Asked<ControlState>, now: string): Pin | undefined {
  const { pins } = at.state;
  if (pins.length === 0) return undefined;
  return pinFor(pins, { agent: agent.id, labels: agent.labels, session }, now);
}

async function readyPolicy(
  plans: PolicyPlans,
  metrics: Metrics,
  { asking: { tenant }, at }: Asked<ControlState>,
  pin: Pin | undefined,
): Promise<DecidingPolicy | null> {
  const { policy: active, distrustedKeys } = at.state;
  const reference = pin ? pin.policy : active;
  if (!reference) return null;
  const deciding = (evaluate: DecidingPolicy['evaluate']): DecidingPolicy => ({ reference, pin: pin?.pin ?? null, evaluate });
  const key = reference.signature?.keyId;
  if (key !== undefined && Object.hasOwn(distrustedKeys, key))
    return deciding({ unusable: `the policy is signed with a key that was revoked: ${distrustedKeys[key]}` });
  try {
    const plan = await plans.load(tenant, reference);
    return deciding((input) => timed(metrics, () => plan.evaluate(input)));
  } catch (error) {
    // A plan that is not what was published must not decide anything; a database that is away is a fault.
    if (!(error instanceof PolicyUnusableError)) throw error;
    return deciding({ unusable: error.message });
  }
}

function timed(metrics: Metrics, evaluate: () => Json | undefined): Json | undefined {
  const started = performance.now();
  try {
    return evaluate();
  } finally {
    metrics.policyEvaluation.observe((performance.now() - started) / 1000);
  }
}
