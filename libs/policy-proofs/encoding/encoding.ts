import { Approximations, SameForSame } from './approximations.js';
import { BuiltInCalls } from './built-in-calls.js';
import { Comparisons } from './comparisons.js';
import type { Formula } from './formulas.js';
import { InputParts, type InputShape } from './input-parts.js';
import { Lookups } from './lookups.js';
import { Sizes } from './sizes.js';

/** What plans have in common that are looked at together: the same input, and the same approximations of the same calls. */
export class Encoding {
  readonly of = new Approximations();
  readonly comparisons = new Comparisons(this.of);
  readonly input: InputParts;
  readonly lookups: Lookups;
  readonly sizes = new Sizes(this.of);
  readonly calls: BuiltInCalls;
  readonly sameForSame = new SameForSame(this.of);
  /** Each says of one part of an answer that it has a size that is taken: what a comparison may have to assume. */
  readonly sizesTaken = new Set<Formula>();

  constructor(shape: InputShape, expected: ReadonlyMap<string, number> = new Map()) {
    this.input = new InputParts(this.of, this.comparisons, shape, expected);
    this.lookups = new Lookups(this.of, this.comparisons, this.input);
    this.calls = new BuiltInCalls(this.of, this.comparisons, this.lookups, this.sizes, this.input);
  }
}
