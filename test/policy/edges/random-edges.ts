import fc from 'fast-check';
import { type EdgeQuestions, type RecordedAnswer, standingOf, termText } from '#libs/policy-engine/testing';
import type { Opa } from './ask-opa.js';

type Operands = EdgeQuestions['arbitrary'] extends fc.Arbitrary<infer T> ? T : never;
type Sample = fc.Value<Operands>;

/** An input whose answer differs, as small as it could be made. */
export interface Difference {
  readonly answer: RecordedAnswer;
  readonly ours: string;
}

interface Search {
  readonly questions: EdgeQuestions;
  readonly opa: Opa;
}

const MOST_SHRUNK = 3;
const MOST_CANDIDATES = 200;
const MOST_STEPS = 60;

/** Compares random inputs with an OPA; a few that differ are shrunk, all candidates of a step at once. */
export async function searchDifferences(
  search: Search,
  count: number,
  seed: number,
): Promise<{ found: number; shrunk: Difference[] }> {
  const samples = fc.sample(withTree(search.questions.arbitrary), { numRuns: count, seed });
  const different = await differencesAmong(search, samples);
  const shrunk: Difference[] = [];
  for (const one of different.slice(0, MOST_SHRUNK)) shrunk.push(await shrink(search, one));
  return { found: different.length, shrunk };
}

/** Samples that know how they may be shrunk. */
function withTree(arbitrary: fc.Arbitrary<Operands>): fc.Arbitrary<Sample> {
  return new TreeArbitrary(arbitrary);
}

class TreeArbitrary extends fc.Arbitrary<Sample> {
  readonly #inner: fc.Arbitrary<Operands>;

  constructor(inner: fc.Arbitrary<Operands>) {
    super();
    this.#inner = inner;
  }

  generate(random: fc.Random, bias: number | undefined): fc.Value<Sample> {
    return new fc.Value(this.#inner.generate(random, bias), undefined);
  }

  canShrinkWithoutContext(_value: unknown): _value is Sample {
    return false;
  }

  shrink(): fc.Stream<fc.Value<Sample>> {
    return fc.Stream.nil();
  }
}

interface Found {
  readonly sample: Sample;
  readonly difference: Difference;
}

async function differencesAmong({ questions, opa }: Search, samples: readonly Sample[]): Promise<Found[]> {
  const { builtin, operands } = questions;
  const inputs = samples.map((sample) => termText(sample.value));
  const [answers] = await opa.ask([{ builtin, arity: operands.length, inputs }]);
  return samples.flatMap((sample, i) => {
    const answer = { builtin, input: inputs[i]!, newest: answers![i]!, old: answers![i]! };
    const standing = standingOf(answer);
    return standing.kind === 'same' || standing.by ? [] : [{ sample, difference: { answer, ours: standing.ours } }];
  });
}

async function shrink(search: Search, from: Found): Promise<Difference> {
  let best = from;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const candidates = [...search.questions.arbitrary.shrink(best.sample.value_, best.sample.context).take(MOST_CANDIDATES)];
    const [next] = candidates.length > 0 ? await differencesAmong(search, candidates) : [];
    if (next === undefined) break;
    best = next;
  }
  return best.difference;
}
