import { type Block, factOf } from '../reading/conditions.js';
import { FACTS, type FactName, type Facts, factRules } from './facts.js';
import {
  type Answer,
  type AnsweringRule,
  type Ordered,
  countsWhenUnknown,
  decidesWhenPossible,
  matchesEverything,
} from './first-match.js';
import { type Use, conditionText, functionRules } from './rego-conditions.js';
import { RegoText, constant, literal, remark } from './rego-text.js';
import type { SampleCalls } from './sample-calls.js';
import { RuleNames } from '../reading/rule-names.js';
import type { Rule, RuleSet } from '../reading/rule-set.js';
import type { SourceMapEntry } from '../reading/source-map.js';

export const POLICY_FILE = 'policy.rego';
/** Branches of one else-chain: what the compiler needs for a chain grows with the square of its length. */
const CHAIN = 25;

export interface WrittenPolicy {
  readonly text: string;
  readonly sourceMap: readonly SourceMapEntry[];
  /** Conditions as the policy uses them. */
  readonly uses: readonly Use[];
  readonly facts: readonly FactName[];
  /** Rules made for blocks, as `name` and the blocks any of which makes it true. */
  readonly groups: readonly BlockGroup[];
}

export interface BlockGroup {
  readonly name: string;
  readonly blocks: readonly Block[];
  readonly may: boolean;
  readonly rule: Rule;
  /** For each block a call that passes it and none before it, where one was found: what a test can show. */
  readonly calls: readonly (Facts | undefined)[];
}

/** What lint would rightly say, and nobody can mend here: the rules are as somebody wrote them. */
const NOT_SHOWN = '# lint-ignore: rule-without-test, unreachable-rule';

interface Branch {
  /** Rows of the value. */
  readonly value: readonly string[];
  readonly conditions: readonly string[];
  readonly rule?: Rule;
}

/** Writes the policy of a rule set, formatted as the standard formatter would. */
export function writePolicy(set: RuleSet, order: Ordered, calls: SampleCalls): WrittenPolicy {
  return new PolicyWriter(set, order, calls).write();
}

class PolicyWriter {
  readonly #text = new RegoText();
  readonly #map: SourceMapEntry[] = [];
  readonly #uses: Use[] = [];
  readonly #groups = new Map<string, BlockGroup>();
  readonly #names = new RuleNames();
  readonly #passing = new Map<readonly Block[], readonly (Facts | undefined)[]>();
  #parts = 0;

  constructor(
    private readonly set: RuleSet,
    private readonly order: Ordered,
    private readonly calls: SampleCalls,
  ) {}

