/** A formula by its number; the negative number is its negation. */
export type Formula = number;

export const TRUE: Formula = 1;
export const FALSE: Formula = -1;

/** A number or a text in a comparison: one of an unknown, or a constant. */
export type Term = { readonly of: number } | { readonly text: string } | { readonly number: string };

/** What a solver is told of one atom: a free truth value, a comparison, or that an unknown number counts what holds or is a sum. */
export type Atom =
  | { readonly is: 'free'; readonly why: string }
  | { readonly is: '=' | '<'; readonly sort: 'text' | 'number'; readonly a: Term; readonly b: Term }
  | { readonly is: 'sum'; readonly of: number; readonly a: number; readonly number: string }
  | { readonly is: 'count'; readonly of: number; readonly what: readonly Formula[] };

/** More than this is beyond what a solver settles in a minute. */
const MAX_FORMULAS = 1_500_000;
/** Longer conjunctions are kept as they are and not merged into others. */
const MERGED = 48;

export class EncodingTooLarge extends Error {
  override readonly name = 'EncodingTooLarge';
}

/** Formulas, each kept once, so that equal ones are the same number. */
export class Formulas {
  private readonly parts: (Atom | readonly Formula[] | undefined)[] = [undefined, []];
  private readonly known = new Map<string, Formula>();

  get size(): number {
    return this.parts.length;
  }

  /** A truth value that nothing is known of; `why` names what it stands for. */
  free(why: string): Formula {
    return this.put({ is: 'free', why });
  }

  atom(atom: Exclude<Atom, { is: 'free' }>): Formula {
    const key = JSON.stringify(atom);
    return this.known.get(key) ?? this.remember(key, this.put(atom));
  }

  not(a: Formula): Formula {
    return -a;
  }

  and(...given: readonly Formula[]): Formula {
    const all = new Set<Formula>();
    for (const part of given) for (const one of this.conjuncts(part)) if (one !== TRUE) all.add(one);
    if (all.has(FALSE)) return FALSE;
    for (const one of all) if (all.has(-one)) return FALSE;
    if (all.size === 0) return TRUE;
    const sorted = [...all].sort((a, b) => a - b);
    if (sorted.length === 1) return sorted[0]!;
    const key = sorted.join();
    return this.known.get(key) ?? this.remember(key, this.put(sorted));
  }

  or(...given: readonly Formula[]): Formula {
    return -this.and(...given.map((one) => -one));
  }

  implies(a: Formula, b: Formula): Formula {
    return this.or(-a, b);
  }

  choice(condition: Formula, yes: Formula, no: Formula): Formula {
    if (yes === no) return yes;
    return this.or(this.and(condition, yes), this.and(-condition, no));
  }

  /** What `a` says beyond `b`. Only where `b` holds anyway, it stands for `a`. */
  beyond(a: Formula, b: Formula): Formula {
    const said = new Set(this.conjuncts(b));
    return this.and(...this.conjuncts(a).filter((one) => !said.has(one)));
  }

  /** The atom of a positive formula, or what it is the conjunction of. */
  part(formula: Formula): Atom | readonly Formula[] {
    return this.parts[formula] ?? [];
  }

  private conjuncts(formula: Formula): readonly Formula[] {
    if (formula < 0) return [formula];
    const part = this.parts[formula];
    return Array.isArray(part) && part.length <= MERGED && formula !== TRUE ? (part as Formula[]) : [formula];
  }

  private put(part: Atom | readonly Formula[]): Formula {
    if (this.parts.length >= MAX_FORMULAS)
      throw new EncodingTooLarge('the policy has more conditions than can be written down for a solver');
    return this.parts.push(part) - 1;
  }

  private remember(key: string, formula: Formula): Formula {
    this.known.set(key, formula);
    return formula;
  }
}
