import { type Matcher, RE2JS } from 're2js';
import { refuse } from './errors.js';
import { reserve, spend, tank } from './fuel.js';

interface Compiled {
  expression: RE2JS;
  /** Instructions of the compiled program: what the work of matching grows with. */
  size: number;
  /** The evaluation that paid for it last. */
  paidBy: number;
}

/** Compiled patterns, shared by every policy: compiling costs a hundred times what matching does. Oldest out first. */
const compiled = new Map<string, Compiled>();
const CAPACITY = 2_000;
const MAX_SOURCE = 10_000;

/**
 * The pattern with Go's syntax and RE2's linear time; refuses what RE2 refuses. Every evaluation pays for each of its patterns
 * once, compiled before or not, so that the same input always uses the same fuel.
 */
function prepared(source: string): Compiled {
  let known = compiled.get(source);
  if (known === undefined) {
    const expression = compile(source);
    known = { expression, size: expression.programSize(), paidBy: -1 };
    if (compiled.size >= CAPACITY) compiled.delete(compiled.keys().next().value!);
    compiled.set(source, known);
  }
  if (known.paidBy !== tank.evaluation) spend(600 + source.length + known.size * 40);
  known.paidBy = tank.evaluation;
  return known;
}

function compile(source: string): RE2JS {
  if (source.length > MAX_SOURCE) return refuse('error parsing regexp: expression is too long');
  try {
    return RE2JS.compile(source);
  } catch (error) {
    return refuse(`error parsing regexp: ${(error as Error).message}`);
  }
}

/** Programs up to about this size are matched by an automaton at a few nanoseconds a character, larger ones step by step. */
const AUTOMATON_SIZE = 800;

/** Whether the pattern matches anywhere in the text. */
export function matchesPattern(source: string, value: string): boolean {
  const { expression, size } = prepared(source);
  spend(4 + (size <= AUTOMATON_SIZE ? value.length >>> 2 : value.length * (size >>> 1)));
  return expression.test(value);
}

/** A text that counts how often its characters are looked at. */
class WatchedText extends String {
  looks = 0;

  override charCodeAt(at: number): number {
    this.looks += 1;
    return super.charCodeAt(at);
  }
}

/** A group's place in the text as [start, end]; both are -1 when it took no part. */
export type Place = [number, number];

/**
 * A search for one match after the other. A pattern may look far beyond each match that it finds, so what was looked at is paid
 * afterwards, and a search only starts with enough fuel for all that is left of the text.
 */
export class PatternSearch {
  readonly #text: WatchedText;
  readonly #matcher: Matcher;
  readonly #size: number;
  #paid = 0;

  constructor(source: string, value: string) {
    const { expression, size } = prepared(source);
    this.#text = new WatchedText(value);
    this.#size = size;
    // The library's declarations know no String objects; its code does.
    this.#matcher = expression.matcher(this.#text as unknown as string);
  }

  /** The places of the next match and its groups, undefined when there is none. */
  next(): Place[] | undefined {
    const { length } = this.#text;
    const cells = this.#size * length;
    spend(12 + (cells > BACKTRACKING_CELLS ? 0 : cells >>> 12));
    reserve((length + 1) * this.#costOfLook);
    const places = this.#matcher.find() ? this.#places() : undefined;
    spend((this.#text.looks - this.#paid) * this.#costOfLook);
    this.#paid = this.#text.looks;
    return places;
  }

  /** The library steps through all states that a pattern can be in after each character. */
  get #costOfLook(): number {
    return 1 + (this.#size >>> 3);
  }

  #places(): Place[] {
    const count = this.#matcher.groupCount() + 1;
    spend(count);
    return Array.from({ length: count }, (_, group): Place => [this.#matcher.start(group), this.#matcher.end(group)]);
  }
}

/** Up to this many pairs of state and character, the library clears a bit for each of them before a search. */
const BACKTRACKING_CELLS = 262_144;

/** Group numbers by name. */
export function groupNames(source: string): Record<string, number> {
  return prepared(source).expression.namedGroups();
}

/** Refuses what is no pattern. */
export function checkPattern(source: string): void {
  prepared(source);
}

export function quotePattern(literal: string): string {
  return literal.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
