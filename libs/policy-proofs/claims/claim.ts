import type { Json, Plan } from '#libs/policy-engine';
import { Encoding } from '../encoding/encoding.js';
import { Execution } from '../executing/execution.js';
import type { Summary } from '../executing/frame.js';
import { Summaries } from '../sharing/summaries.js';
import type { Formula } from '../encoding/formulas.js';
import type { InputShape } from '../encoding/input-parts.js';
import { constant, only, truth, type Symbolic } from '../encoding/symbolic-values.js';
import { CLAIM_ENTRYPOINT } from './built-in-invariants.js';
import { object, symbolicRuling } from './symbolic-ruling.js';

/** A compiled policy with its data. */
export interface Subject {
  readonly plan: Plan;
  readonly data: Json;
  readonly entrypoint: string;
}

/** An invariant as it was compiled, with its parameters as data. */
export interface Claim {
  readonly name: string;
  /** Whether it says which inputs it is about. */
  readonly hasPremise: boolean;
  readonly plan: Plan;
  readonly data: Json;
}

export interface EncodedClaim {
  readonly encoding: Encoding;
  /** An input for which the invariant says that it is violated, or has no answer. */
  readonly violated: Formula;
  /** An input that the invariant is about. */
  readonly premise: Formula;
}

/** A policy and an invariant over what it rules, and over what the baseline rules where there is one. */
export function encodeClaim(subject: Subject, claim: Claim, baseline: Subject | undefined, shape: InputShape): EncodedClaim {
  const once = encoded(subject, claim, baseline, new Encoding(shape));
  const { asked } = once.encoding.input;
  // A member that one policy's loop finds is to be looked at by the other one's, too, whichever of them runs first.
  return baseline && asked.size > 0 ? encoded(subject, claim, baseline, new Encoding(shape, asked)) : once;
}

function encoded(subject: Subject, claim: Claim, baseline: Subject | undefined, encoding: Encoding): EncodedClaim {
  const summaries = new Summaries<Summary>(baseline !== undefined);
  const { of, comparisons, lookups } = encoding;
  const { ruling, fails: isFailing } = ruled(encoding, summaries, subject);
  const asked = object({
    input: only({ is: 'unknown', unknown: encoding.input.root }),
    ruling,
    failed: truth(isFailing),
    ...(baseline && { baseline: ruled(encoding, summaries, baseline).ruling }),
  });
  const { value, fails } = new Execution(encoding, claim.plan, summaries).run(CLAIM_ENTRYPOINT, asked, constant(claim.data));
  const answer = lookups.find(value, constant('result'));
  const says = (name: string): Formula => comparisons.equal(lookups.find(answer, constant(name)), constant(true));
  return {
    encoding,
    violated: of.formulas.or(fails, says('violated'), -answer.defined),
    premise: says('premise'),
  };
}

function ruled(
  encoding: Encoding,
  summaries: Summaries<Summary>,
  { plan, data, entrypoint }: Subject,
): { ruling: Symbolic; fails: Formula } {
  const execution = new Execution(encoding, plan, summaries);
  const summary = execution.run(entrypoint, only({ is: 'unknown', unknown: encoding.input.root }), constant(data));
  return { ruling: symbolicRuling(encoding, summary), fails: summary.fails };
}
