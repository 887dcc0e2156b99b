import type { RE2JS } from 're2js';
import { BuiltinFailure, PolicyEvaluationError } from '../errors.js';
import { expressionOf } from './regex-patterns.js';

/** A pattern, and whether a text is to have a match of it. */
export interface PatternWish {
  readonly pattern: string;
  readonly holds: boolean;
}

interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  matchRune(rune: number): boolean;
}

/** What is used of the library's compiled patterns beyond its documented interface; a spec holds it to that. */
interface Library {
  prog: { readonly start: number; numInst(): number; getInst(at: number): Instruction };
  dfa: { readonly classBounds: Int32Array };
}

const OPERATIONS = { ALT: 1, ALT_MATCH: 2, EMPTY_WIDTH: 4, FAIL: 5, MATCH: 6, RUNE: 8, RUNE_ANY_NOT_NL: 11 } as const;
const AROUND = { beginLine: 1, endLine: 2, beginText: 4, endText: 8, boundary: 16, noBoundary: 32 } as const;
const LINE_FEED = 10;
const MAX_RUNE = 0x10_ffff;
/** In place of a character: before the first, and after the last one. */
const NONE = -1;

const isWord = (rune: number): boolean => rune >= 0 && rune < 128 && /\w/.test(String.fromCodePoint(rune));

/** Where a search for a pattern is: the places that are read next, and what kind of character was read last. */
interface State {
  readonly places: readonly number[];
  readonly last: number;
  readonly isFound: boolean;
  readonly after: Map<number, State>;
}

/** One pattern, searched for anywhere in a text that is read character by character. */
class PatternRun {
  readonly start: State;
  readonly bounds: Int32Array;
  private readonly instructions: readonly Instruction[];
  private readonly states = new Map<string, State>();
  private readonly from: number;

  constructor(expression: RE2JS) {
    const { prog, dfa } = expression.re2() as unknown as Library;
    this.instructions = Array.from({ length: prog.numInst() }, (_, at) => prog.getInst(at));
    this.bounds = dfa.classBounds;
    this.from = prog.start;
    this.start = this.state([], NONE, false);
  }

  /** `rune` stands for all that the patterns do not tell from it. */
  step(state: State, rune: number): State {
    if (state.isFound) return state;
    const known = state.after.get(rune);
    if (known) return known;
    const { places, isFound } = this.reached(state, rune);
    const next = new Set<number>();
    for (const at of places) if (this.instructions[at]!.matchRune(rune)) next.add(this.instructions[at]!.out);
    const made = this.state(
      [...next].sort((a, b) => a - b),
      rune,
      isFound,
    );
    state.after.set(rune, made);
    return made;
  }

  isFoundAtEnd(state: State): boolean {
    return state.isFound || this.reached(state, NONE).isFound;
  }

  private state(places: readonly number[], rune: number, isFound: boolean): State {
    const last = rune === NONE || rune === LINE_FEED ? rune : isWord(rune) ? 48 : 32;
    const key = isFound ? 'found' : `${last} ${places.join()}`;
    const known = this.states.get(key) ?? { places, last, isFound, after: new Map() };
    this.states.set(key, known);
    return known;
  }

  /** A search may begin at any character. */
  private reached({ places, last }: State, next: number): { places: readonly number[]; isFound: boolean } {
    const holds = around(last, next);
    const passed = new Set([...places, this.from]);
    const readers: number[] = [];
    let isFound = false;
    for (const at of passed) {
      const { op, out, arg } = this.instructions[at]!;
      if (op === OPERATIONS.MATCH) isFound = true;
      else if (op >= OPERATIONS.RUNE && op <= OPERATIONS.RUNE_ANY_NOT_NL) readers.push(at);
      else if (op === OPERATIONS.EMPTY_WIDTH) {
        if ((arg & ~holds) === 0) passed.add(out);
      } else if (op !== OPERATIONS.FAIL) passed.add(out);
      if (op === OPERATIONS.ALT || op === OPERATIONS.ALT_MATCH) passed.add(arg);
    }
    return { places: readers, isFound };
  }
}

/** Which conditions hold between two characters. */
function around(last: number, next: number): number {
  const line =
    (last === NONE || last === LINE_FEED ? AROUND.beginLine : 0) | (next === NONE || next === LINE_FEED ? AROUND.endLine : 0);
  const text = (last === NONE ? AROUND.beginText : 0) | (next === NONE ? AROUND.endText : 0);
  return line | text | (isWord(last) === isWord(next) ? AROUND.noBoundary : AROUND.boundary);
}

