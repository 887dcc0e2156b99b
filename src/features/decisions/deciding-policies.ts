import { Inject, Injectable } from '@nestjs/common';
import { pinFor, type ActivePolicy, type ControlState, type Pin } from '#features/controls/contract';
import { PolicyPlans, PolicyUnusableError } from '#features/policies/contract';
import type { Json } from '#libs/event-sourcing';
import { Metrics } from '#platform/telemetry/metrics';
import type { Ask, DecideAsk } from './asks.js';
import type { DecideCall, EvaluatePolicy } from './commands.js';

/** Finds the policy that decides each call, ready to evaluate: the revision its caller is pinned to, else the active one. */
@Injectable()
export class DecidingPolicies {
  constructor(
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** For all of `asks` at once, under the controls they will be decided under. `now` is RFC 3339 UTC. */
  async forAsks(
    tenant: string,
    controls: ControlState,
    asks: readonly Ask[],
    now: string,
  ): Promise<(ask: DecideAsk) => DecideCall['policy']> {
    const usual = await this.ready(tenant, controls, controls.policy, undefined);
    if (controls.pins.length === 0) return () => usual;
    const pinned = new Map<string, DecideCall['policy']>();
    const pinOf = ({ agent, request }: DecideAsk): Pin | undefined =>
      pinFor(controls.pins, { agent: agent.id, labels: agent.labels, session: request.sessionId }, now);
    for (const ask of asks) {
      const pin = ask.kind === 'decide' ? pinOf(ask) : undefined;
      if (pin && !pinned.has(pin.pin)) pinned.set(pin.pin, await this.ready(tenant, controls, pin.policy, pin));
    }
    return (ask) => {
      const pin = pinOf(ask);
      return pin ? (pinned.get(pin.pin) ?? null) : usual;
    };
  }

  private async ready(
    tenant: string,
    { distrustedKeys }: ControlState,
    reference: ActivePolicy | null,
    pin: Pin | undefined,
  ): Promise<DecideCall['policy']> {
    if (!reference) return null;
    const deciding = (evaluate: EvaluatePolicy) => ({ reference, pin: pin?.pin ?? null, evaluate });
    const key = reference.signature?.keyId;
    if (key !== undefined && Object.hasOwn(distrustedKeys, key))
      return deciding(
        failing(new PolicyUnusableError(`the policy is signed with a key that was revoked: ${distrustedKeys[key]}`)),
      );
    try {
      const plan = await this.plans.load(tenant, reference);
      return deciding((input) => this.timed(() => plan.evaluate(input)));
    } catch (error) {
      // A plan that is not what was published must not decide anything; a database that is away is a fault.
      if (!(error instanceof PolicyUnusableError)) throw error;
      return deciding(failing(error));
    }
  }

  private timed(evaluate: () => Json | undefined): Json | undefined {
    const started = performance.now();
    try {
      return evaluate();
    } finally {
      this.metrics.policyEvaluation.observe((performance.now() - started) / 1000);
    }
  }
}

function failing(error: Error): EvaluatePolicy {
  return () => {
    throw error;
  };
}
