import { type Matcher, RE2JS } from 're2js';
import { refuse } from '../errors.js';
import { spend, tank } from '../fuel.js';
import { regexSyntax } from './regex-syntax.js';
import { type AutomatonSize, automatonSize, limitAutomaton } from './regex-automaton.js';

interface Compiled {
  expression: RE2JS;
  /** Numbers of the groups that go by a name; Go lets several have the same. */
  groups: ReadonlyMap<string, readonly number[]>;
  /** Instructions of the compiled program. */
  size: number;
  automaton: AutomatonSize;
  /** The evaluation that paid for it last. */
  paidBy: number;
}

/** Compiled patterns, shared by every policy: compiling costs a hundred times what matching does. Oldest out first. */
const compiled = new Map<string, Compiled>();
const CAPACITY = 1_000;
const MAX_SOURCE = 10_000;

/**
 * The pattern with Go's syntax and RE2's linear time; refuses what RE2 refuses. Every evaluation pays for each of its patterns
 * once, compiled before or not, so that the same input always uses the same fuel.
 */
function prepared(source: string): Compiled {
  let known = compiled.get(source);
  if (known === undefined) {
    const { expression, groups } = compile(source);
    const automaton = automatonSize(expression);
    limitAutomaton(expression, automaton.isSmall ? AUTOMATON_BYTES : 0);
    known = { expression, groups, size: expression.programSize(), automaton, paidBy: -1 };
    if (compiled.size >= CAPACITY) compiled.delete(compiled.keys().next().value!);
    compiled.set(source, known);
  }
  if (known.paidBy !== tank.evaluation) spend(600 + source.length + known.size * 40 + known.automaton.steps * 2);
  known.paidBy = tank.evaluation;
  return known;
}

function compile(source: string): Pick<Compiled, 'expression' | 'groups'> {
  if (source.length > MAX_SOURCE) return refuse('error parsing regexp: expression is too long');
  const { source: readable, groups } = regexSyntax(source);
  try {
    return { expression: RE2JS.compile(readable), groups };
  } catch (error) {
    return refuse(`error parsing regexp: ${(error as Error).message}`);
  }
}

const AUTOMATON_BYTES = 1_048_576;
/** States that are built while the first texts are matched, at most one for each character. */
const FIRST_STATES = 200;

/**
 * Whether the pattern matches anywhere in the text. A small automaton is built once and takes a few nanoseconds for each character;
 * one that is not small could be built for as long as there is text, so such patterns go without.
 */
export function matchesPattern(source: string, value: string): boolean {
  const isFirst = compiled.get(source)?.paidBy !== tank.evaluation;
  const { expression, size, automaton } = prepared(source);
  if (automaton.isSmall) {
    spend(4 + (value.length >>> 2) + (isFirst ? Math.min(value.length, FIRST_STATES) * 12 : 0));
    return expression.test(value);
  }
  spendSearch(size, value.length);
  return expression.test(paidText(value, automaton.threads));
}

/** Up to this many pairs of state and character, the library clears a bit for each of them before a search. */
const BACKTRACKING_CELLS = 262_144;

function spendSearch(size: number, length: number): void {
  const cells = size * length;
  spend(24 + (cells > BACKTRACKING_CELLS ? 0 : cells >>> 12));
}

const LOOKS = 32;

/** A text whose characters are paid for when they are looked at, some at a time, by however many threads there are. */
class PaidText extends String {
  readonly #cost: number;
  #looks = 0;

  constructor(value: string, threads: number) {
    super(value);
    this.#cost = LOOKS * (1 + (threads >>> 2));
  }

  override charCodeAt(at: number): number {
    this.#looks += 1;
    if (this.#looks % LOOKS === 0) spend(this.#cost);
    return super.charCodeAt(at);
  }
}

/** The library's declarations know no String objects; its code does. */
function paidText(value: string, threads: number): string {
  return new PaidText(value, threads) as unknown as string;
}

/** A group's place in the text as [start, end]; both are -1 when it took no part. */
export type Place = [number, number];

/** A search for one match after the other; a pattern may look far beyond each match that it finds. */
export class PatternSearch {
  readonly #matcher: Matcher;
  readonly #size: number;
  readonly #length: number;

  constructor(source: string, value: string) {
    const { expression, size, automaton } = prepared(source);
    this.#size = size;
    this.#length = value.length;
    this.#matcher = expression.matcher(paidText(value, automaton.threads));
  }

  /** The places of the next match and its groups, undefined when there is none. */
  next(): Place[] | undefined {
    spendSearch(this.#size, this.#length);
    return this.#matcher.find() ? this.#places() : undefined;
  }

  #places(): Place[] {
    const count = this.#matcher.groupCount() + 1;
    spend(count);
    return Array.from({ length: count }, (_, group): Place => [this.#matcher.start(group), this.#matcher.end(group)]);
  }
}

/** Group numbers by name. */
export function groupNames(source: string): ReadonlyMap<string, readonly number[]> {
  return prepared(source).groups;
}

/** Refused where it is no pattern. */
export function expressionOf(source: string): RE2JS {
  return prepared(source).expression;
}

/** Refuses what is no pattern. */
export function checkPattern(source: string): void {
  prepared(source);
}

export function quotePattern(literal: string): string {
  return literal.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
