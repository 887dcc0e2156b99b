import type { Json, Plan } from '#libs/policy-engine';
import type { Subject } from '../claims/claim.js';
import { proveClaim, type Proof, type ProofOptions } from '../proving/prove-claim.js';
import type { Judged } from '../searching/judging.js';
import type { Question } from './questions.js';
import { isHeld, relationOf, relationSays, type Relation } from './relation.js';

export interface Comparison {
  readonly relation: Relation;
  /** The relation in words. */
  readonly says: string;
  /** `sameWords` is asked where nothing else differs. */
  readonly proofs: Readonly<Record<Exclude<Question, 'sameWords'>, Proof>> & { readonly sameWords: Proof | null };
  /** What the proofs among them take for granted. */
  readonly assumed: string | null;
}

export interface ComparisonOptions extends Omit<ProofOptions, 'solverMs' | 'searchMs' | 'mayAssume'> {
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
      { ...options, ...options.timeFor(left), mayAssume: true },
    );
  const nothingLooser = await ask('nothingLooser', 4);
  const nothingStricter = await ask('nothingStricter', 3);
  const other = nothingLooser.counterexample ?? nothingStricter.counterexample;
  const sameEffect = other ? alreadyBroken(nothingLooser, other) : await ask('sameEffect', 2);
  const directions = { nothingLooser: nothingLooser.answer, nothingStricter: nothingStricter.answer };
  const relation = relationOf(directions);
  const sameWords = relation === 'equivalent' && isHeld(sameEffect.answer) ? await ask('sameWords', 1) : null;
  const proofs = { nothingLooser, nothingStricter, sameEffect, sameWords };
  const assumed = Object.values(proofs).find((proof) => proof?.assumed !== undefined)?.assumed ?? null;
  return { relation, says: said(relationSays(directions), sameWords, assumed), proofs, assumed };
}

function said(relation: string, sameWords: Proof | null, assumed: string | null): string {
  const words = sameWords?.counterexample
    ? 'Every input has the same verdict and the same effect; some are told another rule or reason.'
    : relation;
  return assumed === null ? words : `${words} This takes for granted that ${assumed}.`;
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
