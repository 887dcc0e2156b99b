import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { type ResolveFile, MAX_FILE_BYTES, importYamlRules } from './index.js';

const codes = (text: string): string[] => {
  const imported = importYamlRules({ file: 'rules.yaml', text });
  return imported.ok ? [] : [...new Set(imported.findings.map(({ code }) => code))];
};
const fill = (unit: string): string => unit.repeat(Math.floor((MAX_FILE_BYTES - 100) / unit.length));

describe('a hostile file', () => {
  it('is bounded in bytes, not characters', () => {
    expect(codes(`# ${'x'.repeat(MAX_FILE_BYTES)}`)).toStrictEqual(['YAML_TOO_LARGE']);
    expect(codes(`# ${'ü'.repeat(MAX_FILE_BYTES / 2)}`)).toStrictEqual(['YAML_TOO_LARGE']);
    expect(codes(`policy_version: "1" # ${'x'.repeat(MAX_FILE_BYTES - 100)}`)).toStrictEqual([]);
  });

  it('is answered soon, however it is built', () => {
    const anchors = Array.from({ length: 60_000 }, (_, n) => `- &a${n} x`).join('\n');
    const keys = Array.from({ length: 80_000 }, (_, n) => `k${n}: 1`).join('\n');
    const deep = Array.from({ length: 1_400 }, (_, n) => `${' '.repeat(n)}a:`).join('\n');
    const units = [
      '[',
      '{a: ',
      '- ',
      '? ',
      '- *a\n',
      '\n',
      ']',
      '"',
      ': ',
      '& ',
      '!a ',
      'a: b: c\n',
      '"a": ',
      '-\n',
      '%YAML 1.1\n',
      '\t',
      '\r',
      '\0',
    ];
    for (const text of [...units.map(fill), anchors, keys, deep, `a: |\n${fill('  x\n')}`, `a: "${fill('\\u0041')}"`]) {
      const begun = process.cpuUsage();
      expectThat(text.slice(0, 20), codes(text)).not.toStrictEqual([]);
      const { user, system } = process.cpuUsage(begun);
      const worked = (user + system) / 1_000;
      expectThat(`${worked} ms of work for ${JSON.stringify(text.slice(0, 20))}`, worked).toBeLessThan(5_000);
    }
  });

  it('has no aliases that expand without end', () => {
    const laughs = Array.from({ length: 12 }, (_, n) => `${n + 1}a: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`).join(
      '\n',
    );
    expect(codes(`0a: &a0 [x]\n${laughs}`)).toStrictEqual(['YAML_TOO_MANY_VALUES']);
    expect(codes('a: &a [*a]')).toStrictEqual(['YAML_TOO_DEEP']);
    expect(codes('a: *nothing')).toStrictEqual(['YAML_SYNTAX']);
  });

  it('may use an anchor honestly', () => {
    const text =
      'policy_version: "1"\nrules:\n  - id: a\n    match: &m {tool_id: x}\n    action: {type: deny}\n  - {id: b, match: *m, action: {type: require_human}}';
    expect(codes(text)).toStrictEqual([]);
    // A fault in what is used twice is told where it is written.
    const imported = importYamlRules({ file: 'x', text: text.replace('tool_id: x', 'tool: x') });
    expect(imported.ok ? [] : imported.findings.map(({ row, col }) => [row, col])).toStrictEqual([
      [4, 16],
      [4, 16],
    ]);
  });

  it('has 2,000 rules at most', () => {
    const rules = (count: number): string =>
      `policy_version: "1"\nrules:\n${Array.from({ length: count }, (_, n) => `  - {id: r${n}, match: {tool_id: t${n}}, action: {type: deny}}`).join('\n')}`;
    expect(codes(rules(2_001))).toStrictEqual(['YAML_TOO_MANY_RULES']);
    expect(codes(rules(2_000))).toStrictEqual([]);
  });

  it('becomes no policy that the compiler would not take', () => {
    const block = `{contains: "${'x'.repeat(1_000)}"}`;
    const rule = (n: number): string =>
      `  - id: r${n}\n    match: &m${n} {any_of: [${Array(20)
        .fill(n === 0 ? block : '*b')
        .join(', ')}]}\n    action: {type: deny}`;
    const text = `policy_version: "1"\nrules:\n${Array.from({ length: 100 }, (_, n) => rule(n)).join('\n')}`.replace(
      '{contains',
      '&b {contains',
    );
    expect(codes(text)).toStrictEqual(['YAML_TOO_LARGE']);
  });
});