/** One character of each kind that the patterns tell apart: a letter or digit where there is one, else what can be printed. */
function kindsOf(runs: readonly PatternRun[]): readonly number[] {
  const words = [LINE_FEED, 11, 48, 58, 65, 91, 95, 96, 97, 123];
  const bounds = [...new Set([0, ...words, ...runs.flatMap((run) => [...run.bounds])])].filter((rune) => rune <= MAX_RUNE);
  bounds.sort((a, b) => a - b);
  const kinds = bounds.map((from, i) => {
    const to = (bounds[i + 1] ?? MAX_RUNE + 1) - 1;
    const nice = [97, 65, 48, 45, 32].find((rune) => from <= rune && rune <= to);
    return nice ?? (from < 33 && to >= 33 ? 33 : from);
  });
  // What can be read comes first, so that of the shortest texts one is found that people can read.
  const order = (rune: number): number => (isWord(rune) ? 0 : rune >= 32 && rune < 127 ? 1 : 2);
  return kinds.sort((a, b) => order(a) - order(b) || a - b);
}

const STEPS = 60_000;
const known = new Map<string, { readonly text: string } | 'none' | undefined>();
const CAPACITY = 2_000;

/**
 * A text that has a match of each of these patterns, or none, as is wished; `none` when there is no such text, and undefined when
 * that would take long to find out, or one of them is no pattern.
 */
export function textThatFits(wishes: readonly PatternWish[]): { readonly text: string } | 'none' | undefined {
  const key = JSON.stringify(wishes.map(({ pattern, holds }) => [pattern, holds]));
  if (known.has(key)) return known.get(key);
  const found = fitting(wishes);
  if (known.size >= CAPACITY) known.delete(known.keys().next().value!);
  known.set(key, found);
  return found;
}

function fitting(wishes: readonly PatternWish[]): { readonly text: string } | 'none' | undefined {
  try {
    const wished = wishes.map(({ pattern, holds }) => ({ expression: expressionOf(pattern), holds }));
    return likelyText(wished) ?? shortest(wished);
  } catch (error) {
    if (error instanceof BuiltinFailure || error instanceof PolicyEvaluationError) return undefined;
    throw error;
  }
}

interface Wished {
  readonly expression: RE2JS;
  readonly holds: boolean;
}

/** What each pattern alone is looking for, one after the other: most often that is it, where all at once take many steps. */
function likelyText(wished: readonly Wished[]): { readonly text: string } | undefined {
  const parts: string[] = [];
  for (const one of wished.filter(({ holds }) => holds)) {
    const found = shortest([one]);
    if (typeof found !== 'object') return undefined;
    parts.push(found.text);
  }
  const texts = ['sample', ...['', ' ', '\n'].map((between) => parts.join(between)), parts.toReversed().join(' ')];
  const text = texts.find((one) => wished.every(({ expression, holds }) => expression.test(one) === holds));
  return text === undefined ? undefined : { text };
}

/** Reads all patterns at once, from the empty text on. */
function shortest(wished: readonly Wished[]): { readonly text: string } | 'none' | undefined {
  const runs = wished.map(({ expression }) => new PatternRun(expression));
  const kinds = kindsOf(runs);
  const isLost = (states: readonly State[]): boolean => states.some(({ isFound }, i) => isFound && !wished[i]!.holds);
  const numbers = new Map<State, number>();
  const numberOf = (state: State): number => {
    const number = numbers.get(state) ?? numbers.size;
    numbers.set(state, number);
    return number;
  };
  const start = runs.map((run) => run.start);
  const queue: { readonly states: readonly State[]; readonly text: string }[] = [{ states: start, text: '' }];
  const seen = new Set([start.map(numberOf).join()]);
  let left = STEPS;
  for (const { states, text } of queue) {
    if (states.every((state, i) => runs[i]!.isFoundAtEnd(state) === wished[i]!.holds)) return { text };
    for (const rune of kinds) {
      if ((left -= 1) < 0) return undefined;
      const next = states.map((state, i) => runs[i]!.step(state, rune));
      const key = next.map(numberOf).join();
      if (seen.has(key) || isLost(next)) continue;
      seen.add(key);
      queue.push({ states: next, text: text + String.fromCodePoint(rune) });
    }
  }
  return 'none';
}
