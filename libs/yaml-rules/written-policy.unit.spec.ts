import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { type ImportedPolicy, importYamlRules, yamlRuleAt } from './index.js';
import { samplesOf } from './writing/pattern-samples.js';
import { RegoText, constant, isExpressible, literal, patternLiteral, remark } from './writing/rego-text.js';
import { RuleNames } from './reading/rule-names.js';

function imported(rules: string, head = 'autonomy_mode: full'): ImportedPolicy {
  const made = importYamlRules({ file: 'rules.yaml', text: `policy_version: "1"\n${head}\nrules:\n${rules}` });
  assert.ok(made.ok, JSON.stringify(made));
  return made;
}

const RULES = `  - id: ask
    match: {environment: production}
    action: {type: require_human}
  - id: no-shell
    match:
      any_of:
        - tool_id: shell
        - session_tag: quarantine
      none_of: [{contains: help}]
    action: {type: deny}
  - {id: rest, match: {}, action: {type: notify_only}}
  - {id: never, match: {tool_id: x}, action: {type: deny}}`;

describe('the source map', () => {
  const { modules, sourceMap, warnings } = imported(RULES);
  const rows = modules['policy.rego']!.split('\n');

  it('leads from every row that speaks for a rule to the rule', () => {
    const at = (text: string): number[] => rows.flatMap((row, index) => (row.includes(text) ? [index + 1] : []));
    const ruleAt = (text: string): (string | undefined)[] =>
      at(text).map((row) => yamlRuleAt(sourceMap, 'policy.rego', row)?.rule);
    assert.deepEqual(ruleAt('"rule": "ask"'), ['ask']);
    assert.deepEqual(ruleAt('environment =='), ['ask']);
    assert.deepEqual(ruleAt('"rule": "no-shell"'), ['no-shell']);
    assert.deepEqual(ruleAt('may_any_of_no_shell if'), ['no-shell', 'no-shell']);
    assert.deepEqual(ruleAt('"quarantine"'), ['no-shell']);
    assert.deepEqual(ruleAt('says("help")'), ['no-shell']);
    assert.deepEqual(ruleAt('"rule": "rest"'), ['rest']);
    assert.deepEqual(ruleAt('default decision'), [undefined]);
    assert.deepEqual(ruleAt('tool := input.tool'), [undefined]);
    assert.deepEqual(yamlRuleAt(sourceMap, 'policy.rego', at('"rule": "ask"')[0]!)?.yaml, {
      file: 'rules.yaml',
      row: 4,
      column: 5,
    });
    assert.equal(yamlRuleAt(sourceMap, 'other.rego', at('"rule": "ask"')[0]!), undefined);
  });

  it('has ranges that do not overlap and lie inside the file', () => {
    for (const [index, { rego }] of sourceMap.entries()) {
      assert.ok(rego.from <= rego.to && rego.to < rows.length);
      assert.ok(index === 0 || sourceMap[index - 1]!.rego.to < rego.from);
    }
  });

  it('leaves out what can never decide, with a warning', () => {
    assert.deepEqual(
      warnings.map(({ code, severity, row, col }) => [code, severity, row, col]),
      [['RULE_UNREACHABLE', 'warning', 15, 5]],
    );
    assert.ok(!modules['policy.rego']!.includes('"never"'));
  });
});

