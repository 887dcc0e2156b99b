import type { RE2JS } from 're2js';

/** What is used of the library's compiled patterns beyond its documented interface; a spec holds it to that. */
interface Library {
  prog: { readonly start: number; numInst(): number; getInst(at: number): Instruction };
  dfa: { readonly classBounds: Int32Array; failed: boolean; memBudget: number; stateBudget: number };
}

interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  matchRune(rune: number): boolean;
}

interface Operations {
  readonly ALT: number;
  readonly ALT_MATCH: number;
  readonly MATCH: number;
  readonly FAIL: number;
  isRuneOp(op: number): boolean;
}

export interface AutomatonSize {
  /** Whether an automaton for the pattern stays small whatever the text is. */
  isSmall: boolean;
  /** How many places of the pattern can be active at once, at most: each takes its own step where there is no automaton. */
  threads: number;
  /** Steps it took to find out, the same in every run. */
  steps: number;
}

/** Patterns with more than this are not looked at closer. */
const MAX_CELLS = 20_000;
const MAX_STEPS = 4_000;

/** Walks through the states that matching can be in, until it knows all of them or they are too many. */
export function automatonSize(expression: RE2JS): AutomatonSize {
  const { prog, dfa } = libraryOf(expression);
  if (prog.numInst() * (dfa.classBounds.length + 1) > MAX_CELLS) return { isSmall: false, threads: prog.numInst(), steps: 0 };
  const program = new PlaceSets(libraryOf(expression));
  const threads = program.kinds.reduce((most, kind) => Math.max(most, kind.size), 1);
  const states = [program.start];
  const seen = new Set([program.start.join()]);
  let steps = 0;
  for (const state of states) {
    for (const kind of program.kinds) {
      steps += 1 + (state.length >>> 4);
      if (steps > MAX_STEPS) return { isSmall: false, threads, steps };
      const next = program.after(state, kind);
      const key = next.join();
      if (seen.has(key)) continue;
      seen.add(key);
      states.push(next);
    }
  }
  return { isSmall: true, threads, steps };
}

/** Lets a pattern be matched by an automaton of so many bytes; by none when there are none. */
export function limitAutomaton(expression: RE2JS, bytes: number): void {
  const { dfa } = libraryOf(expression);
  dfa.failed ||= bytes === 0;
  dfa.stateBudget = bytes;
  dfa.memBudget = bytes;
}

function libraryOf(expression: RE2JS): Library {
  return expression.re2() as unknown as Library;
}

/** Sets of the places in a pattern where a character is read, as ascending lists; a search may begin anew at any character. */
class PlaceSets {
  readonly start: readonly number[];
  /** For each kind of character that the pattern tells apart, the places that read it. */
  readonly kinds: readonly ReadonlySet<number>[];
  readonly #instructions: readonly Instruction[];
  readonly #operations: Operations;
  readonly #reached = new Map<number, readonly number[]>();

  constructor({ prog, dfa }: Library) {
    this.#instructions = Array.from({ length: prog.numInst() }, (_, at) => prog.getInst(at));
    this.#operations = this.#instructions[0]!.constructor as unknown as Operations;
    const places = this.#instructions.flatMap(({ op }, at) => (this.#operations.isRuneOp(op) ? [at] : []));
    const kinds = [0, ...dfa.classBounds].map((rune) => places.filter((at) => this.#instructions[at]!.matchRune(rune)));
    this.kinds = [...new Map(kinds.map((kind) => [kind.join(), new Set(kind)])).values()];
    this.start = this.#reachedFrom(prog.start);
  }

  /** The places that are active after one character of a kind. */
  after(state: readonly number[], kind: ReadonlySet<number>): readonly number[] {
    const active = new Set(this.start);
    for (const at of state) {
      if (!kind.has(at)) continue;
      for (const place of this.#reachedFrom(this.#instructions[at]!.out)) active.add(place);
    }
    return active.size === this.start.length ? this.start : [...active].sort((a, b) => a - b);
  }

  /** Places that follow without a character; conditions on what is around, such as `\b`, are taken to hold. */
  #reachedFrom(from: number): readonly number[] {
    const known = this.#reached.get(from);
    if (known) return known;
    const { ALT, ALT_MATCH, MATCH, FAIL } = this.#operations;
    const passed = new Set([from]);
    for (const at of passed) {
      const { op, out, arg } = this.#instructions[at]!;
      if (op === MATCH || op === FAIL || this.#operations.isRuneOp(op)) continue;
      passed.add(out);
      if (op === ALT || op === ALT_MATCH) passed.add(arg);
    }
    const places = [...passed].filter((at) => this.#operations.isRuneOp(this.#instructions[at]!.op));
    this.#reached.set(from, places);
    return places;
  }
}
