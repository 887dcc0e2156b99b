import { beforeAll, describe, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { compilePlan, PolicyEvaluationError, type Json, type Plan } from '#libs/policy-engine';
import { compileTogether } from '#libs/rego-compiler/testing';
import { policyError, rulingOf, type Ruling } from '#libs/ruling';
import {
  BUILT_IN_INVARIANTS,
  CLAIM_ENTRYPOINT,
  claimModules,
  hasPremise,
  type BuiltInName,
} from './claims/built-in-invariants.js';
import type { Claim, Subject } from './claims/claim.js';
import type { Comparison } from './comparing/compare-policies.js';
import type { Proof } from './proving/prove-claim.js';
import { Judging } from './searching/judging.js';
import { generatedCases, type GeneratedCase } from './testing/generated-policies.js';
import { comparing, parametersOf, provingClaim } from './testing/proving.js';
import { smallInputs } from './testing/small-inputs.js';

/** WRIT_PROOF_SEED and WRIT_PROOF_CASES look at others. */
const SEED = Number(process.env['WRIT_PROOF_SEED'] ?? 13);
const CASES = Number(process.env['WRIT_PROOF_CASES'] ?? 200);
const BUILT_IN: readonly BuiltInName[] = [
  'writes-need-approval',
  'unknown-tools-denied',
  'exec-only-for-role',
  'no-evaluation-error',
];
const ENTRY = 'writ_invariant_entry';
const RANK = { DENY: 0, DEFER: 1, REQUIRE_APPROVAL: 2, MODIFY: 3, ALLOW: 4 } as const;
/** Most without the search beside the solver, which would find what the solver is wrong about. */
const ALONE = { solverMs: 5_000, searchMs: 50, searchPoints: 1 } as const;
const SEARCHED = { solverMs: 5_000, searchMs: 300, searchPoints: 1_000 } as const;
const WITHIN_MS = 300_000;

interface Readied {
  readonly text: string;
  readonly policy: Subject;
  readonly sibling: Subject;
  readonly claim: Claim;
  readonly isAny: boolean;
  readonly isSearched: boolean;
}

/** Each with an invariant of its own or one that is built in, for inputs of decisions or any. */
async function readied(cases: readonly GeneratedCase[]): Promise<Readied[]> {
  const modules: Record<string, string> = {};
  const regos = cases.map(({ invariant }, n) =>
    n % 3 === 0 ? BUILT_IN_INVARIANTS[BUILT_IN[(n / 3) % BUILT_IN.length] as BuiltInName].rego : invariant,
  );
  for (const [n, { policy, sibling }] of cases.entries()) {
    const rego = (regos[n] as string).replace(/^package \S+/, `package c${n}`);
    modules[`p${n}.rego`] = policy;
    modules[`q${n}.rego`] = sibling;
    for (const [file, text] of Object.entries(claimModules(rego) ?? {}))
      modules[`c${n}_${file}`] = text.replaceAll(ENTRY, `${ENTRY}_${n}`);
  }
  const entries = cases.flatMap((_, n) => [`p${n}/decision`, `q${n}/decision`, `${ENTRY}_${n}/answer`]);
  const plans = await compileTogether(modules, entries);
  return cases.map(({ policy, sibling, data, siblingData, invariant }, n) => ({
    text: `seed ${SEED}, case ${n}:\n${policy}\n${JSON.stringify(data)}\n${sibling}\n${JSON.stringify(siblingData)}\n${regos[n] ?? invariant}`,
    policy: { plan: plans.get(`p${n}/decision`) as Plan, data, entrypoint: `p${n}/decision` },
    sibling: { plan: plans.get(`q${n}/decision`) as Plan, data: siblingData, entrypoint: `q${n}/decision` },
    claim: {
      name: `c${n}`,
      hasPremise: hasPremise(regos[n] as string),
      plan: renamed(plans.get(`${ENTRY}_${n}/answer`) as Plan),
      data: { parameters: parametersOf() } as unknown as Json,
    },
    isAny: n % 8 > 5,
    isSearched: n % 5 === 0,
  }));
}

function renamed(plan: Plan): Plan {
  return { ...plan, plans: { plans: plan.plans.plans.map((entry) => ({ ...entry, name: CLAIM_ENTRYPOINT })) } };
}

/** What the engine itself rules, without anything of the prover. */
function rulings({ plan, data, entrypoint }: Subject, inputs: readonly Json[]): Ruling[] {
  const policy = compilePlan(plan, data);
  return inputs.map((input) => {
    try {
      return rulingOf(policy.evaluate(entrypoint, input).result);
    } catch (error) {
      if (error instanceof PolicyEvaluationError) return policyError(error.message);
      throw error;
    }
  });
}

const effectOf = ({ verdict, code, obligations, changes, retryAfter }: Ruling): string =>
  JSON.stringify([verdict, code, obligations, changes, retryAfter]);
const isHeld = ({ answer }: Proof): boolean => answer === 'PROVED' || answer === 'EXHAUSTED';

describe(`${CASES} generated policies (seed ${SEED})`, () => {
  let cases: readonly Readied[];
  const domains = new Map([false, true].map((isAny) => [isAny, smallInputs(isAny)]));
  const inputsOf = ({ isAny }: Readied): readonly Json[] => domains.get(isAny) ?? [];
  const answers = new Map<string, number>();
  const count = (answer: string): void => void answers.set(answer, (answers.get(answer) ?? 0) + 1);

  beforeAll(async () => {
    cases = await readied(generatedCases(SEED, CASES));
  }, WITHIN_MS);

  it(
    'are not proved to keep an invariant that some input of a small domain breaks',
    async () => {
      for (const one of cases) {
        const { policy, claim, isAny, isSearched, text } = one;
        const proof = await provingClaim({ subject: policy, claim }, { isAny }, isSearched ? SEARCHED : ALONE);
        count(proof.answer);
        const judging = new Judging({ subject: policy, claim }, undefined);
        const broken = inputsOf(one).find((input) => judging.judge(input).isViolated);
        if (isHeld(proof)) expectThat(`${text}\n${proof.answer}`, broken).toBeUndefined();
        if (proof.vacuous === true)
          expectThat(
            `${text}\nvacuous`,
            inputsOf(one).find((input) => judging.judge(input).isPremise),
          ).toBeUndefined();
        if (proof.counterexample) expectThat(text, judging.judge(proof.counterexample.input).isViolated).toBe(true);
        if (isSearched && broken !== undefined && !proof.counterexample) count('missed');
      }
      const told = JSON.stringify([...answers]);
      for (const answer of ['PROVED', 'COUNTEREXAMPLE'])
        expectThat(`${told} ${answer}`, answers.get(answer) ?? 0).toBeGreaterThan(CASES / 8);
      expectThat(told, answers.get('missed') ?? 0).toBeLessThanOrEqual(CASES / 100);
    },
    WITHIN_MS,
  );

  it(
    'are not said to stand to another one as some input of a small domain shows that they do not',
    async () => {
      const relations = new Map<string, number>();
      for (const one of cases.filter((_, n) => n % 2 === 0)) {
        const { policy, sibling, isAny, isSearched, text } = one;
        const compared = await comparing(sibling, policy, { isAny }, isSearched ? SEARCHED : ALONE);
        relations.set(compared.relation, (relations.get(compared.relation) ?? 0) + 1);
        expectThat(`${text}\n${compared.says}`, contradictions(one, compared)).toStrictEqual([]);
      }
      const told = JSON.stringify([...relations]);
      for (const relation of ['equivalent', 'stricter', 'looser', 'incomparable'])
        expectThat(`${told} ${relation}`, relations.get(relation) ?? 0).toBeGreaterThan(0);
      expectThat(told, relations.get('unknown') ?? 0).toBeLessThan(CASES / 8);
    },
    WITHIN_MS,
  );

  function contradictions(one: Readied, { proofs }: Comparison): string[] {
    const inputs = inputsOf(one);
    const [now, before] = [rulings(one.sibling, inputs), rulings(one.policy, inputs)];
    const breaks = {
      nothingLooser: (a: Ruling, b: Ruling): boolean => RANK[a.verdict] > RANK[b.verdict],
      nothingStricter: (a: Ruling, b: Ruling): boolean => RANK[a.verdict] < RANK[b.verdict],
      sameEffect: (a: Ruling, b: Ruling): boolean => effectOf(a) !== effectOf(b),
    };
    return (['nothingLooser', 'nothingStricter', 'sameEffect'] as const).flatMap((question) => {
      const proof = proofs[question];
      const at = inputs.findIndex((_, i) => breaks[question](now[i] as Ruling, before[i] as Ruling));
      if (isHeld(proof) && at >= 0) return [`${question} ${proof.answer}: ${JSON.stringify(inputs[at])}`];
      const example = proof.counterexample?.input;
      if (example === undefined) return [];
      const [a, b] = [rulings(one.sibling, [example])[0] as Ruling, rulings(one.policy, [example])[0] as Ruling];
      return breaks[question](a, b) ? [] : [`${question}: ${JSON.stringify(example)} is no example`];
    });
  }
});
