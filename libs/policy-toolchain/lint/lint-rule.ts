import type { InputFact, Json, ReadSet } from '#libs/policy-engine';
import type { Finding, Severity } from '../finding.js';
import type { RuleGraph } from '../rule-graph.js';
import type { PolicySource } from '../policy-source.js';
import type { SearchSummary } from '../inputs/answer-search.js';
import type { Module, Place, RuleBody } from '../syntax-tree.js';
import type { RowSet } from '../trial/rows.js';

/** A policy with everything the rules want to know of it, worked out once. */
export interface LintSubject {
  readonly source: PolicySource;
  readonly modules: readonly Module[];
  readonly tests: readonly Module[];
  readonly data: Json;
  readonly inputSchema: Json | undefined;
  readonly graph: RuleGraph;
  readonly entry: { readonly package: string; readonly name: string; readonly bodies: readonly RuleBody[] };
  readonly readSet: ReadSet;
  readonly facts: readonly InputFact[];
  readonly search: SearchFacts;
  /** Rows of definitions that the tests make give a value; undefined when they could not be run or do not pass. */
  readonly fired: RowSet | undefined;
}

/** A place in the source together with an input that shows what happens there. */
export interface Witness {
  readonly place: Place;
  readonly input: Json;
  readonly answer: Json;
}

/** What asking the policy about many inputs brought up. */
export interface SearchFacts extends SearchSummary {
  /** `file:row` of every rule body that produced a value. */
  readonly fired: ReadonlySet<string>;
  /** Rule bodies that produced a value or were tried. */
  readonly tried: ReadonlySet<string>;
  readonly conflicts: readonly Witness[];
  readonly failures: readonly (Witness & { readonly code: string; readonly message: string })[];
  /** Answers that are no decision, the first of each kind and place. */
  readonly wrong: readonly (Witness & { readonly problem: AnswerProblem; readonly detail: string })[];
  /** Tools named in data that no rule but the default ever answered for. */
  readonly unanswered: readonly string[];
}

export type AnswerProblem = 'verdict' | 'fields' | 'changes';

export interface LintRule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** Why it matters, for the page of the rule. */
  readonly why: string;
  readonly fix: string;
  /** Policies that show it; the page prints them and the tests lint them. */
  readonly violating: LintExample;
  readonly clean: LintExample;
  check(subject: LintSubject): Found[];
}

export interface LintExample {
  /** Rules of package `writ`; package line and metadata are put before them. */
  readonly policy: string;
  readonly withoutMetadata?: boolean;
  readonly test?: string;
  readonly data?: Json;
}

/** What a rule reports; id, severity and fix are added. */
export interface Found {
  readonly message: string;
  readonly place?: Place;
  readonly fix?: string;
}

export function findingOf(rule: LintRule, { message, place, fix }: Found): Finding {
  const { id: code, severity } = rule;
  return { code, severity, message, ...(place && { file: place.file, row: place.row, col: place.col }), fix: fix ?? rule.fix };
}

/** An input as it is shown in a message: short, and never more than a few lines of a terminal. */
export function shownInput(input: Json): string {
  const text = JSON.stringify(input);
  return text.length <= 300 ? text : `${text.slice(0, 297)}...`;
}
