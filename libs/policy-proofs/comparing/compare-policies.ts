import type { Json, Plan } from '#libs/policy-engine';
import type { Subject } from '../claims/claim.js';
import { proveClaim, type Proof, type ProofOptions } from '../proving/prove-claim.js';
import type { Judged } from '../searching/judging.js';
import type { Question } from './questions.js';
import { relationOf, relationSays, type Relation } from './relation.js';

export interface Comparison {
  readonly relation: Relation;
  /** The relation in words. */
  readonly says: string;
  readonly proofs: Readonly<Record<Question, Proof>>;
}

export interface ComparisonOptions extends Omit<ProofOptions, 'solverMs' | 'searchMs'> {
  /** How long the next question may take where so many of them are still to be asked. */
  timeFor(questions: number): Pick<ProofOptions, 'solverMs' | 'searchMs'>;
}

interface Compared {
  readonly subject: Subject;
  /** What `subject` is compared with. */
  readonly against: Subject;
  /** Of `questionModules`. */
  readonly questions: Plan;
}

/** How a policy stands to another one, by what is proved or found of each direction. */
export async function comparePolicies(compared: Compared, options: ComparisonOptions): Promise<Comparison> {
  const { subject, against, questions: plan } = compared;
  const ask = (question: Question, left: number): Promise<Proof> =>
    proveClaim(
      { subject, baseline: against, claim: { name: question, hasPremise: false, plan, data: { question } as Json } },
      { ...options, ...options.timeFor(left) },
    );
  const nothingLooser = await ask('nothingLooser', 3);
  const nothingStricter = await ask('nothingStricter', 2);
  const other = nothingLooser.counterexample ?? nothingStricter.counterexample;
  const sameEffect = other ? alreadyBroken(nothingLooser, other) : await ask('sameEffect', 1);
  const directions = { nothingLooser: nothingLooser.answer, nothingStricter: nothingStricter.answer };
  return {
    relation: relationOf(directions),
    says: relationSays(directions),
    proofs: { nothingLooser, nothingStricter, sameEffect },
  };
}

/** Another verdict is another effect: nothing has to be looked for. */
function alreadyBroken({ search }: Proof, counterexample: Judged): Proof {
  return {
    answer: 'COUNTEREXAMPLE',
    vacuous: null,
    counterexample,
    solver: null,
    search: { ...search, tried: 0, exhausted: false },
  };
}
