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
const ANSWER = `package answer

decision := {"verdict": upper(found.effect), "rule": found.rule, "reason": concat("; ", array.concat(found.reasons, ["as ruled"]))} if {
	found := data.writ.decision
}
`;

/**
 * Where what the realistic policy reads stands in the input of a call that is recorded, and so in that of one that is simulated: what is no
 * part of every call comes in its context. The tenants of the policy are departments: a ledger is one tenant's.
 */
const PLACES = [
  ['input.args', 'input.arguments'],
  ['input.risk', 'input.context.risk'],
  ['input.environment', 'input.context.environment'],
  ['input.approval', 'input.context.approval'],
  ['input.session.spent', 'input.context.spent'],
  ['input.tenant', 'input.context.tenant'],
] as const;

/** The realistic policy, of calls as they are recorded, with an answer that is one of ours. */
export const historyModules: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(realisticPolicy.modules).map(([name, text]) => [
      name,
      PLACES.reduce((moved, [from, to]) => moved.replaceAll(from, to), text),
    ]),
  ),
  'answer.rego': ANSWER,
};

/** Calls as they are recorded: the mix that a busy tenant sees. */
export function recordedInputs(tenant: string, count: number): JsonObject[] {
  return (realisticPolicy.inputs(count, 7) as unknown as GivenInput[]).map((input, n) => recordedInput(tenant, input, n));
}

/** A policy as replays take it, and as it decides. */
export interface HistoryPolicy {
  readonly reference: PolicyReference;
  readonly plan: string;
  readonly data: string;
  readonly evaluate: EvaluatePolicy;
}

/** The realistic policy; with another limit of risk it is another revision. */
export async function historyPolicy(revision: number, productionRisk: number): Promise<HistoryPolicy> {
  const entrypoint = 'answer/decision';
  const data = structuredClone(realisticPolicy.data) as { environments: { production: { max_risk: number } } };
  data.environments.production.max_risk = productionRisk;
  const compiled = await compileRego({ modules: { ...historyModules }, entrypoint });
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

/** Decisions by the policy, as they would have been recorded. */
export function* recordedHistory(tenant: string, policy: HistoryPolicy, count: number): Generator<NewEvent> {
  const rulings = recordedInputs(tenant, Math.min(count, KINDS)).map((input) => ({
    input,
    ruling: askedPolicy(policy.evaluate, input),
  }));
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

/** As the realistic policy takes it. */
interface GivenInput {
  readonly tool: string;
  readonly tenant: string;
  readonly agent: { readonly id: string };
  readonly args: JsonObject;
  readonly risk: number;
  readonly environment: string;
  readonly session: { readonly spent: number };
  /** Seconds since 1970, here and below. */
  readonly time: number;
  readonly approval?: JsonObject & { readonly expires: number };
}

function recordedInput(tenant: string, given: GivenInput, n: number): JsonObject {
  const { agent, args, approval, risk, environment, time } = given;
  return {
    tenant,
    agent: { id: agent.id, labels: {} },
    session: {
      id: `s-${agent.id}-${n % SESSIONS}`,
      tags: [],
      openedAt: '2023-11-14T00:00:00.000Z',
      decisions: n,
      allowed: n,
      denied: 0,
      failed: 0,
    },
    tool: given.tool,
    arguments: args,
    context: {
      tenant: given.tenant,
      risk,
      environment,
      spent: given.session.spent,
      ...(approval && { approval: { ...approval, expires: timeOf(approval.expires) } }),
    },
    prompt: null,
    time: timeOf(time),
  };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
