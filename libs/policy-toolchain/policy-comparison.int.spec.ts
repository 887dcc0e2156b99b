import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import type { Json } from '#libs/policy-engine';
import { type PolicyDifference, type PolicySource, diffPolicy, formatPolicy, hashPolicy, lintPolicy } from './index.js';

const RULES = `default decision := {"verdict": "DENY", "rule": "unknown", "reason": "no rule knows this tool"}

decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool in data.read

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "write", "reason": "writing needs a person"} if {
	input.tool in data.write
	not input.tool in data.read
}
`;
const DATA = { read: ['get', 'list'], write: ['put'] };

function policy(rules = RULES, data: Json = DATA): PolicySource {
  return { modules: { 'policy.rego': `package writ\n\n${rules}` }, tests: {}, data };
}

async function hashOf(source: PolicySource): Promise<string> {
  const result = await hashPolicy(source);
  assert(result.ok, JSON.stringify(result));
  return result.hash;
}

async function difference(before: PolicySource, after: PolicySource): Promise<PolicyDifference> {
  const result = await diffPolicy(before, after);
  assert(result.ok, JSON.stringify(result));
  return result.difference;
}

describe('hash', () => {
  it('does not change with comments, spaces, metadata, key order, file names or tests', async () => {
    const hash = await hashOf(policy());
    const same: PolicySource[] = [
      policy(`# a comment\n\n${RULES.replaceAll(', "', ',\n    "')}`),
      { ...policy(), modules: { 'other.rego': `# METADATA\n# title: Named\npackage writ\n\n${RULES}` } },
      policy(RULES.replace('{"verdict": "ALLOW", "rule": "read",', '{"rule": "read", "verdict": "ALLOW",')),
      policy(RULES, { write: ['put'], read: ['get', 'list'] }),
      { ...policy(), tests: { 'policy_test.rego': 'package writ_test\n\ntest_x if true\n' } },
      { ...policy(), entrypoint: 'writ/decision' },
    ];
    for (const source of same) expect(await hashOf(source)).toBe(hash);
    const untidy = policy(RULES.replaceAll('\t', '        '));
    expect(await hashOf({ ...untidy, modules: (await formatPolicy(untidy)).files })).toBe(await hashOf(untidy));
  });

  it('changes with anything that can change a decision', async () => {
    const different: PolicySource[] = [
      policy(),
      policy(RULES.replace('"DENY"', '"ALLOW"')),
      policy(RULES.replace('\tnot input.tool in data.read\n', '')),
      policy(RULES, { ...DATA, read: ['list', 'get'] }),
      policy(RULES, { ...DATA, more: null }),
      { ...policy(), entrypoint: 'writ/other' },
      policy(RULES.replace('"rule": "read",', '"rule": "read", "n": 9007199254740993,')),
      policy(RULES.replace('"rule": "read",', '"rule": "read", "n": 9007199254740992,')),
    ];
    const hashes = await Promise.all(different.map(hashOf));
    expect(new Set(hashes).size).toBe(different.length);
  });

  it('of something that is no policy is refused', async () => {
    const result = await hashPolicy(policy('nonsense ]'));
    expect(result.ok).toBe(false);
  });
});

describe('diff', () => {
  it('finds nothing between two ways to write the same', async () => {
    const { same, effect, search } = await difference(policy(), policy(`# a comment\n${RULES}`));
    expect([same, effect, search.points]).toStrictEqual([true, 'same', 0]);
  });

  it('names rules, data and tools, and says which way it went', async () => {
    const wider = await difference(policy(), policy(RULES, { ...DATA, read: ['get', 'list', 'scan'] }));
    expect(wider.effect).toBe('widened');
    expect(wider.data).toStrictEqual({ added: [], removed: [], changed: ['data.read'] });
    expect(wider.tools).toStrictEqual({ added: ['data.read: scan'], removed: [], changed: [] });
    expect(wider.widened[0]).toStrictEqual({ input: { tool: 'scan' }, before: 'DENY', after: 'ALLOW' });
    const narrower = await difference(policy(), policy(RULES, { ...DATA, read: ['get'] }));
    expect([narrower.effect, narrower.tools.removed]).toStrictEqual(['narrowed', ['data.read: list']]);
    const both = await difference(policy(), policy(RULES, { read: ['get', 'put'], write: [] }));
    expect(both.effect).toBe('both');
  });

  it('tells apart new, gone and changed rules', async () => {
    const renamed = RULES.replace(/\n\tnot input\.tool in data\.read/, '\n\tnot is_read');
    const { rules, effect } = await difference(policy(), policy(`${renamed}\nis_read if input.tool in data.read\n`));
    expect(rules).toStrictEqual({ added: ['data.writ.is_read'], removed: [], changed: ['data.writ.decision'] });
    expect(effect).toBe('equivalent');
    const gone = await difference(policy(RULES), policy(RULES.slice(0, RULES.indexOf('decision := {"verdict": "REQUIRE'))));
    expect([gone.rules.changed, gone.effect]).toStrictEqual([['data.writ.decision'], 'narrowed']);
  });

  it('claims nothing when it could not try everything', async () => {
    const pattern = (text: string): PolicySource =>
      policy(
        `${RULES}\ndecision := {"verdict": "ALLOW", "rule": "docs", "reason": "docs"} if regex.match("${text}", input.arguments.path)\n`,
      );
    const { effect } = await difference(pattern('^/docs/'), pattern('^/docs'));
    expect(effect).toBe('changed');
  });

  it('of something that is no policy is refused with findings', async () => {
    const result = await diffPolicy(policy(), policy('nonsense ]'));
    expect(!result.ok && result.findings[0]?.code === 'rego_parse_error').toBe(true);
  });
});