describe('the answers', () => {
  const policyOf = (action: string, mode: string): string =>
    imported(`  - {id: one, match: {}, action: ${action}}`, `autonomy_mode: ${mode}`).modules['policy.rego']!;
  const reply = '{type: auto_reply, value: y, constraints: {max_length: 2}}, max_auto_replies: 4';
  const obligation = '"value": "y", "constraints": {"max_length": 2}, "max_per_session": 4}';

  it('reply by themselves only in the mode full', () => {
    assert.ok(policyOf(reply, 'full').includes(`"obligations": [{"type": "auto_reply", ${obligation}]`));
    assert.match(policyOf(reply, 'full'), /first_match := \{\n\t"verdict": "ALLOW"/);
    assert.ok(policyOf(reply, 'assist').includes(`"obligations": [{"type": "suggest_reply", ${obligation}]`));
    assert.match(policyOf(reply, 'assist'), /first_match := \{\n\t"verdict": "REQUIRE_APPROVAL"/);
    assert.match(policyOf(reply, 'off'), /first_match := \{\n\t"verdict": "REQUIRE_APPROVAL"/);
    assert.ok(!policyOf(reply, 'off').includes('obligations'));
  });

  it('notify unless the mode is off, and deny in every mode', () => {
    const notify = '{type: notify_only, message: look}';
    assert.ok(policyOf(notify, 'assist').includes('"obligations": [{"type": "notify", "message": "look"}]'));
    assert.match(
      policyOf(notify, 'off'),
      /first_match := \{\n\t"verdict": "REQUIRE_APPROVAL",\n\t"rule": "one",\n\t"reason": "look"/,
    );
    for (const mode of ['off', 'assist', 'full'])
      assert.match(policyOf('{type: deny}', mode), /first_match := \{\n\t"verdict": "DENY"/);
  });

  it('are told when no call was found that a rule decides', () => {
    const { warnings } = imported(
      '  - {id: a, match: {tool_id: x}, action: {type: deny}}\n  - {id: b, match: {tool_id: x, environment: dev}, action: {type: notify_only}}',
    );
    assert.deepEqual(
      warnings.map(({ code, row }) => [code, row]),
      [['RULE_UNTESTED', 5]],
    );
  });
});

describe('text in Rego', () => {
  it('never ends the literal it is in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (!isExpressible(text)) return;
        const written = literal(text);
        if (written.startsWith('`')) assert.equal(written.slice(1, -1).includes('`'), false);
        else assert.equal(JSON.parse(written), text);
      }),
      { numRuns: 500 },
    );
    for (const text of ['\0', '\ufeff', '\ud800', 'a\u0001`', '\u0001\n'])
      assert.equal(isExpressible(text), false, JSON.stringify(text));
    for (const text of ['`ä`', '\u0003', 'a\r\n\t', '😀', '\u00a0'])
      assert.equal(isExpressible(text), true, JSON.stringify(text));
    assert.equal(patternLiteral('a\\d'), '`a\\d`');
    assert.equal(patternLiteral('`\\d'), '"`\\\\d"');
    assert.equal(constant({ a: [null, true, 1, 'x'], b: {} }), '{"a": [null, true, 1, "x"], "b": {}}');
  });

  it('stays on its row in a comment', () => {
    assert.equal(remark('a\nb\u2028c\u202ed ä'), 'a?b?c?d ä');
  });

  it('counts its rows', () => {
    const text = new RegoText();
    text.gap();
    text.add('a', 'b');
    assert.equal(text.row, 3);
    text.gap();
    text.gap();
    text.add('c {');
    text.continue(' d');
    assert.equal(text.toString(), 'a\nb\n\nc { d\n');
  });

  it('has names that differ when ids do', () => {
    const names = new RuleNames();
    assert.deepEqual(
      ['a-b', 'a_b', 'A-b', 'a-b'].map((id) => names.of(id)),
      ['a_b', 'a_b_2', 'a_b_3', 'a_b'],
    );
  });
});

describe('samples of patterns', () => {
  it('are found for what rules are written with, and match', () => {
    const patterns = [
      'rm\\s+-(rf|fr)\\b',
      'password|token|api.?key|secret',
      '^(continue|proceed)\\? \\[y/n\\]$',
      '[^a-z]{2,}x',
      '(?i)drop\\s+table',
      '\\d{4}-\\d{2}',
      '(?P<n>a|b)+c',
      'a{2,3}|b+c',
      '\\.(env|pem)$',
      '[[:digit:]]x',
      '\\x41',
      '\\pLz',
      '(?:ab)?c*d',
      '"quoted"',
      '[\\]x]y',
    ];
    for (const pattern of patterns) {
      const expression = RE2JS.compile(`(?is)${pattern}`);
      const samples = samplesOf({ source: `(?is)${pattern}`, expression });
      assert.ok(samples.length > 0 && samples.every((sample) => expression.test(sample)), pattern);
    }
  });

  it('are not invented', () => {
    const source = '(?is)a\\bb';
    assert.deepEqual(samplesOf({ source, expression: RE2JS.compile(source) }), []);
  });
});
