import { FALSE, TRUE, type Formula, type Formulas } from './formulas.js';

/** What kind of value there is, in Rego's order; `missing` is none at all. */
export const KINDS = ['missing', 'null', 'boolean', 'number', 'string', 'array', 'object', 'set'] as const;
export type Kind = (typeof KINDS)[number];

export const ANY_JSON: readonly Kind[] = KINDS.filter((kind) => kind !== 'set');

/** A value that nothing is known of but its possible kinds: a part of the input, or what an approximation stands for. */
export interface Unknown {
  readonly id: number;
  /** For people: `input.tool`, or what is approximated. */
  readonly name: string;
  readonly kinds: ReadonlySet<Kind>;
  readonly bits: readonly Formula[];
  /** True or false, where it is a boolean. */
  readonly truth: Formula;
  /** By name, or by `#` and position. */
  readonly children: Map<string, Unknown>;
  /** Keys from the input, where it is a part of that. */
  readonly path?: readonly string[];
  /** Of a member that stands for any other one: the path of its collection. */
  readonly memberOf?: readonly string[] | undefined;
  /** Why it is no part of the input. */
  readonly approximation?: string;
}

/** Makes unknowns, and what is always true of them. */
export class Unknowns {
  readonly all: Unknown[] = [];
  /** What a solver may rely on. */
  readonly facts: Formula[] = [];

  constructor(private readonly formulas: Formulas) {}

  make(name: string, kinds: Iterable<Kind>, more: Pick<Unknown, 'path' | 'memberOf' | 'approximation'> = {}): Unknown {
    const possible = new Set(kinds);
    const why = more.approximation ?? '';
    const bits = [0, 1, 2].map(() => (possible.size === 1 ? TRUE : this.formulas.free(why)));
    const made: Unknown = {
      id: this.all.length,
      name,
      kinds: possible,
      bits,
      truth: possible.has('boolean') ? this.formulas.free(why) : FALSE,
      children: new Map(),
      ...more,
    };
    this.all.push(made);
    if (possible.size > 1 && possible.size < KINDS.length)
      this.facts.push(this.formulas.or(...[...possible].map((kind) => this.is(made, kind))));
    return made;
  }

  is(unknown: Unknown, kind: Kind): Formula {
    if (!unknown.kinds.has(kind)) return FALSE;
    if (unknown.kinds.size === 1) return TRUE;
    const number = KINDS.indexOf(kind);
    return this.formulas.and(...unknown.bits.map((bit, i) => ((number >> i) & 1 ? bit : -bit)));
  }

  isThere(unknown: Unknown): Formula {
    return unknown.kinds.has('missing') ? -this.is(unknown, 'missing') : TRUE;
  }

  isText(unknown: Unknown, text: string): Formula {
    return this.formulas.and(this.is(unknown, 'string'), this.textIs(unknown, text));
  }

  /** Of the text it is where it is one. */
  textIs(unknown: Unknown, text: string): Formula {
    return this.formulas.atom({ is: '=', sort: 'text', a: { of: unknown.id }, b: { text } });
  }
}
