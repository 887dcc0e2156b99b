import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { type ImportedPolicy, importYamlRules, yamlRuleAt } from './index.js';
import { samplesOf } from './writing/pattern-samples.js';
import { RegoText, constant, isExpressible, literal, patternLiteral, remark } from './writing/rego-text.js';
import { RuleNames } from './reading/rule-names.js';

function imported(rules: string, head = 'autonomy_mode: full'): ImportedPolicy {
  const made = importYamlRules({ file: 'rules.yaml', text: `policy_version: "1"\n${head}\nrules:\n${rules}` });
  assert(made.ok, JSON.stringify(made));
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
    expect(ruleAt('"rule": "ask"')).toStrictEqual(['ask']);
    expect(ruleAt('environment ==')).toStrictEqual(['ask']);
    expect(ruleAt('"rule": "no-shell"')).toStrictEqual(['no-shell']);
    expect(ruleAt('may_any_of_no_shell if')).toStrictEqual(['no-shell', 'no-shell']);
    expect(ruleAt('"quarantine"')).toStrictEqual(['no-shell']);
    expect(ruleAt('says("help")')).toStrictEqual(['no-shell']);
    expect(ruleAt('"rule": "rest"')).toStrictEqual(['rest']);
    expect(ruleAt('default decision')).toStrictEqual([undefined]);
    expect(ruleAt('tool := input.tool')).toStrictEqual([undefined]);
    expect(yamlRuleAt(sourceMap, 'policy.rego', at('"rule": "ask"')[0]!)?.yaml).toStrictEqual({
      file: 'rules.yaml',
      row: 4,
      column: 5,
    });
    expect(yamlRuleAt(sourceMap, 'other.rego', at('"rule": "ask"')[0]!)).toBeUndefined();
  });

  it('has ranges that do not overlap and lie inside the file', () => {
    for (const [index, { rego }] of sourceMap.entries()) {
      expect(rego.from <= rego.to && rego.to < rows.length).toBe(true);
      expect(index === 0 || sourceMap[index - 1]!.rego.to < rego.from).toBe(true);
    }
  });

  it('leaves out what can never decide, with a warning', () => {
    expect(warnings.map(({ code, severity, row, col }) => [code, severity, row, col])).toStrictEqual([
      ['RULE_UNREACHABLE', 'warning', 15, 5],
    ]);
    expect(modules['policy.rego']!).not.toContain('"never"');
  });
});

describe('the answers', () => {
  const policyOf = (action: string, mode: string): string =>
    imported(`  - {id: one, match: {}, action: ${action}}`, `autonomy_mode: ${mode}`).modules['policy.rego']!;
  const reply = '{type: auto_reply, value: y, constraints: {max_length: 2}}, max_auto_replies: 4';
  const obligation = '"value": "y", "constraints": {"max_length": 2}, "max_per_session": 4}';

  it('reply by themselves only in the mode full', () => {
    expect(policyOf(reply, 'full')).toContain(`"obligations": [{"type": "auto_reply", ${obligation}]`);
    expect(policyOf(reply, 'full')).toMatch(/first_match := \{\n\t"verdict": "ALLOW"/);
    expect(policyOf(reply, 'assist')).toContain(`"obligations": [{"type": "suggest_reply", ${obligation}]`);
    expect(policyOf(reply, 'assist')).toMatch(/first_match := \{\n\t"verdict": "REQUIRE_APPROVAL"/);
    expect(policyOf(reply, 'off')).toMatch(/first_match := \{\n\t"verdict": "REQUIRE_APPROVAL"/);
    expect(policyOf(reply, 'off')).not.toContain('obligations');
  });

  it('notify unless the mode is off, and deny in every mode', () => {
    const notify = '{type: notify_only, message: look}';
    expect(policyOf(notify, 'assist')).toContain('"obligations": [{"type": "notify", "message": "look"}]');
    expect(policyOf(notify, 'off')).toMatch(
      /first_match := \{\n\t"verdict": "REQUIRE_APPROVAL",\n\t"rule": "one",\n\t"reason": "look"/,
    );
    for (const mode of ['off', 'assist', 'full'])
      expect(policyOf('{type: deny}', mode)).toMatch(/first_match := \{\n\t"verdict": "DENY"/);
  });

  it('are told when no call was found that a rule decides', () => {
    const { warnings } = imported(
      '  - {id: a, match: {tool_id: x}, action: {type: deny}}\n  - {id: b, match: {tool_id: x, environment: dev}, action: {type: notify_only}}',
    );
    expect(warnings.map(({ code, row }) => [code, row])).toStrictEqual([['RULE_UNTESTED', 5]]);
  });
});

describe('text in Rego', () => {
  it('never ends the literal it is in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (!isExpressible(text)) return;
        const written = literal(text);
        if (written.startsWith('`')) expect(written.slice(1, -1).includes('`')).toBe(false);
        else expect(parseJson(written)).toBe(text);
      }),
      { numRuns: 500 },
    );
    for (const text of ['\0', '\ufeff', '\ud800', 'a\u0001`', '\u0001\n'])
      expectThat(JSON.stringify(text), isExpressible(text)).toBe(false);
    for (const text of ['`ä`', '\u0003', 'a\r\n\t', '😀', '\u00a0'])
      expectThat(JSON.stringify(text), isExpressible(text)).toBe(true);
    expect(patternLiteral('a\\d')).toBe('`a\\d`');
    expect(patternLiteral('`\\d')).toBe('"`\\\\d"');
    expect(constant({ a: [null, true, 1, 'x'], b: {} })).toBe('{"a": [null, true, 1, "x"], "b": {}}');
  });

  it('stays on its row in a comment', () => {
    expect(remark('a\nb\u2028c\u202ed ä')).toBe('a?b?c?d ä');
  });

  it('counts its rows', () => {
    const text = new RegoText();
    text.gap();
    text.add('a', 'b');
    expect(text.row).toBe(3);
    text.gap();
    text.gap();
    text.add('c {');
    text.continue(' d');
    expect(text.toString()).toBe('a\nb\n\nc { d\n');
  });

  it('has names that differ when ids do', () => {
    const names = new RuleNames();
    expect(['a-b', 'a_b', 'A-b', 'a-b'].map((id) => names.of(id))).toStrictEqual(['a_b', 'a_b_2', 'a_b_3', 'a_b']);
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
      expectThat(pattern, samples.length > 0 && samples.every((sample) => expression.test(sample))).toBe(true);
    }
  });

  it('are not invented', () => {
    const source = '(?is)a\\bb';
    expect(samplesOf({ source, expression: RE2JS.compile(source) })).toStrictEqual([]);
  });
});
