import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { type CompiledPolicy, type Json, PolicyEvaluationError, compilePlan } from '#libs/policy-engine';
import { type PolicySource, buildPolicy, explainPolicy, lintPolicy, qualityScore } from '#libs/policy-toolchain';
import { type ImportedPolicy, importYamlRules, yamlRuleAt } from './index.js';

const inputSchema = JSON.parse(readFileSync('docs/reference/decision-input.schema.json', 'utf8')) as Json;

function imported(text: string): ImportedPolicy {
  const made = importYamlRules({ file: 'rules.yaml', text });
  assert(made.ok, JSON.stringify(made));
  return made;
}

async function compiled({ modules, tests, data }: ImportedPolicy): Promise<CompiledPolicy> {
  const build = await buildPolicy({ modules, tests, data });
  assert(build.ok, JSON.stringify(build));
  return compilePlan(build.built.plan, build.built.data);
}

/** `verdict rule` of the policy for a call. */
async function asked(text: string): Promise<(input: object) => string> {
  const policy = await compiled(imported(text));
  return (input) => {
    const { verdict, rule } = policy.evaluate('writ/decision', input as Json).result as { verdict: string; rule: string };
    return `${verdict} ${rule}`;
  };
}

/** A rule file of version 1 that replies to whatever its rules leave. */
const file = (...rules: string[]): string =>
  `policy_version: "1"\nautonomy_mode: full\nrules:\n${[...rules, '{id: reply, match: {}, action: {type: auto_reply, value: y}}'].map((rule) => `  - ${rule}`).join('\n')}`;

