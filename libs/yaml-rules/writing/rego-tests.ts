import { type Condition, factOf, folderAndInside } from '../reading/conditions.js';
import { FACTS, type Facts, inputWith } from './facts.js';
import type { FindingList } from '../reading/finding-list.js';
import type { Answer, Ordered } from './first-match.js';
import { conditionText, kindsIn } from './rego-conditions.js';
import type { WrittenPolicy } from './rego-policy.js';
import { type Constant, RegoText, constant, literal } from './rego-text.js';
import { RuleNames } from '../reading/rule-names.js';
import { type SampleCalls, valuesOf } from './sample-calls.js';

export const TEST_FILE = 'policy_test.rego';
/** Characters of tests; the compiler takes no file above a mebibyte. */
const MAX_TEXT = 900_000;

/** Writes tests for a generated policy: for every rule and block a call that it decides, for every default, for every helper. */
export function writeTests(order: Ordered, policy: WrittenPolicy, calls: SampleCalls, findings: FindingList): string {
  return new TestWriter(order, policy, calls, findings).write();
}

class TestWriter {
  readonly #text = new RegoText();
  readonly #names = new RuleNames();
  #length = 0;

  constructor(
    private readonly order: Ordered,
    private readonly policy: WrittenPolicy,
    private readonly calls: SampleCalls,
    private readonly findings: FindingList,
  ) {}

  write(): string {
    this.#text.add('package writ_test', '', 'import data.writ');
    this.#factTests();
    for (const { kind, example, may } of kindsIn(this.policy.uses)) this.#functionTest(kind, example, may);
    this.#defaultTests();
    this.#ruleTests();
    for (const { name, calls } of this.policy.groups)
      this.#test(
        name,
        calls.flatMap((facts) => (facts ? [`writ.${name} with input as ${inputText(facts)}`] : [])),
      );
    return this.#text.toString();
  }

  #ruleTests(): void {
    for (const { rule, answer } of this.order.rules) {
      const calls = this.calls.of(rule);
      for (const facts of calls) this.#decides(`rule_${rule.id}`, facts, answer);
      if (calls.length > 0) continue;
      const why = this.calls.isExhausted
        ? 'there are too many rules to look on'
        : 'rules before it may match whatever it matches';
      const message = `no call was found that the rule ${rule.id} decides; ${why}`;
      this.findings.warning('RULE_UNTESTED', message, rule.place, 'look whether the rule is needed, or write a test for it');
    }
  }

  #defaultTests(): void {
    const { lowConfidence, noMatch, malformed } = this.order;
    const cases: [Answer, Partial<Facts>][] = [
      [lowConfidence, { confidence: 'low' }],
      [noMatch, {}],
      [malformed, { tool: null }],
    ];
    for (const [answer, fixed] of cases) {
      const facts = this.calls.decidedBy(answer.rule, [], fixed);
      if (facts) this.#decides(answer.rule, facts, answer);
    }
  }

  #decides(name: string, facts: Facts, { rule, verdict }: Answer): void {
    this.#test(name, [
      `decision := writ.decision with input as ${inputText(facts)}`,
      `decision.rule == ${literal(rule)}`,
      `decision.verdict == ${literal(verdict)}`,
    ]);
  }

  #factTests(): void {
    for (const name of this.policy.facts) {
      const { path, kind } = FACTS[name];
      const value: Constant = { name: 'some', folder: '/some', text: '', confidence: 'low', flag: false, names: [] }[kind];
      this.#test(`fact_${name}`, [
        `writ.${name} == null with input as {}`,
        `writ.${name} == null with input as ${constant(nested(path, 7))}`,
        `writ.${name} == ${constant(value)} with input as ${constant(nested(path, value))}`,
      ]);
    }
  }

  #functionTest(kind: string, example: Condition, may: boolean): void {
    const { path } = FACTS[factOf(example)];
    const inputs = valuesOf(example).map((value) => constant(nested(path, value as Constant)));
    const certain = `writ.${conditionText(example, false)}`;
    const possible = `writ.${conditionText(example, true)}`;
    const folder = example.kind === 'below' ? folderAndInside(example.folder)[0] : '';
    // Nothing is beside the root.
    const beside = folder.length > 1 ? `${folder}-beside` : undefined;
    this.#test(`condition_${kind}`, [
      `not ${certain} with input as {}`,
      ...inputs.map((input) => `${certain} with input as ${input}`),
      ...(beside === undefined ? [] : [`not ${certain} with input as ${constant(nested(path, beside))}`]),
      ...(may ? [`${possible} with input as {}`, ...inputs.map((input) => `${possible} with input as ${input}`)] : []),
    ]);
  }

  #test(name: string, expressions: readonly string[]): void {
    const size = expressions.reduce((sum, { length }) => sum + length, 0);
    if (expressions.length === 0 || this.#length + size > MAX_TEXT) return;
    this.#length += size + 100;
    this.#text.gap();
    this.#text.add(`test_${this.#names.next(name)} if {`, ...expressions.map((row) => `\t${row}`), '}');
  }
}

function nested(path: readonly string[], value: Constant): Constant {
  return path.reduceRight<Constant>((inner, name) => ({ [name]: inner }), value);
}

function inputText(facts: Facts): string {
  return constant(inputWith(facts) as Constant);
}
