import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { importYamlRules } from './index.js';
import { nearestWord } from './reading/nearest-word.js';

const findingsIn = (text: string): { code: string; message: string; fix?: string; row?: number; col?: number }[] => {
  const imported = importYamlRules({ file: 'rules.yaml', text });
  return imported.ok ? [] : imported.findings;
};
const told = (text: string): string[] => findingsIn(text).map(({ code, row, col }) => `${code} ${row}:${col}`);

const file = (match: string, more = '', action = '{type: deny}'): string =>
  `policy_version: "1"\nautonomy_mode: full\nrules:\n  - id: one\n    match: ${match}\n    action: ${action}\n${more}`;
const replies = (count: string): string => file('{}', `    max_auto_replies: ${count}\n`, '{type: auto_reply, value: "y"}');

describe('a value without quotes that readers of YAML 1.1 and 1.2 take differently', () => {
  it('is refused as a number, with both readings', () => {
    const written = [
      '012',
      '010',
      '-017',
      '0_7',
      '08',
      '09',
      '0o12',
      '0b11',
      '1_000',
      '1:30',
      '190:20:30',
      '1e3',
      '1E2',
      '1_0.5',
      '1:30.5',
      '1.5e3',
    ];
    for (const text of written) expectThat(text, told(replies(text))).toStrictEqual(['YAML_AMBIGUOUS 7:23']);
    const [octal] = findingsIn(replies('012'));
    expect(octal?.message).toBe('readers of YAML 1.1 take 012 for the number 10, readers of YAML 1.2 for the number 12');
    const [sixties] = findingsIn(replies('1:30'));
    expect(sixties?.message).toBe('readers of YAML 1.1 take 1:30 for the number 90, readers of YAML 1.2 for text');
  });

  it('is refused as a text', () => {
    for (const text of [
      'yes',
      'Yes',
      'YES',
      'no',
      'No',
      'on',
      'ON',
      'off',
      'Off',
      '2026-01-02',
      '2026-1-2 3:04:05',
      '2026-01-02T03:04:05Z',
      '1_000',
      '12:30',
      '0b1',
      '0o7',
      '=',
      '<<',
    ])
      expectThat(text, told(file(`{environment: ${text}}`))).toStrictEqual(['YAML_AMBIGUOUS 5:26']);
    const [one] = findingsIn(file('{environment: no}'));
    expect(one?.fix ?? '').toMatch(/^put it in quotes if it is text: "no"/);
  });

  it('is refused in a list, a key, an anchor and under a directive alike, each with its place', () => {
    expect(
      told(file('{}', '', '{type: auto_reply, value: "y", constraints: {allowed_choices: [y, yes, "no", off]}}')),
    ).toStrictEqual(['YAML_AMBIGUOUS 6:79', 'YAML_AMBIGUOUS 6:90']);
    expect(told('on: 1')).toStrictEqual(['YAML_AMBIGUOUS 1:1']);
    expect(told('policy_version: "1"\nname: &n no')).toStrictEqual(['YAML_AMBIGUOUS 2:10']);
    expect(told(`%YAML 1.1\n---\n${replies('012')}`)).toStrictEqual(['YAML_AMBIGUOUS 9:23']);
    expect(told(`%YAML 1.2\n---\n${replies('012')}`)).toStrictEqual(['YAML_AMBIGUOUS 9:23']);
  });

  it('is a text in quotes, or in a block', () => {
    for (const text of ['"no"', "'012'", '"2026-01-02"', '"=" ', '"<<"', '>-\n        yes'])
      expectThat(text, told(file(`\n      environment: ${text}`))).toStrictEqual([]);
  });

  it('is fine when they agree', () => {
    for (const text of ['12', '1', '0x1F', '12.0']) expectThat(text, told(replies(text))).toStrictEqual([]);
    for (const text of ['y', 'n', 'yes_no', 'nope', 'v1.2', '1.2.3', '12:xx', 'a:b', '12h', '2026-01', 'none'])
      expectThat(text, told(file(`{environment: ${text}}`))).toStrictEqual([]);
    for (const mode of ['off', '"off"', 'full'])
      expectThat(mode, told(`policy_version: "1"\nautonomy_mode: ${mode}`)).toStrictEqual([]);
    for (const mode of ['on', 'OFF', 'no'])
      expectThat(mode, told(`policy_version: "1"\nautonomy_mode: ${mode}`)).toStrictEqual(['YAML_AMBIGUOUS 2:16']);
  });

  it('has no tag, no merge key and no second document', () => {
    expect(told(file('{environment: !!str 012}'))).toStrictEqual(['YAML_AMBIGUOUS 5:32', 'YAML_AMBIGUOUS 5:32']);
    expect(told(file('!own {environment: x}'))).toStrictEqual(['YAML_SYNTAX 5:12']);
    expect(told(file('{<<: {environment: x}}'))).toStrictEqual(['YAML_AMBIGUOUS 5:13']);
    expect(told(`${file('{}')}---\n${file('{}')}`)).toStrictEqual(['YAML_SYNTAX 7:1']);
  });
});

