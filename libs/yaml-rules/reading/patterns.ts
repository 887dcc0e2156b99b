import { RE2JS } from 're2js';
import type { Pattern } from './conditions.js';
import type { FindingList, Place } from './finding-list.js';

/** Characters of one pattern. */
const MAX_LENGTH = 200;
/** Instructions of one pattern: larger ones are not matched by the engine's automaton and would use up its budget on a long text. */
const MAX_SIZE = 800;
/** Share of the engine's fuel of 1,000,000 that preparing all patterns for one decision may take. */
const MAX_FUEL = 600_000;

/** Compiles the patterns of all rules, each once, and keeps their sum within what the engine grants a decision. */
export class Patterns {
  readonly #compiled = new Map<string, Pattern>();
  #fuel = 0;

  constructor(private readonly findings: FindingList) {}

  /** Without regard to case, and with a dot that stands for line breaks too, as the language has always matched. */
  compile(pattern: string, place: Place): Pattern | undefined {
    const source = `(?is)${pattern}`;
    const known = this.#compiled.get(source);
    if (known) return known;
    const problem = pattern.length > MAX_LENGTH ? `more than ${MAX_LENGTH} characters` : undefined;
    if (problem !== undefined) return this.#refuse(problem, place, 'split it into several rules or any_of blocks');
    let expression: RE2JS;
    try {
      expression = RE2JS.compile(source);
    } catch (error) {
      const fix = 'patterns have the syntax of RE2: no look-around, no back-references, \\z instead of \\Z';
      return this.#refuse((error as Error).message, place, fix);
    }
    if (expression.programSize() > MAX_SIZE) return this.#refuse('the pattern is too large', place, 'use smaller repetitions');
    if (expression.test(''))
      return this.#refuse(
        'the pattern matches the empty text, so it matches everything',
        place,
        'ask for at least one character',
      );
    const compiled = { source, expression };
    this.#compiled.set(source, compiled);
    this.#spend(3 * (600 + source.length + 40 * expression.programSize()), place);
    return compiled;
  }

  #refuse(problem: string, place: Place, fix: string): undefined {
    this.findings.error('YAML_REGEX', problem, place, fix);
  }

  /** What the engine charges for a pattern (libs/policy-engine, regex-patterns.ts). */
  #spend(fuel: number, place: Place): void {
    const wasWithin = this.#fuel <= MAX_FUEL;
    this.#fuel += fuel;
    if (wasWithin && this.#fuel > MAX_FUEL) {
      const message = 'the patterns up to this one cost more than a decision may: every call would be denied with POLICY_ERROR';
      this.findings.error('YAML_REGEX_BUDGET', message, place, 'use plain contains, or put alternatives into one pattern');
    }
  }
}
