import { newId } from '#libs/event-ids';
import { canonicalJson, digestOf } from '#libs/evidence';
import type { Json, JsonObject, NewEvent } from '#libs/event-sourcing';
import type { PolicyReference } from '#libs/decision-guards';
import { compilePlan, type Plan } from '#libs/policy-engine';
import { compileRego } from '#libs/rego-compiler';
import { realisticPolicy } from '#libs/rego-compiler/testing';
import { askedPolicy, type EvaluatePolicy } from '#libs/ruling';

/** Of each agent. */
const SESSIONS = 10;
const KINDS = 20_000;

/** The realistic policy's answer as one of ours. */
export const ANSWER = `package answer

decision := {"verdict": upper(found.effect), "rule": found.rule, "reason": concat("; ", array.concat(found.reasons, ["as ruled"]))} if {
	found := data.writ.decision
}
`;

/** A policy as replays take it, and as it decides. */
export interface HistoryPolicy {
  readonly reference: PolicyReference;
  readonly plan: string;
  readonly data: string;
  readonly evaluate: EvaluatePolicy;
}

/** The realistic policy; with another limit of risk it is another revision. */
export async function historyPolicy(revision: number, productionRisk: number): Promise<HistoryPolicy> {
  const modules = { ...realisticPolicy.modules, 'answer.rego': ANSWER };
  const entrypoint = 'answer/decision';
  const data = structuredClone(realisticPolicy.data) as { environments: { production: { max_risk: number } } };
  data.environments.production.max_risk = productionRisk;
  const compiled = await compileRego({ modules, entrypoint });
  if (!compiled.ok) throw new Error('the realistic policy does not compile');
  const policy = compilePlan(compiled.plan as Plan, data as never);
  const text = canonicalJson(data as unknown as Json);
  const reference = {
    id: 'realistic',
    revision,
    digest: digestOf(`${revision}`),
    planDigest: compiled.digest,
    dataDigest: digestOf(text),
    entrypoint,
    signature: null,
  };
  const evaluate: EvaluatePolicy = (input) => policy.evaluate(entrypoint, input as never).result as Json | undefined;
  return { reference, plan: compiled.planBytes.toString('utf8'), data: text, evaluate };
}

/** Decisions by the policy, as they would have been recorded: the mix of calls that a busy tenant sees. */
export function* recordedHistory(tenant: string, policy: HistoryPolicy, count: number): Generator<NewEvent> {
  const inputs = realisticPolicy.inputs(Math.min(count, KINDS), 7) as JsonObject[];
  const rulings = inputs.map((input, n) => {
    const whole = recordedInput(tenant, input, n);
    return { input: whole, ruling: askedPolicy(policy.evaluate, whole) };
  });
  for (let n = 0; n < count; n += 1) {
    const { input, ruling } = rulings[n % rulings.length] as (typeof rulings)[number];
    yield {
      id: newId(),
      type: 'DecisionRecorded',
      schema: 3,
      actor: { kind: 'agent', id: (input['agent'] as { id: string }).id },
      correlation: null,
      causation: null,
      trace: null,
      sealed: null,
      data: {
        requestId: null,
        input,
        ...ruling,
        policy: policy.reference as unknown as JsonObject,
        pin: null,
        controls: 1,
        risk: 'NONE',
        riskNote: null,
        approval: null,
        exception: null,
      },
    };
  }
}

function recordedInput(tenant: string, given: JsonObject, n: number): JsonObject {
  const session = {
    id: `s-${(given['agent'] as { id: string }).id}-${n % SESSIONS}`,
    tags: [],
    openedAt: '2026-11-20T00:00:00.000Z',
    decisions: n,
    allowed: n,
    denied: 0,
    failed: 0,
    ...(given['session'] as JsonObject),
  };
  return {
    ...given,
    tenant: (given['tenant'] as string | undefined) ?? tenant,
    agent: { labels: {}, ...(given['agent'] as JsonObject) },
    session,
    arguments: given['args'] ?? {},
    context: {},
    prompt: null,
  };
}
