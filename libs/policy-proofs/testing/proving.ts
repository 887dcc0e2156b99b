import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Json } from '#libs/policy-engine';
import { compileRego } from '#libs/rego-compiler';
import { DecisionInput } from '#libs/ruling';
import {
  BUILT_IN_INVARIANTS,
  CLAIM_ENTRYPOINT,
  claimModules,
  hasPremise,
  type BuiltInName,
  type InvariantParameters,
} from '../claims/built-in-invariants.js';
import type { Claim, Subject } from '../claims/claim.js';
import { comparePolicies, type Comparison } from '../comparing/compare-policies.js';
import { questionModules } from '../comparing/questions.js';
import { proveClaim, type Proof } from '../proving/prove-claim.js';
import type { Solver } from '../proving/solver.js';
import { z3Solver } from '../proving/z3.js';

const SCHEMA = z.toJSONSchema(DecisionInput, { unrepresentable: 'any', target: 'draft-7' }) as Json;
const claims = new Map<string, Promise<Claim['plan']>>();

async function planOf(modules: Readonly<Record<string, string>>, entrypoint: string): Promise<Claim['plan']> {
  const compiled = await compileRego({ modules, entrypoint });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  return compiled.plan;
}

export async function subjectOf(rego: string, data: Json = {}): Promise<Subject> {
  return { plan: await planOf({ 'policy.rego': rego }, 'writ/decision'), data, entrypoint: 'writ/decision' };
}

const PARAMETERS: InvariantParameters = {
  tools: { get: 'read', list: 'read', put: 'write', mail: 'egress', run: 'exec' },
  role: { label: 'role', value: 'admin' },
  environment: { label: 'environment', argument: 'environment' },
  labels: ['pii'],
};

export interface Asking {
  readonly parameters?: Partial<InvariantParameters>;
  readonly baseline?: Subject;
  /** Without it any JSON object is an input. */
  readonly isAny?: boolean;
}

/** Proves as the feature does. `rego` is the module of an invariant that is not built in. */
export async function proving(
  subject: Subject,
  invariant: BuiltInName | { readonly rego: string },
  asking: Asking = {},
): Promise<Proof> {
  const rego = typeof invariant === 'string' ? BUILT_IN_INVARIANTS[invariant].rego : invariant.rego;
  const plan = claims.get(rego) ?? planOf(claimModules(rego) ?? {}, CLAIM_ENTRYPOINT);
  claims.set(rego, plan);
  const data = { parameters: parametersOf(asking.parameters) } as unknown as Json;
  const claim = { name: 'asked', hasPremise: hasPremise(rego), plan: await plan, data };
  return provingClaim({ subject, claim, ...(asking.baseline && { baseline: asking.baseline }) }, asking);
}

export interface Within {
  readonly solverMs: number;
  readonly searchMs: number;
  readonly searchPoints: number;
}
const WITHIN: Within = { solverMs: 10_000, searchMs: 2_000, searchPoints: 5_000 };

export async function provingClaim(
  asked: Parameters<typeof proveClaim>[0],
  asking: Pick<Asking, 'isAny'>,
  within = WITHIN,
): Promise<Proof> {
  return proveClaim(asked, { ...(await optionsOf(asking)), ...within });
}

/** Compares as the feature does. */
export async function comparing(subject: Subject, against: Subject, asking: Asking = {}, within = WITHIN): Promise<Comparison> {
  const modules = questionModules();
  const key = JSON.stringify(modules);
  const questions = claims.get(key) ?? planOf(modules, CLAIM_ENTRYPOINT);
  claims.set(key, questions);
  const { searchPoints, ...time } = within;
  const options = { ...(await optionsOf(asking)), searchPoints, timeFor: () => time };
  return comparePolicies({ subject, against, questions: await questions }, options);
}

export function parametersOf(parameters: Partial<InvariantParameters> = {}): InvariantParameters {
  return { ...PARAMETERS, ...parameters };
}

async function optionsOf({ isAny }: Pick<Asking, 'isAny'>) {
  return {
    schema: isAny ? undefined : SCHEMA,
    accepts: (input: Json) => isAny === true || DecisionInput.safeParse(input).success,
    solver: await solver(),
  };
}

/** What it makes global when it is loaded goes with the spec file that loaded it; threads that it starts for the next one need it. */
async function solver(): Promise<Solver> {
  const loaded = await z3Solver();
  Object.assign(globalThis, { Worker });
  return loaded;
}
