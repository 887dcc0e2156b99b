import { FALSE, Formulas, type Formula } from './formulas.js';
import { KINDS, Unknowns, type Kind, type Unknown } from './unknowns.js';
import { only, type Symbolic } from './symbolic-values.js';

/**
 * What the encoding does not follow. It stands in the formula as something of which nothing is known, neither what it is nor, where
 * that is open, whether it is there: whatever the engine makes of it is one of the possibilities, so that what is proved stays true.
 */
export class Approximations {
  readonly formulas = new Formulas();
  readonly unknowns = new Unknowns(this.formulas);
  readonly kindsThere: readonly Kind[] = KINDS.slice(1);

  free(why: string): Formula {
    return this.formulas.free(why);
  }

  /** Any value of these kinds; `missing` among them says that it need not be there. */
  value(why: string, kinds: Iterable<Kind> = KINDS): Symbolic {
    return this.valueOf(this.unknowns.make(why, kinds, { approximation: why }));
  }

  valueOf(unknown: Unknown): Symbolic {
    const there = this.unknowns.isThere(unknown);
    return there === FALSE ? { defined: FALSE, options: [] } : { ...only({ is: 'unknown', unknown }), defined: there };
  }
}

/** Approximations of what is the same wherever it is asked of the same value. */
export class SameForSame {
  private readonly formulas = new Map<string, Formula>();
  private readonly values = new Map<string, Symbolic>();

  constructor(private readonly of: Approximations) {}

  formula(why: string, key: string | undefined): Formula {
    const known = key === undefined ? undefined : this.formulas.get(`${why} ${key}`);
    if (known !== undefined) return known;
    const made = this.of.free(why);
    if (key !== undefined) this.formulas.set(`${why} ${key}`, made);
    return made;
  }

  value(why: string, kinds: readonly Kind[], key: string | undefined): Symbolic {
    const known = key === undefined ? undefined : this.values.get(`${why} ${key}`);
    if (known) return known;
    const made = this.of.value(why, kinds);
    if (key !== undefined) this.values.set(`${why} ${key}`, made);
    return made;
  }
}
