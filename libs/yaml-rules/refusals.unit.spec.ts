import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { importYamlRules } from './index.js';

/** Code and place of every finding; the place is a row and a column of the text. */
function refused(text: string): string[] {
  const imported = importYamlRules({ file: 'rules.yaml', text });
  if (imported.ok) return [];
  for (const { file, severity } of imported.findings) expect([file, severity]).toStrictEqual(['rules.yaml', 'error']);
  return imported.findings.map(({ code, row, col }) => `${code} ${row}:${col}`);
}

/** A file of version 1 with one rule, whose match and action begin in rows 5 and 6. */
function file(match: string, action = '{type: deny}', more = '', version = '1'): string {
  return `policy_version: "${version}"\nrules:\n  - id: one\n    description: first\n    match: ${match}\n    action: ${action}\n${more}`;
}

describe('the shape of a rule file', () => {
  const cases: readonly [string, string, string[]][] = [
    ['is a mapping', '- 1', ['YAML_INVALID_VALUE 1:1']],
    ['is not empty', '', ['YAML_INVALID_VALUE 1:1']],
    ['names its version', 'rules: []', ['YAML_MISSING_FIELD 1:1']],
    ['names its version as text', 'rules: []\npolicy_version: 1', ['YAML_INVALID_VALUE 2:17']],
    ['is of a known version', 'policy_version: "2"', ['YAML_INVALID_VALUE 1:17']],
    ['has no unknown field', 'policy_version: "1"\nrule: []\nnmae: x', ['YAML_UNKNOWN_FIELD 2:1', 'YAML_UNKNOWN_FIELD 3:1']],
    ['has a known mode', 'policy_version: "1"\nautonomy_mode: auto', ['YAML_INVALID_VALUE 2:16']],
    [
      'has known defaults',
      'policy_version: "1"\ndefaults:\n  no_match: allow\n  other: deny',
      ['YAML_INVALID_VALUE 3:13', 'YAML_UNKNOWN_FIELD 4:3'],
    ],
    [
      'has rules with an id, a match and an action',
      'policy_version: "1"\nrules:\n  - {}',
      Array(3).fill('YAML_MISSING_FIELD 3:5'),
    ],
    ['has no value that was forgotten', file('\n      environment:'), ['YAML_INVALID_VALUE 6:19']],
    ['has text where text belongs', file('{session_tag: 7}'), ['YAML_INVALID_VALUE 5:26']],
    ['has ids of letters and digits', file('{}').replace('one', '../x'), ['YAML_INVALID_VALUE 3:9']],
    ['has an id only once', `${file('{}')}  - {id: one, match: {}, action: {type: deny}}`, ['YAML_DUPLICATE_RULE 7:10']],
    ['has keys only once', 'policy_version: "1"\nname: a\nname: b', ['YAML_SYNTAX 3:1']],
    ['knows its actions', file('{}', '{type: allow}'), ['YAML_INVALID_VALUE 6:20']],
    ['writes actions out', file('{}', 'deny'), ['YAML_INVALID_VALUE 6:13']],
    ['gives an action its own fields alone', file('{}', '{type: deny, message: x}'), ['YAML_UNKNOWN_FIELD 6:26']],
    ['replies with something', file('{}', '{type: auto_reply}'), ['YAML_MISSING_FIELD 6:13']],
    ['has text that a policy can hold', file('{}', '{type: deny, reason: "a\\0"}'), ['YAML_INVALID_VALUE 6:34']],
    ['is one document', 'policy_version: "1"\n---\na: 1', ['YAML_SYNTAX 2:1']],
    ['has no tags of its own', 'policy_version: !x "1"', ['YAML_SYNTAX 1:17']],
    ['has no __proto__', 'policy_version: "1"\n__proto__: {}', ['YAML_SYNTAX 2:1']],
  ];
  for (const [name, text, expected] of cases) it(name, () => expect(refused(text)).toStrictEqual(expected));

  it('says what to do', () => {
    const fix = (text: string): string | undefined => {
      const imported = importYamlRules({ file: 'x', text });
      return imported.ok ? undefined : imported.findings[0]?.fix;
    };
    expect(fix('policy_version: 0') ?? '').toMatch(/with the quotes/);
    expect(fix(file('{environment: 7}'))).toBe('put it in quotes: "7"');
    expect(fix(file('{tool_name: x}')) ?? '').toMatch(/use tool_id/);
    expect(fix(file('{environment: x}', '{type: deny}', '', '0')) ?? '').toMatch(/policy_version: "1"/);
  });
});