describe('a character that readers of YAML take differently', () => {
  it('is refused: a line that ends where nobody sees it can be a rule', () => {
    for (const text of ['\u0085', '\u2028', '\u2029'])
      expectThat(JSON.stringify(text), told(`# a remark${text}- id: hidden\n${file('{}')}`)).toStrictEqual([
        'YAML_AMBIGUOUS 1:11',
      ]);
    for (const text of ['\u0000', '\u0007', '\u001b', '\u007f', '\ufffe'])
      expectThat(JSON.stringify(text), told(file(`{environment: "a${text}b"}`))).toContain('YAML_AMBIGUOUS 5:28');
    expect(told(file('{contains: "a\\u2028b\\tc"}'))).toStrictEqual([]);
  });

  it('is not a byte order mark in front, nor CR LF', () => {
    expect(told(`\uFEFF${file('{}')}`)).toStrictEqual([]);
    expect(told(file('{environment: x}').replaceAll('\n', '\r\n'))).toStrictEqual([]);
    expect(told(replies('012').replaceAll('\n', '\r\n'))).toStrictEqual(['YAML_AMBIGUOUS 7:23']);
    expect(told('policy_version: "1"\nrules:\n\t- id: x')).toStrictEqual(['YAML_SYNTAX 3:1']);
  });
});

describe('a word that the language does not have', () => {
  const cases: readonly [string, string, string, string][] = [
    ['a prompt type', file('{prompt_type: [passwrod_input]}'), 'YAML_INVALID_VALUE 5:27', 'did you mean password_input?'],
    ['a prompt type among good ones', file('{prompt_type: [yes_no, yesno]}'), 'YAML_INVALID_VALUE 5:35', 'did you mean yes_no?'],
    ['a session state', file('{session_state: [runing]}'), 'YAML_INVALID_VALUE 5:29', 'did you mean running?'],
    ['an input type', file('{deny_input_types: [freetext]}'), 'YAML_INVALID_VALUE 5:32', 'did you mean free_text?'],
    ['an input type that would be all', file('{deny_input_types: ["*"]}'), 'YAML_INVALID_VALUE 5:32', 'use one of yes_no, '],
    ['a confidence', file('{min_confidence: hihg}'), 'YAML_INVALID_VALUE 5:29', 'did you mean high?'],
    ['a confidence in another case', file('{max_confidence: Low}'), 'YAML_INVALID_VALUE 5:29', 'did you mean low?'],
    ['a mode', 'policy_version: "1"\nautonomy_mode: asist', 'YAML_INVALID_VALUE 2:16', 'did you mean assist?'],
    ['a default', 'policy_version: "1"\ndefaults: {no_match: denny}', 'YAML_INVALID_VALUE 2:22', 'did you mean deny?'],
    ['an action', file('{}', '', '{type: requirehuman}'), 'YAML_INVALID_VALUE 6:20', 'did you mean require_human?'],
    ['a field of a match', file('{sesion_tag: x}'), 'YAML_UNKNOWN_FIELD 5:13', 'did you mean session_tag?'],
    ['a field inside any_of', file('{any_of: [{enviroment: x}]}'), 'YAML_UNKNOWN_FIELD 5:23', 'did you mean environment?'],
    ['a field of a rule', file('{}', '    max_auto_reply: 3\n'), 'YAML_UNKNOWN_FIELD 7:5', 'did you mean max_auto_replies?'],
    ['a field of an action', file('{}', '', '{type: deny, reson: x}'), 'YAML_UNKNOWN_FIELD 6:26', 'did you mean reason?'],
    [
      'a field of constraints',
      file('{}', '', '{type: auto_reply, value: "1", constraints: {numericonly: true}}'),
      'YAML_UNKNOWN_FIELD 6:58',
      'did you mean numeric_only?',
    ],
    ['a field of the file', 'policy_version: "1"\nrule: []', 'YAML_UNKNOWN_FIELD 2:1', 'did you mean rules?'],
    [
      'a field of the defaults',
      'policy_version: "1"\ndefaults: {nomatch: deny}',
      'YAML_UNKNOWN_FIELD 2:12',
      'did you mean no_match?',
    ],
    ['a number in quotes', replies('"3"'), 'YAML_INVALID_VALUE 7:23', 'write it without quotes'],
  ];
  for (const [name, text, place, fix] of cases)
    it(`${name} is refused with what was meant`, () => {
      expect(told(text)).toStrictEqual([place]);
      expectThat(findingsIn(text)[0]?.fix, (findingsIn(text)[0]?.fix ?? '').startsWith(fix)).toBe(true);
    });

  it('is told with all there are', () => {
    expect(findingsIn(file('{session_state: [busy]}'))[0]?.message).toBe(
      'rules[0].match.session_state[0]: "busy" is none of idle, running, streaming, awaiting_input, stopped',
    );
  });

  it('has a suggestion only when one is near', () => {
    expect(nearestWord('x', ['yes_no'])).toBeUndefined();
    expect(nearestWord('YES-NO', ['yes_no', 'free_text'])).toBe('yes_no');
    expect(nearestWord('z'.repeat(100_000), ['running'])).toBeUndefined();
  });
});

describe('a rule that no call can match is an error', () => {
  for (const [name, text, place] of [
    ['a tool with a wildcard in its name', file('{tool_id: "git_*"}'), '5:22'],
    ['a tool with a space in its name', file('{tool_id: git push}'), '5:22'],
    ['a folder that begins with ~', file('{repo: ~/project}'), '5:19'],
    ['a folder with .. in it', file('{repo: /srv/../etc}'), '5:19'],
    ['a folder with an empty part', file('{repo: /srv//app}'), '5:19'],
    [
      'a rule that none_of takes everything from',
      file('{session_state: [idle], none_of: [{session_state: [idle, running]}]}'),
      '5:45',
    ],
  ] as const)
    it(name, () => expect(told(text)).toStrictEqual([`YAML_NEVER_MATCHES ${place}`]));
});