  write(): WrittenPolicy {
    const text = this.#text;
    const { decision, refusal } = this.#branches();
    this.#heading();
    text.gap();
    text.add('decision := first_match if tool != null');
    this.#chain('first_match', decision);
    if (refusal.length > 0) {
      text.gap();
      text.add('# The first rule that may deny, unless a rule before it certainly matches.');
      this.#chain('refusal', refusal);
    }
    for (const group of this.#groups.values()) this.#group(group);
    const facts = this.#facts();
    text.gap();
    text.add('# What a call says. null is what it does not say, or says with a value of another kind.', ...factRules(facts));
    text.gap();
    text.add(...functionRules(this.#uses, NOT_SHOWN).slice(1));
    const sourceMap = this.#map.toSorted((a, b) => a.rego.from - b.rego.from);
    return { text: text.toString(), sourceMap, uses: this.#uses, facts, groups: [...this.#groups.values()] };
  }

  #heading(): void {
    const { name, file } = this.set;
    const description = `Generated from ${remark(file)}: change that and import it again. The first rule that matches decides.`;
    this.#text.add(
      '# METADATA',
      `# title: ${JSON.stringify(remark(name))}`,
      `# description: ${JSON.stringify(description)}`,
      'package writ',
    );
    this.#text.gap();
    const [first, ...rest] = answerRows(this.order.malformed) as [string, ...string[]];
    this.#text.add(`default decision := ${first}`, ...rest);
  }

  /**
   * A rule that denies must not be passed over because a rule before it may ask a person. So from the first rule that asks on, rules
   * that deny are looked for first, in a chain of their own.
   */
  #branches(): { decision: Branch[]; refusal: Branch[] } {
    const { rules } = this.order;
    const from = rules.findIndex((each) => asksWhenPossible(each));
    const to = rules.findLastIndex(({ answer }) => answer.verdict === 'DENY');
    if (from < 0 || to < from)
      return { decision: [...rules.map((each) => this.#branch(each)), ...this.#defaults()], refusal: [] };
    const refusal = rules
      .slice(from, to + 1)
      .map((each) => (each.answer.verdict === 'DENY' ? this.#branch(each) : this.#stop(each)));
    const decision = [
      ...rules.slice(0, from).map((each) => this.#branch(each)),
      { value: ['refusal'], conditions: ['is_object(refusal)'] },
      ...rules
        .filter(({ answer }, index) => index >= from && (index > to || answer.verdict !== 'DENY'))
        .map((each) => this.#branch(each)),
    ];
    return { decision: [...decision, ...this.#defaults()], refusal };
  }

  #branch({ rule, answer }: AnsweringRule): Branch {
    return { value: answerRows(answer), conditions: this.#conditions(rule, decidesWhenPossible(answer)), rule };
  }

  #stop({ rule }: AnsweringRule): Branch {
    return { value: ['"none"'], conditions: this.#conditions(rule, false), rule };
  }

  /** Behind a rule that matches every call no default ever answers. */
  get #hasDefaults(): boolean {
    const last = this.order.rules.at(-1);
    return last === undefined || !matchesEverything(last.rule);
  }

  #defaults(): Branch[] {
    if (!this.#hasDefaults) return [];
    const { lowConfidence, noMatch } = this.order;
    const low = countsWhenUnknown(lowConfidence, noMatch) ? 'confidence in [null, "low"]' : 'confidence == "low"';
    return [
      { value: answerRows(lowConfidence), conditions: [low] },
      { value: answerRows(noMatch), conditions: [] },
    ];
  }

  /** Expressions that hold when the rule certainly matches, or with `may` when it may match. */
  #conditions(rule: Rule, may: boolean): string[] {
    const { blocks, unless } = rule;
    const matched = blocks.length === 1 ? this.#expressions(blocks[0]!, may) : [this.#groupName('any_of', rule, blocks, may)];
    // What is excluded for certain does not match even possibly; what may be excluded does not match for certain.
    return unless.length === 0 ? matched : [...matched, `not ${this.#groupName('none_of', rule, unless, !may)}`];
  }

  #expressions(block: Block, may: boolean): string[] {
    return block.map((condition) => {
      this.#uses.push({ condition, may });
      return conditionText(condition, may);
    });
  }

  #groupName(kind: 'any_of' | 'none_of', rule: Rule, blocks: readonly Block[], may: boolean): string {
    const name = `${may ? 'may_' : ''}${kind}_${this.#names.of(rule.id)}`;
    const known = this.#groups.get(name);
    if (!known) this.#groups.set(name, { name, blocks, may, rule, calls: this.#callsOf(blocks) });
    return name;
  }

  #callsOf(blocks: readonly Block[]): readonly (Facts | undefined)[] {
    const known = this.#passing.get(blocks) ?? blocks.map((_, index) => this.calls.passing(blocks, index));
    this.#passing.set(blocks, known);
    return known;
  }

  #group({ name, blocks, may, rule, calls }: BlockGroup): void {
    this.#text.gap();
    const from = this.#text.row;
    for (const [index, block] of blocks.entries()) {
      this.#text.gap();
      if (!calls[index]) this.#text.add(NOT_SHOWN);
      this.#text.add(`${name} if {`, ...this.#expressions(block, may).map(indented), '}');
    }
    this.#mapRows(rule, from, this.#text.row - 1);
  }

  #facts(): FactName[] {
    const asked = this.#uses.map(({ condition }) => factOf(condition));
    const used = new Set<FactName>(['tool', ...(this.#hasDefaults ? (['confidence'] as const) : []), ...asked]);
    return (Object.keys(FACTS) as FactName[]).filter((name) => used.has(name));
  }

  /** One chain, or a chain of chains when there are many branches. */
  #chain(name: string, branches: readonly Branch[]): void {
    if (branches.length <= CHAIN) return this.#branchesOf(name, branches);
    const parts = Array.from({ length: Math.ceil(branches.length / CHAIN) }, () => `${name}_${(this.#parts += 1)}`);
    this.#chain(
      name,
      parts.map((part) => ({ value: [part], conditions: [part] })),
    );
    for (const [index, part] of parts.entries()) this.#branchesOf(part, branches.slice(index * CHAIN, (index + 1) * CHAIN));
  }

  #branchesOf(name: string, branches: readonly Branch[]): void {
    this.#text.gap();
    for (const [index, { value, conditions, rule }] of branches.entries()) {
      const [first, ...rest] = value as readonly [string, ...string[]];
      if (index === 0 && rule && this.calls.of(rule).length === 0) this.#text.add(NOT_SHOWN);
      if (index === 0) this.#text.add(`${name} := ${first}`);
      else this.#text.continue(` else := ${first}`);
      const from = this.#text.row - 1;
      this.#text.add(...rest);
      // A branch without conditions is the last one, and has no body.
      if (conditions.length > 0) {
        this.#text.continue(' if {');
        if (rule) this.#text.add(`\t# ${remark(`${rule.id}, ${rule.place.file}:${rule.place.row}`)}`);
        this.#text.add(...conditions.map(indented), '}');
      }
      const isLast = index === branches.length - 1;
      if (rule) this.#mapRows(rule, from, this.#text.row - (isLast ? 1 : 2));
    }
  }

  #mapRows(rule: Rule, from: number, to: number): void {
    this.#map.push({ rule: rule.id, yaml: rule.place, rego: { file: POLICY_FILE, from, to } });
  }
}

function asksWhenPossible({ rule, answer }: AnsweringRule): boolean {
  return answer.verdict === 'REQUIRE_APPROVAL' && !matchesEverything(rule);
}

function indented(row: string): string {
  return `\t${row}`;
}

function answerRows(answer: Answer): string[] {
  const { verdict, rule, reason, obligations } = answer;
  return [
    '{',
    `\t"verdict": ${literal(verdict)},`,
    `\t"rule": ${literal(rule)},`,
    `\t"reason": ${literal(reason)},`,
    ...(obligations.length === 0 ? [] : [`\t"obligations": ${constant(obligations)},`]),
    '}',
  ];
}