describe('the fields of a version', () => {
  const old = [
    'tool_id: x',
    'repo: /x',
    'prompt_type: [yes_no]',
    'contains: x',
    'contains: x, contains_is_regex: true',
    'min_confidence: low',
  ];
  const young = [
    'max_confidence: low',
    'session_tag: x',
    'session_state: [idle]',
    'channel_message: true',
    'deny_input_types: [free_text]',
    'environment: x',
    'workspace_trusted: true',
    'workspace_profile: x',
    'any_of: [{tool_id: x}]',
    'none_of: [{tool_id: x}]',
  ];

  it('are all taken, and no others', () => {
    for (const fields of old)
      for (const version of ['0', '1'])
        expectThat(fields, refused(file(`{${fields}}`, '{type: deny}', '', version))).toStrictEqual([]);
    for (const fields of young) {
      expectThat(fields, refused(file(`{${fields}}`))).toStrictEqual([]);
      expectThat(fields, refused(file(`{${fields}}`, '{type: deny}', '', '0'))).toStrictEqual(['YAML_UNKNOWN_FIELD 5:13']);
    }
    expect(refused(file('{tool_name: x}', '{type: deny}', '', '0'))).toStrictEqual([]);
    expect(refused(file('{tool_name: x}'))).toStrictEqual(['YAML_UNKNOWN_FIELD 5:13']);
    expect(refused('policy_version: "0"\nextends: x.yaml')).toStrictEqual(['YAML_UNKNOWN_FIELD 2:1']);
  });
});

describe('what the language ignored in silence is an error', () => {
  it('every flat field beside any_of', () => {
    const fields = [
      'tool_id: x',
      'tool_id: "*"',
      'repo: /x',
      'prompt_type: [yes_no]',
      'contains: x',
      'min_confidence: low',
      'max_confidence: low',
      'session_tag: x',
      'session_state: [idle]',
      'channel_message: false',
      'deny_input_types: [free_text]',
      'environment: x',
      'workspace_trusted: false',
      'workspace_profile: x',
    ];
    for (const field of fields)
      expectThat(field, refused(file(`\n      any_of: [{tool_id: y}]\n      ${field}`))).toStrictEqual([
        'YAML_IGNORED_FIELD 7:7',
      ]);
    expect(refused(file('{any_of: [{any_of: [{tool_id: x}], environment: y}]}'))).toStrictEqual(['YAML_IGNORED_FIELD 5:47']);
  });

  it('none_of inside a block of any_of or none_of', () => {
    expect(refused(file('\n      any_of:\n        - tool_id: x\n          none_of: [{environment: dev}]'))).toStrictEqual([
      'YAML_IGNORED_FIELD 8:11',
    ]);
    expect(refused(file('\n      none_of:\n        - none_of: [{environment: dev}]\n          tool_id: x'))).toStrictEqual([
      'YAML_IGNORED_FIELD 7:11',
    ]);
  });

  const cases: readonly [string, string, string[]][] = [
    ['contains_is_regex without contains', file('{tool_id: x, contains_is_regex: true}'), ['YAML_IGNORED_FIELD 5:25']],
    ['prompt types beside *', file('{prompt_type: [yes_no, "*"]}'), ['YAML_IGNORED_FIELD 5:13']],
    ['max_auto_replies of another action', file('{}', '{type: deny}', '    max_auto_replies: 3'), ['YAML_IGNORED_FIELD 7:5']],
    [
      'allow_free_text alone',
      file('{}', '{type: auto_reply, value: y, constraints: {allow_free_text: true}}'),
      ['YAML_IGNORED_FIELD 6:56'],
    ],
    ['blocks beside one that matches everything', file('{any_of: [{tool_id: x}, {}]}'), ['YAML_IGNORED_FIELD 5:36']],
    ['a block of none_of that excludes everything', file('{none_of: [{tool_id: "*"}]}'), ['YAML_IGNORED_FIELD 5:23']],
    ['no blocks at all', file('{any_of: []}'), ['YAML_INVALID_VALUE 5:21']],
  ];
  for (const [name, text, expected] of cases) it(name, () => expect(refused(text)).toStrictEqual(expected));
});