describe('what failed open in the language', () => {
  it('repo ends at a separator, and a path that leads elsewhere is not known', async () => {
    const denies = await asked(file('{id: "no", match: {repo: /a/project/}, action: {type: deny}}'));
    for (const cwd of ['/a/project', '/a/project/', '/a/project/x'])
      expectThat(cwd, denies({ tool: 't', context: { cwd } })).toBe('DENY no');
    for (const cwd of ['/a/project-evil', '/a/projec', '/b/a/project'])
      expectThat(cwd, denies({ tool: 't', context: { cwd } })).toBe('ALLOW reply');
    for (const cwd of ['/b/../a/project', '/a//project', '/a/./project', '..', 'x/..', '', null, 7])
      expectThat(String(cwd), denies({ tool: 't', context: { cwd } })).toBe('DENY no');
    const allows = await asked(
      'policy_version: "1"\nautonomy_mode: full\nrules:\n  - {id: "yes", match: {repo: /a/project}, action: {type: notify_only}}\ndefaults: {no_match: deny}',
    );
    expect(allows({ tool: 't', context: { cwd: '/a/project/x' } })).toBe('ALLOW yes');
    for (const cwd of ['/a/project-evil', '/a/project/../x', '/a/project/..'])
      expectThat(cwd, allows({ tool: 't', context: { cwd } })).toBe('DENY defaults.no_match');
    const windows = await asked(file('{id: "no", match: {repo: "C:\\\\a"}, action: {type: deny}}'));
    expect(windows({ tool: 't', context: { cwd: 'C:\\a\\b' } })).toBe('DENY no');
    expect(windows({ tool: 't', context: { cwd: 'C:\\ab' } })).toBe('ALLOW reply');
  });

  it('a pattern takes time that grows with the text alone, and one that would take too long ends in no answer, never in another rule', async () => {
    const policy = await compiled(
      imported(file("{id: 'no', match: {contains: '(a+)+$', contains_is_regex: true}, action: {type: deny}}")),
    );
    const verdict = (text: string): unknown =>
      (policy.evaluate('writ/decision', { tool: 't', context: { text } }).result as { verdict: string }).verdict;
    const begun = performance.now();
    expect(verdict(`${'a'.repeat(5_000)}!`)).toBe('ALLOW');
    expect(verdict('a'.repeat(5_000))).toBe('DENY');
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(() => verdict(`${'a'.repeat(8_000_000)}!`)).toThrow(PolicyEvaluationError);
  });

  it('nothing that a call leaves out, or says in another kind of value, keeps a rule from denying', async () => {
    const conditions: Record<string, Json[]> = {
      'environment: production': [{}, { environment: null }, { environment: 7 }, { environment: '' }, { environment: ['dev'] }],
      'contains: drop': [{}, { text: null }, { text: ['x'] }],
      'workspace_trusted: false': [{}, { workspace_trusted: null }, { workspace_trusted: 'true' }],
      'channel_message: true': [{}, { channel_message: 0 }],
      'session_state: [running]': [{}, { session_state: {} }],
      'workspace_profile: p': [{}, { workspace_profile: false }],
    };
    for (const [condition, contexts] of Object.entries(conditions)) {
      const decide = await asked(file(`{id: "no", match: {${condition}}, action: {type: deny}}`));
      for (const context of contexts)
        expectThat(JSON.stringify([condition, context]), decide({ tool: 't', context })).toBe('DENY no');
      for (const context of [null, [], 'x']) expect(decide({ tool: 't', context })).toBe('DENY no');
      expect(decide({ tool: 't' })).toBe('DENY no');
    }
    const prompts = await asked(
      file('{id: "no", match: {prompt_type: [password_input], min_confidence: medium}, action: {type: deny}}'),
    );
    for (const prompt of [
      null,
      {},
      { type: 'password_input' },
      { confidence: 'high' },
      { type: 'password_input', confidence: 'sure' },
    ])
      expect(prompts({ tool: 't', prompt })).toBe('DENY no');
    for (const prompt of [{ type: 'other' }, { confidence: 'low' }]) expect(prompts({ tool: 't', prompt })).toBe('ALLOW reply');
    const tags = await asked(file('{id: "no", match: {session_tag: q}, action: {type: deny}}'));
    for (const session of [null, {}, { tags: 'x' }, { tags: ['q'] }]) expect(tags({ tool: 't', session })).toBe('DENY no');
    expect(tags({ tool: 't', session: { tags: [] } })).toBe('ALLOW reply');
  });

  it('what a call leaves out never makes a rule allow', async () => {
    const decide = await asked(
      'policy_version: "1"\nautonomy_mode: full\ndefaults: {no_match: deny, low_confidence: deny}\nrules:\n  - id: "yes"\n    match: {any_of: [{environment: dev}, {workspace_trusted: true}], none_of: [{contains: drop}]}\n    action: {type: notify_only}',
    );
    expect(decide({ tool: 't', context: { environment: 'dev', text: '' } })).toBe('ALLOW yes');
    expect(decide({ tool: 't', context: { environment: 'prod', workspace_trusted: true, text: '' } })).toBe('ALLOW yes');
    for (const context of [{}, { environment: 'dev' }, { text: '' }, { environment: 'dev', text: 'DROP' }])
      expect(decide({ tool: 't', context })).toMatch(/^DENY defaults/);
  });

  it('a rule that may ask a person does not hide one that denies', async () => {
    const decide = await asked(
      file(
        '{id: ask, match: {environment: production}, action: {type: require_human}}',
        '{id: no-rm, match: {tool_id: rm}, action: {type: deny}}',
      ),
    );
    expect(decide({ tool: 'rm', context: {} })).toBe('DENY no-rm');
    expect(decide({ tool: 'ls', context: {} })).toBe('REQUIRE_APPROVAL ask');
    expect(decide({ tool: 'rm', context: { environment: 'production' } })).toBe('REQUIRE_APPROVAL ask');
    expect(decide({ tool: 'rm', context: { environment: 'dev' } })).toBe('DENY no-rm');
    expect(decide({ tool: 'ls', context: { environment: 'dev' } })).toBe('ALLOW reply');
  });

  it('the stricter default answers when confidence is not known, and what names no tool is denied', async () => {
    const rules = 'rules:\n  - {id: a, match: {tool_id: a}, action: {type: notify_only}}';
    const low = await asked(`policy_version: "1"\n${rules}\ndefaults: {low_confidence: deny}`);
    expect(low({ tool: 'x', prompt: null })).toBe('DENY defaults.low_confidence');
    expect(low({ tool: 'x', prompt: { confidence: 'medium' } })).toBe('REQUIRE_APPROVAL defaults.no_match');
    const high = await asked(`policy_version: "1"\n${rules}\ndefaults: {no_match: deny}`);
    expect(high({ tool: 'x', prompt: null })).toBe('DENY defaults.no_match');
    expect(high({ tool: 'x', prompt: { confidence: 'low' } })).toBe('REQUIRE_APPROVAL defaults.low_confidence');
    for (const input of [{}, { tool: null }, { tool: '' }, { tool: ['a'] }]) expect(high(input)).toBe('DENY defaults.malformed');
    expect(low({ tool: 'a' })).toBe('ALLOW a');
  });

  it('tool_name of version 0 is compared without case, tool_id exactly', async () => {
    const decide = await asked(
      'policy_version: "0"\nautonomy_mode: full\nrules:\n  - {id: name, match: {tool_name: Bash}, action: {type: deny}}\n  - {id: id, match: {tool_id: Mail}, action: {type: deny}}\n  - {id: like, match: {tool_name: "^db[.]", contains_is_regex: true}, action: {type: deny}}',
    );
    expect(
      ['bash', 'BASH', 'Mail', 'mail', 'DB.drop', 'adb.x'].map(
        (tool) => decide({ tool, prompt: { confidence: 'high' } }).split(' ')[1],
      ),
    ).toStrictEqual(['name', 'name', 'id', 'defaults.no_match', 'like', 'defaults.no_match']);
  });
});