describe('extends', () => {
  const files: Record<string, string> = {
    'base.yaml':
      'policy_version: "1"\nname: base\nautonomy_mode: full\ndefaults: {no_match: deny, low_confidence: deny}\nrules:\n  - {id: same, match: {tool_id: a}, action: {type: notify_only}}\n  - {id: more, match: {tool_id: b}, action: {type: notify_only}}',
    'middle.yaml':
      'policy_version: "1"\nextends: base.yaml\ndefaults: {low_confidence: require_human}\nrules: [{id: middle, match: {tool_id: c}, action: {type: deny}}]',
    'old.yaml': 'policy_version: "0"',
    'broken.yaml': 'policy_version: "1"\nrules: [{id: x}]',
    'self.yaml': 'policy_version: "1"\nextends: child.yaml',
    ...Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}.yaml`, `policy_version: "1"\nextends: ${n + 1}.yaml`])),
  };
  const resolve: ResolveFile = (path) =>
    path in files ? { file: path, text: files[path]! } : { refused: `there is no ${path}` };
  const child = (base: string): ReturnType<typeof importYamlRules> =>
    importYamlRules(
      {
        file: 'child.yaml',
        text: `policy_version: "1"\nextends: ${base}\nrules: [{id: same, match: {tool_id: a}, action: {type: deny}}]`,
      },
      { resolve },
    );
  const refusals = (base: string): string[] => {
    const imported = child(base);
    return imported.ok ? [] : imported.findings.map(({ code, file, row, col }) => `${code} ${file}:${row}:${col}`);
  };

  it('puts the rules of the base behind, without those that the child has too', () => {
    const imported = child('middle.yaml');
    assert(imported.ok);
    const places = imported.sourceMap.map(({ rule, yaml }) => `${rule} ${yaml.file}:${yaml.row}`);
    expect([...new Set(places)]).toStrictEqual(['same child.yaml:3', 'middle middle.yaml:4', 'more base.yaml:7']);
    expect(Object.keys(imported.files)).toStrictEqual(['child.yaml', 'middle.yaml', 'base.yaml']);
  });

  it('inherits each default from the closest file that has it, and the autonomy mode from none', () => {
    const imported = child('middle.yaml');
    assert(imported.ok);
    const policy = imported.modules['policy.rego']!;
    expect(policy).toMatch(/"DENY",\n\t"rule": "defaults\.no_match"/);
    expect(policy).toMatch(/"REQUIRE_APPROVAL",\n\t"rule": "defaults\.low_confidence"/);
    const text = 'policy_version: "1"\nextends: base.yaml\nrules: [{id: reply, match: {}, action: {type: auto_reply, value: y}}]';
    const asking = importYamlRules({ file: 'x.yaml', text }, { resolve });
    expect(asking.ok ? asking.modules['policy.rego']! : '').toMatch(/"REQUIRE_APPROVAL",\n\t"rule": "reply"/);
  });

  it('refuses a circle, a chain that is too long, and a base that is not there, old or broken', () => {
    expect(refusals('self.yaml')).toStrictEqual(['YAML_EXTENDS self.yaml:2:10']);
    expect(refusals('child.yaml')).toStrictEqual(['YAML_EXTENDS child.yaml:2:10']);
    expect(refusals('0.yaml')).toStrictEqual(['YAML_EXTENDS 6.yaml:2:10']);
    expect(refusals('nowhere.yaml')).toStrictEqual(['YAML_EXTENDS child.yaml:2:10']);
    expect(refusals('old.yaml')).toStrictEqual(['YAML_EXTENDS old.yaml:1:17']);
    expect(refusals('broken.yaml')).toStrictEqual(['YAML_MISSING_FIELD broken.yaml:2:9', 'YAML_MISSING_FIELD broken.yaml:2:9']);
    const alone = importYamlRules({ file: 'x', text: 'policy_version: "1"\nextends: base.yaml' });
    expect(alone.ok ? [] : alone.findings.map(({ code }) => code)).toStrictEqual(['YAML_EXTENDS']);
  });
});
