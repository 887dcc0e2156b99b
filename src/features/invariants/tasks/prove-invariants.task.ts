import { createHash } from 'node:crypto';
import { parseJson } from '#libs/exact-json';
import type { Json, Plan } from '#libs/policy-engine';
import {
  CLAIM_ENTRYPOINT,
  claimModules,
  hasPremise,
  proveClaim,
  testCase,
  z3Solver,
  type InvariantParameters,
  type Proof,
  type Subject,
} from '#libs/policy-proofs';
import { compiled, policyTool, type ToolWork } from '#libs/policy-tasks';
import { buildPolicy, type PolicySource } from '#libs/policy-toolchain';
import { DecisionInput, type Ruling } from '#libs/ruling';
import type { InvariantsReport } from '../answers.js';

/** A compiled policy as it is stored: plan and data are JSON text. */
export interface StoredPlan {
  readonly plan: string;
  readonly data: string;
  readonly entrypoint: string;
}

export interface AskedInvariant {
  readonly name: string;
  readonly says: string;
  readonly rego: string;
  readonly needsBaseline: boolean;
}

export interface ProvingOrder {
  readonly policy: PolicySource | StoredPlan;
  readonly baseline: PolicySource | StoredPlan | null;
  readonly invariants: readonly AskedInvariant[];
  readonly parameters: Partial<InvariantParameters>;
  readonly inputs: 'decision' | 'any';
}

/** Processor time for all invariants together; the process is ended some seconds later. */
const PROVING_MS = 11_000;
const SEARCH_POINTS = 20_000;

export const carryOut = policyTool(proved);

async function proved(order: ProvingOrder, work: ToolWork): Promise<InvariantsReport> {
  const { policy, baseline, invariants, parameters, inputs } = order;
  const subject = await readied(policy, work);
  const against = baseline ? (await readied(baseline, work)).subject : undefined;
  const solver = await z3Solver();
  const answers: InvariantsReport['answers'] = [];
  for (const [i, invariant] of invariants.entries()) {
    const { name, says, needsBaseline } = invariant;
    const data = { parameters } as unknown as Json;
    const modules = Object.fromEntries(
      Object.entries(claimModules(invariant.rego) ?? {}).map(([file, text]) => [`${name}/${file}`, text]),
    );
    const { plan } = compiled(await buildPolicy({ modules, tests: {}, data, entrypoint: CLAIM_ENTRYPOINT }, work.options)).built;
    const left = Math.max(500, (PROVING_MS - processorMs()) / (invariants.length - i));
    const proof = await proveClaim(
      {
        subject: subject.subject,
        claim: { name, hasPremise: hasPremise(invariant.rego), plan, data },
        ...(needsBaseline && against && { baseline: against }),
      },
      {
        schema: inputs === 'decision' ? work.options.inputSchema : undefined,
        accepts: (input) => inputs === 'any' || DecisionInput.safeParse(input).success,
        solver,
        fuel: work.fuel,
        solverMs: left * 0.6,
        searchMs: left * 0.3,
        searchPoints: SEARCH_POINTS,
      },
    );
    answers.push(told(proof, { name, says }, subject.subject));
  }
  const holds = answers.every(({ answer }) => answer === 'PROVED' || answer === 'EXHAUSTED');
  return {
    holds,
    inputs,
    planDigest: subject.planDigest,
    dataDigest: subject.dataDigest,
    solver: `${solver.name} ${solver.version}`,
    answers,
  };
}

function told(
  { answer, vacuous, why, counterexample, solver, search }: Proof,
  named: { name: string; says: string },
  subject: Subject,
): InvariantsReport['answers'][number] {
  return {
    ...named,
    answer,
    vacuous,
    why: why ?? null,
    counterexample: counterexample
      ? {
          input: counterexample.input,
          ruling: ruled(counterexample.ruling),
          baseline: counterexample.baseline ? ruled(counterexample.baseline) : null,
          error: counterexample.error ?? null,
          test: testCase(named.name, subject.entrypoint, counterexample.input, counterexample.ruling.verdict),
        }
      : null,
    solver: solver && { ...solver, approximated: [...solver.approximated] },
    search: { ...search, domain: search.domain.map((part) => ({ ...part, values: [...part.values] })) },
  };
}

function ruled({ verdict, code, rule, reason }: Ruling): {
  verdict: Ruling['verdict'];
  code: string;
  rule: string;
  reason: string;
} {
  return { verdict, code, rule, reason };
}

interface Readied {
  readonly subject: Subject;
  readonly planDigest: string;
  readonly dataDigest: string;
}

async function readied(policy: PolicySource | StoredPlan, { options }: ToolWork): Promise<Readied> {
  if (!('plan' in policy)) {
    const { plan, data, entrypoint, planDigest, dataDigest } = compiled(await buildPolicy(policy, options)).built;
    return { subject: { plan, data, entrypoint }, planDigest, dataDigest };
  }
  const { plan, data, entrypoint } = policy;
  const subject = { plan: parseJson(plan) as Plan, data: parseJson(data) as Json, entrypoint };
  return { subject, planDigest: digest(plan), dataDigest: digest(data) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function processorMs(): number {
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}
const begun = process.cpuUsage();