const SAMPLE = `policy_version: "1"
name: Sample
autonomy_mode: full
rules:
  - id: trusted-dev
    match:
      environment: dev
      prompt_type: [yes_no, confirm_enter]
      min_confidence: medium
      none_of:
        - contains: password
        - {channel_message: true, repo: /srv/secret}
    action: {type: auto_reply, value: "y\\n", constraints: {max_length: 3}}
    max_auto_replies: 3
  - {id: ask-prod, match: {environment: production}, action: {type: require_human}}
  - id: no-rm
    match:
      any_of:
        - {tool_id: shell, contains: 'rm\\s+-(rf|fr)\\b', contains_is_regex: true}
        - {session_tag: quarantine}
        - {workspace_trusted: false}
    action: {type: deny, reason: "gefährlich: \`rm\`"}
  - {id: note, match: {tool_id: note, workspace_profile: ci, session_state: [idle]}, action: {type: notify_only}}
  - {id: input, match: {repo: /srv/app, max_confidence: medium, deny_input_types: [password_input]}, action: {type: deny}}
defaults: {no_match: require_human, low_confidence: deny}
`;

describe('an imported policy', () => {
  it('has the full score and nothing that lint would report', async () => {
    const { modules, tests, data, warnings } = imported(SAMPLE);
    const source: PolicySource = { modules, tests, data };
    expect(warnings).toStrictEqual([]);
    expect((await qualityScore(source, { inputSchema })).score).toBe(100);
    expect((await lintPolicy(source, { inputSchema })).findings).toStrictEqual([]);
  });

  it('keeps its score when it has more rules than one chain holds', async () => {
    const rules = Array.from(
      { length: 80 },
      (_, n) =>
        `{id: r${n}, match: {tool_id: t${n}, environment: dev}, action: {type: ${['deny', 'require_human', 'notify_only'][n % 3]}}}`,
    );
    const { modules, tests, data } = imported(file(...rules));
    expect((await qualityScore({ modules, tests, data }, { inputSchema })).score).toBe(100);
    const decide = await asked(file(...rules));
    expect(decide({ tool: 't79', context: { environment: 'dev' } })).toBe('REQUIRE_APPROVAL r79');
  });

  it('explains itself in rows that lead back to the YAML', async () => {
    const { modules, tests, data, sourceMap } = imported(SAMPLE);
    const answer = await explainPolicy(
      { modules, tests, data },
      { tool: 'x', context: { workspace_trusted: false, environment: 'x' }, prompt: null },
    );
    assert(answer.ok && answer.explanation);
    const rules = answer.explanation.fired.map(({ file: name, row }) => yamlRuleAt(sourceMap, name, row));
    expect([...new Set(rules.flatMap((found) => (found ? [`${found.rule} ${found.yaml.row}`] : [])))]).toStrictEqual([
      'no-rm 16',
    ]);
  });
});

const SHARED = ['../shared/data', '../shared/vectors'];
const samples = SHARED.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => /^\s*policy_version\s*:/m.test(readFileSync(path, 'utf8'))),
);

skipWhen(samples.length > 0 ? false : 'skipped: ../shared rule files absent', describe)('sample files', () => {
  for (const path of samples) {
    it(`${path} is imported and checks`, async () => {
      const resolve = (name: string, from: string): { file: string; text: string } => {
        const base = join(from, '..', name);
        return { file: base, text: readFileSync(base, 'utf8') };
      };
      const made = importYamlRules({ file: path, text: readFileSync(path, 'utf8') }, { resolve });
      assert(made.ok, JSON.stringify(made));
      const { modules, tests, data } = made;
      expect((await qualityScore({ modules, tests, data }, { inputSchema })).score).toBeGreaterThanOrEqual(70);
    });
  }
});