describe('lint', () => {
  it('can be silenced at one place', async () => {
    const rule = 'decision := {"verdict": "DENY", "rule": "docs", "reason": "docs"} if regex.match("docs", input.tool)';
    const found = async (text: string): Promise<boolean> =>
      (await lintPolicy(policy(`${RULES}\n${text}\n`))).findings.some(({ code }) => code === 'unanchored-regex');
    expect(await found(rule)).toBe(true);
    expect(await found(`# lint-ignore: default-allow, unanchored-regex\n${rule}`)).toBe(false);
    expect(await found(`# lint-ignore: default-allow\n${rule}`)).toBe(true);
  });

  it('reports what does not compile, and no more', async () => {
    const { ok, findings } = await lintPolicy(policy(`${RULES}\nx if input.tool = = 3\n`));
    expect(!ok && findings.every(({ code }) => code === 'rego_parse_error')).toBe(true);
  });

  it('ends in time for a policy with more combinations than can be tried, each of them slow', async () => {
    const conditions = Array.from({ length: 12 }, (_, i) => `\tinput.context.f${i} in {1, 2, 3, 4, 5, 6, 7, 8}`).join('\n');
    const slow =
      'slow if {\n\tsome a in numbers.range(1, 5000)\n\tsome b in numbers.range(1, 5000)\n\ta + b == input.context.f0 - 90000\n}';
    const rules = `${RULES}\ndecision := {"verdict": "DENY", "rule": "many", "reason": "many"} if {\n${conditions}\n}\n\ndecision := {"verdict": "DENY", "rule": "slow", "reason": "slow"} if slow\n\n${slow}\n`;
    const started = performance.now();
    const { search, findings } = await lintPolicy(policy(rules));
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(search.exhausted).toBe(false);
    expect(findings.some(({ code }) => code === 'failing-evaluation')).toBe(true);
  });
});

describe('lint by asking', () => {
  const finding = async (source: PolicySource, code: string): Promise<string[]> =>
    (await lintPolicy(source)).findings.filter((found) => found.code === code).map(({ message }) => message);

  it('finds the conflict that only the data brings about, and shows its input', async () => {
    const rules = `default decision := {"verdict": "DENY", "rule": "unknown", "reason": "unknown"}

decision := {"verdict": "ALLOW", "rule": kind, "reason": data.allowed[kind]}

decision := {"verdict": "REQUIRE_APPROVAL", "rule": kind, "reason": data.approval[kind]}

kind := data.tools[input.tool]
`;
    const tools = { get: 'read', book: 'booking', pay: 'booking' };
    const data = { tools, allowed: { read: 'yes' }, approval: { booking: 'ask' } };
    expect(await finding(policy(rules, data), 'conflicting-bodies')).toStrictEqual([]);
    const both = { ...data, allowed: { read: 'yes', booking: 'yes' } };
    expect(await finding(policy(rules, both), 'conflicting-bodies')).toStrictEqual(['two values for the input {"tool":"book"}']);
  });

  it('tries lists with several members before it calls a rule unreachable', async () => {
    const rules = `${RULES}
decision := {"verdict": "DENY", "rule": "tags", "reason": "tags"} if {
	"a" in input.session.tags
	"b" in input.session.tags
	not "c" in input.session.tags
}

decision := {"verdict": "DENY", "rule": "never", "reason": "never"} if {
	input.tool == "x"
	input.session.decisions > 10
	input.session.decisions < 5
}
`;
    const rows = (await lintPolicy(policy(rules))).findings
      .filter(({ code }) => code === 'unreachable-rule')
      .map(({ row }) => row);
    expect(rows).toStrictEqual([18]);
  });

  it('accepts a comparison that the schema or a check makes safe', async () => {
    const rule = (condition: string): PolicySource =>
      policy(`${RULES}\ndecision := {"verdict": "DENY", "rule": "many", "reason": "many"} if {\n\t${condition}\n}\n`);
    const schema = {
      type: 'object',
      properties: { count: { type: 'integer' }, level: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
    };
    const reported = async (condition: string): Promise<boolean> =>
      (await lintPolicy(rule(condition), { inputSchema: schema })).findings.some(({ code }) => code === 'untyped-comparison');
    expect(await reported('input.count > 3')).toBe(false);
    expect(await reported('input.level > 3')).toBe(true);
    expect(await reported('is_number(input.level)\n\tinput.level > 3')).toBe(false);
    const denied = '{"verdict": "DENY", "rule": "none", "reason": "none"}';
    expect(await reported(`not is_number(input.level)\n} else := ${denied} if {\n\tinput.level > 3`)).toBe(false);
    expect(await reported('level := input.level\n\tlevel > 3')).toBe(true);
    expect(await reported('level := input.level\n\tis_number(level)\n\tlevel > 3')).toBe(false);
  });
});
