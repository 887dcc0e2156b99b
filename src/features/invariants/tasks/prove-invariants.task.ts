import type { Json } from '#libs/policy-engine';
import {
  CLAIM_ENTRYPOINT,
  claimModules,
  hasPremise,
  proveClaim,
  testCase,
  z3Solver,
  type Proof,
  type Subject,
} from '#libs/policy-proofs';
import { compiled, policyTool, type ToolWork } from '#libs/policy-tasks';
import { buildPolicy, type PolicySource } from '#libs/policy-toolchain';
import { DecisionInput } from '#libs/ruling';
import type { InvariantsReport } from '../answers.js';
import type { AskedInvariant } from './asked-invariant.js';
import { timeFor } from './proving-time.js';
import { readied, type StoredPlan } from './readied-policy.js';
import { unlessItSaysNothing } from './saying-nothing.js';
import { toldRuling, toldWork } from './told-proof.js';

export interface ProvingOrder {
  readonly policy: PolicySource | StoredPlan;
  readonly baseline: PolicySource | StoredPlan | null;
  readonly invariants: readonly AskedInvariant[];
  readonly inputs: 'decision' | 'any';
}

const SEARCH_POINTS = 20_000;

export const carryOut = policyTool(proved);

async function proved(order: ProvingOrder, work: ToolWork): Promise<InvariantsReport> {
  const { policy, baseline, invariants, inputs } = order;
  const subject = await readied(policy, work);
  const against = baseline ? (await readied(baseline, work)).subject : undefined;
  const solver = await z3Solver();
  const answers: InvariantsReport['answers'] = [];
  for (const [i, invariant] of invariants.entries()) {
    const { name, says, needsBaseline, parameters } = invariant;
    const data = { parameters } as unknown as Json;
    const modules = Object.fromEntries(
      Object.entries(claimModules(invariant.rego) ?? {}).map(([file, text]) => [`${name}/${file}`, text]),
    );
    const { plan } = compiled(await buildPolicy({ modules, tests: {}, data, entrypoint: CLAIM_ENTRYPOINT }, work.options)).built;
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
        ...timeFor(invariants.length - i),
        searchPoints: SEARCH_POINTS,
      },
    );
    const told_ = unlessItSaysNothing(proof, {
      invariant,
      claim: plan,
      subject: subject.subject,
      hasBaseline: needsBaseline && against !== undefined,
      schema: inputs === 'decision' ? work.options.inputSchema : undefined,
    });
    answers.push(told(told_, { name, says }, subject.subject));
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

function told(proof: Proof, named: { name: string; says: string }, subject: Subject): InvariantsReport['answers'][number] {
  const { answer, vacuous, why, counterexample } = proof;
  return {
    ...named,
    answer,
    vacuous,
    why: why ?? failed(counterexample?.failure),
    counterexample: counterexample
      ? {
          input: counterexample.input,
          ruling: toldRuling(counterexample.ruling),
          baseline: counterexample.baseline ? toldRuling(counterexample.baseline) : null,
          error: counterexample.error ?? null,
          test: testCase(named.name, subject.entrypoint, counterexample.input, counterexample.ruling.verdict),
        }
      : null,
    ...toldWork(proof),
  };
}

/** An invariant that comes to no answer counts as broken: nobody may rely on what could not be looked at. */
function failed(failure: string | undefined): string | null {
  return failure === undefined ? null : `the invariant itself comes to no answer there: ${failure}`;
}