describe('rules that cannot do what they say are errors', () => {
  const cases: readonly [string, string, string[]][] = [
    ['confidence above its upper bound', file('{min_confidence: high, max_confidence: low}'), ['YAML_NEVER_MATCHES 5:51']],
    [
      'prompt types that exclude each other',
      file('{prompt_type: [yes_no], deny_input_types: [free_text]}'),
      ['YAML_NEVER_MATCHES 5:54'],
    ],
    ['two tools', file('{tool_id: a, tool_name: b}', '{type: deny}', '', '0'), ['YAML_NEVER_MATCHES 5:36']],
    [
      'a reply that is too long',
      file('{}', '{type: auto_reply, value: yes sir, constraints: {max_length: 3}}'),
      ['YAML_REPLY_CONSTRAINT 6:39'],
    ],
    [
      'a reply that is no number',
      file('{}', '{type: auto_reply, value: y, constraints: {numeric_only: true}}'),
      ['YAML_REPLY_CONSTRAINT 6:39'],
    ],
    [
      'a reply that is no choice',
      file('{}', '{type: auto_reply, value: y, constraints: {allowed_choices: [n]}}'),
      ['YAML_REPLY_CONSTRAINT 6:39'],
    ],
  ];
  for (const [name, text, expected] of cases) it(name, () => expect(refused(text)).toStrictEqual(expected));
});

describe('patterns', () => {
  const pattern = (text: string): string[] => refused(file(`{contains_is_regex: true, contains: '${text}'}`));

  it('have the syntax of RE2', () => {
    for (const text of ['rm\\s+-rf', '^(a|b)$', '(?P<name>x)', '\\bx']) expectThat(text, pattern(text)).toStrictEqual([]);
    for (const text of ['(?=x)', '(?<!a)b', '(a)\\1', 'x\\Z', '[', 'x**', 'x{1001}'])
      expectThat(text, pattern(text)).toStrictEqual(['YAML_REGEX 5:48']);
  });

  it('are neither too wide nor too large', () => {
    for (const text of ['x*', '(a|)', '.*']) expectThat(text, pattern(text)).toStrictEqual(['YAML_REGEX 5:48']);
    expect(pattern('x'.repeat(201))).toStrictEqual(['YAML_REGEX 5:48']);
    expect(pattern('(\\w{100}){9}')).toStrictEqual(['YAML_REGEX 5:48']);
  });

  it('are together within what a decision may cost', () => {
    const rules = (count: number): string =>
      Array.from(
        { length: count },
        (_, n) => `  - {id: r${n}, match: {contains: 'word ${n}[a-z]{100}', contains_is_regex: true}, action: {type: deny}}`,
      ).join('\n');
    expect(refused(`policy_version: "1"\nrules:\n${rules(30)}`)).toStrictEqual([]);
    expect(refused(`policy_version: "1"\nrules:\n${rules(200)}`)).toStrictEqual(['YAML_REGEX_BUDGET 43:33']);
  });
});
