import {
  CLAIM_ENTRYPOINT,
  comparePolicies,
  QUESTIONS,
  questionModules,
  z3Solver,
  type Proof,
  type Question,
} from '#libs/policy-proofs';
import { compiled, policyTool, type ToolWork } from '#libs/policy-tasks';
import { buildPolicy } from '#libs/policy-toolchain';
import { DecisionInput, type Ruling } from '#libs/ruling';
import type { ComparedRuling, SemanticAnswer, SemanticDiff } from '../answers.js';
import { timeFor } from './proving-time.js';
import { readied, type StoredPlan } from './readied-policy.js';
import { toldRuling, toldWork } from './told-proof.js';

export interface ComparingOrder {
  readonly policy: StoredPlan;
  readonly against: StoredPlan;
  readonly inputs: 'decision' | 'any';
}

const SEARCH_POINTS = 20_000;

export const carryOut = policyTool(compared);

/** Without which revisions they are, which whoever asks knows. */
async function compared(
  { policy, against, inputs }: ComparingOrder,
  work: ToolWork,
): Promise<Omit<SemanticDiff, 'policy' | 'revision' | 'against'>> {
  const [one, other] = [await readied(policy, work), await readied(against, work)];
  const asked = { modules: questionModules(), tests: {}, data: {}, entrypoint: CLAIM_ENTRYPOINT };
  const questions = compiled(await buildPolicy(asked, work.options)).built.plan;
  const solver = await z3Solver();
  const { relation, says, assumed, proofs } = await comparePolicies(
    { subject: one.subject, against: other.subject, questions },
    {
      schema: inputs === 'decision' ? work.options.inputSchema : undefined,
      accepts: (input) => inputs === 'any' || DecisionInput.safeParse(input).success,
      solver,
      fuel: work.fuel,
      searchPoints: SEARCH_POINTS,
      timeFor,
    },
  );
  return {
    relation,
    says,
    inputs,
    planDigest: one.planDigest,
    dataDigest: one.dataDigest,
    againstPlanDigest: other.planDigest,
    againstDataDigest: other.dataDigest,
    solver: `${solver.name} ${solver.version}`,
    assumed,
    nothingLooser: told('nothingLooser', proofs.nothingLooser),
    nothingStricter: told('nothingStricter', proofs.nothingStricter),
    sameEffect: told('sameEffect', proofs.sameEffect),
    sameWords: proofs.sameWords && told('sameWords', proofs.sameWords),
  };
}

function told(question: Question, proof: Proof): SemanticAnswer {
  const { answer, why, counterexample } = proof;
  const example = counterexample?.baseline && {
    input: counterexample.input,
    ruling: ruled(counterexample.ruling),
    against: ruled(counterexample.baseline),
  };
  return { says: QUESTIONS[question], answer, why: why ?? null, example: example ?? null, ...toldWork(proof) };
}

function ruled(ruling: Ruling): ComparedRuling {
  const { obligations, changes, retryAfter } = ruling;
  return { ...toldRuling(ruling), obligations, changes, retryAfter };
}
