import { inputFactsOf, pathText, type InputFact, type Json } from '#libs/policy-engine';
import { inputDomain, isTriable, MISSING, SAMPLE_SEED, sampleOf, searchAnswers, type Dimension } from '#libs/policy-toolchain';
import { policyError, rulingOf } from '#libs/ruling';
import type { Claim, Subject } from '../claims/claim.js';
import type { Judged, Judging } from './judging.js';

export interface SearchReport {
  readonly tried: number;
  /** True when every combination of `domain` was tried, and the domain stands for all that the policy can tell apart. */
  readonly exhausted: boolean;
  readonly seed: number;
  readonly domain: readonly { readonly part: string; readonly values: readonly string[]; readonly count: number }[];
}

export interface Found {
  readonly report: SearchReport;
  readonly violation?: Judged;
  /** An input that the invariant is about. */
  readonly premise?: Json;
}

const SHOWN_VALUES = 12;

/** Asks the engine itself about inputs made of what the policy compares them with: all combinations when they are few. */
export function boundedSearch(
  judging: Judging,
  of: { readonly subject: Subject; readonly baseline?: Subject | undefined; readonly claim: Claim },
  options: {
    readonly schema: Json | undefined;
    readonly seeds: readonly Json[];
    readonly points: number;
    readonly timeMs: number;
    accepts(input: Json): boolean;
  },
): Found {
  const { subject, baseline, claim } = of;
  const facts = [...inputFactsOf(subject.plan), ...(baseline ? inputFactsOf(baseline.plan) : []), ...claimFacts(claim)];
  const documents = [subject.data, ...(baseline ? [baseline.data] : []), claim.data];
  const dimensions = inputDomain(facts, {
    documents,
    ...(options.schema !== undefined && { schema: options.schema }),
    seeds: options.seeds,
  });
  let violation: Judged | undefined;
  let premise: Json | undefined;
  const { points, timeMs, seeds } = options;
  const summary = searchAnswers(
    judging.compiled,
    subject.entrypoint,
    dimensions,
    { base: sampleOf(options.schema), seeds, points, timeMs },
    (visit) => {
      const error = visit.error?.message;
      const judged = judging.ruled(visit.input, error === undefined ? rulingOf(visit.result) : policyError(error), error);
      if (!judged.isViolated && (!judged.isPremise || premise !== undefined)) return true;
      if (!options.accepts(visit.input)) return true;
      if (judged.isPremise) premise ??= visit.input;
      if (judged.isViolated) violation = judged;
      return !judged.isViolated;
    },
  );
  const exhausted = summary.exhausted && facts.every(isTriable);
  const report = { tried: summary.points, exhausted, seed: SAMPLE_SEED, domain: dimensions.map(shown) };
  return { report, ...(violation && { violation }), ...(premise !== undefined && { premise }) };
}

/** What an invariant looks at in the input of the policy. */
function claimFacts(claim: Claim): InputFact[] {
  return inputFactsOf(claim.plan).flatMap((fact) => {
    const [first, ...path] = fact.path;
    return first === 'input' && path.length > 0 ? [{ ...fact, path }] : [];
  });
}

function shown({ path, values }: Dimension): SearchReport['domain'][number] {
  const texts = values.slice(0, SHOWN_VALUES).map((value) => (value === MISSING ? 'missing' : JSON.stringify(value)));
  return { part: pathText('input', path), values: texts, count: values.length };
}
