import { Approximations, SameForSame } from './approximations.js';
import { BuiltInCalls } from './built-in-calls.js';
import { Comparisons } from './comparisons.js';
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

  constructor(shape: InputShape) {
    this.input = new InputParts(this.of, this.comparisons, shape);
    this.lookups = new Lookups(this.of, this.comparisons, this.input);
    this.calls = new BuiltInCalls(this.of, this.comparisons, this.lookups, this.sizes, this.input);
  }
}
