import { globPattern, quotePattern, textThatFits, type Value } from '#libs/policy-engine';
import type { Approximations } from './approximations.js';
import type { Formula } from './formulas.js';
import type { Unknown } from './unknowns.js';

/** A call that tells one text from others, as the pattern of which that text has a match, and when it says yes. */
interface TextTest {
  readonly pattern: string;
  readonly holds: Formula;
}

/** Tests of one text that are looked at together at most: each is held against each other one. */
const MAX_TESTS = 12;

/** What texts are asked by `startswith`, `contains`, `regex.match` and the like, and which answers can come together. */
export class TextTests {
  private readonly byUnknown = new Map<Unknown, TextTest[]>();

  constructor(private readonly of: Approximations) {}

  add(unknown: Unknown, pattern: string, holds: Formula): void {
    const others = this.byUnknown.get(unknown) ?? [];
    this.byUnknown.set(unknown, [...others, { pattern, holds }]);
    if (others.length >= MAX_TESTS) return;
    const { formulas, unknowns } = this.of;
    const never = (a: string, b: string, isOther: boolean): boolean =>
      textThatFits([
        { pattern: a, holds: true },
        { pattern: b, holds: isOther },
      ]) === 'none';
    for (const other of others) {
      if (never(pattern, other.pattern, false)) unknowns.facts.push(formulas.implies(holds, other.holds));
      if (never(other.pattern, pattern, false)) unknowns.facts.push(formulas.implies(other.holds, holds));
      if (never(pattern, other.pattern, true)) unknowns.facts.push(-formulas.and(holds, other.holds));
    }
  }

  /** A text for which all tests say what a model says of them; undefined where there are none, or that is not easily found. */
  textFor(unknown: Unknown, isSo: (formula: Formula) => boolean): string | undefined {
    const tests = this.byUnknown.get(unknown);
    if (!tests) return undefined;
    const found = textThatFits(tests.map(({ pattern, holds }) => ({ pattern, holds: isSo(holds) })));
    return typeof found === 'object' ? found.text : undefined;
  }
}

/** The pattern that is looked for by a call, and the argument it is looked for in; undefined for what is no such test. */
export function patternOf(
  name: string,
  args: readonly (Value | undefined)[],
): { readonly pattern: string; readonly subject: number } | undefined {
  const text = (at: number): string | undefined => (typeof args[at] === 'string' ? args[at] : undefined);
  const [first, second] = [text(0), text(1)];
  switch (name) {
    case 'regex.match':
      return first === undefined ? undefined : { pattern: first, subject: 1 };
    case 'startswith':
      return second === undefined ? undefined : { pattern: `\\A${quotePattern(second)}`, subject: 0 };
    case 'endswith':
      return second === undefined ? undefined : { pattern: `${quotePattern(second)}\\z`, subject: 0 };
    case 'contains':
      return second === undefined ? undefined : { pattern: quotePattern(second), subject: 0 };
    case 'glob.match':
      return first === undefined ? undefined : globOf(first, args[1]);
    default:
      return undefined;
  }
}

/** As `glob.match` takes its delimiters: with an empty list there is one, the point. */
function globOf(glob: string, delimiters: Value | undefined): { readonly pattern: string; readonly subject: number } | undefined {
  const given = delimiters === null ? [] : Array.isArray(delimiters) && delimiters.length === 0 ? ['.'] : delimiters;
  if (!Array.isArray(given) || !given.every((one): one is string => typeof one === 'string')) return undefined;
  return { pattern: globPattern(glob, given), subject: 2 };
}
