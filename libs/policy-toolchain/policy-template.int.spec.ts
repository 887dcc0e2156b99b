import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { type Json, compilePlan } from '#libs/policy-engine';
import { checkPolicy, formatPolicy } from './check-policy.js';
import { lintPolicy } from './lint/lint-policy.js';
import { diffPolicy } from './diff-policy.js';
import { type PolicySource, splitTests } from './policy-source.js';
import { type PolicyTemplate, instantiateTemplate, readTemplates } from './policy-template.js';
import { coverPolicy, testPolicy } from './test-policy.js';
import { buildPolicy } from './build-policy.js';

const inputSchema = JSON.parse(readFileSync('docs/reference/decision-input.schema.json', 'utf8')) as Json;

function sourceOf({ files, data }: Pick<PolicyTemplate, 'files' | 'data'>): PolicySource {
  const rego = Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith('.rego')));
  return { ...splitTests(rego), data };
}

const NAMES = [
  'abac-purpose',
  'approve-before-transfer',
  'break-glass-expiring',
  'default',
  'environment-separation',
  'no-mail-after-pii',
  'pii-strict',
  'read-only',
  'refunds-per-customer',
  'running-total',
  'spend-limits',
  'working-hours',
  'write-with-approval',
];

describe('policy templates', () => {
  let templates: PolicyTemplate[];
  const named = (name: string): PolicyTemplate => templates.find((template) => template.name === name) ?? assert.fail(name);
  beforeAll(async () => {
    templates = await readTemplates('policies/templates');
  });

  it('are all there', () => {
    expect(templates.map(({ name }) => name)).toStrictEqual(NAMES);
  });

  for (const name of NAMES) {
    it(`${name} passes every check, is tested, and denies what it does not know`, async () => {
      const source = sourceOf(named(name));
      const options = { inputSchema };
      expect((await checkPolicy(source, options)).findings).toStrictEqual([]);
      expect((await formatPolicy(source)).unformatted).toStrictEqual([]);
      expect((await lintPolicy(source, options)).findings).toStrictEqual([]);
      const tests = await testPolicy(source);
      expectThat(JSON.stringify(tests.findings), tests.ok && tests.passed >= 4).toBe(true);
      const { coverage } = await coverPolicy(source);
      expectThat(`coverage ${coverage}`, coverage).toBeGreaterThanOrEqual(0.9);
      const build = await buildPolicy(source);
      assert(build.ok);
      const { plan, data, entrypoint } = build.built;
      for (const input of [{}, null, [], { tool: 'a tool nobody listed', arguments: {}, agent: { id: 'a', labels: {} } }]) {
        const { result } = compilePlan(plan, data).evaluate(entrypoint, input as Json);
        expectThat(JSON.stringify(input), (result as { verdict?: string }).verdict).toBe('DENY');
      }
    });

    it(`${name} explains every parameter, and takes a value for each`, () => {
      const template = named(name);
      const readme = template.files['README.md'] ?? assert.fail('no README.md');
      for (const parameter of template.parameters) {
        expectThat(parameter.name, readme).toContain(`| \`${parameter.name}\` | ${parameter.description} |`);
        const present = parameter.path.reduce<Json>((at, key) => (at as Record<string, Json>)[key]!, template.data);
        const made = instantiateTemplate(template, { [parameter.name]: present });
        expect(made.ok && made.files['policy.rego'] === template.files['policy.rego']).toBe(true);
        const wrong = instantiateTemplate(template, { [parameter.name]: null });
        expect(wrong.ok ? undefined : wrong.code).toBe('PARAMETER_TYPE');
      }
      const unknown = instantiateTemplate(template, { nothing: 1 });
      expect(unknown.ok ? undefined : unknown.code).toBe('PARAMETER_UNKNOWN');
    });
  }

  it('take lists and objects of what theirs hold, and say what does not belong there', () => {
    const message = (name: string, values: Record<string, Json>): string | undefined => {
      const made = instantiateTemplate(named(name), values);
      return made.ok ? undefined : `${made.code}: ${made.message}`;
    };
    const wrong: readonly [string, Record<string, Json>, string][] = [
      ['default', { read: 'get' }, 'read must be of type array, not string'],
      ['default', { read: ['get', 1] }, 'read[1] must be of type string, as in the template, not number'],
      ['break-glass-expiring', { grants: [['a']] }, 'grants[0] must be of type object, as in the template, not array'],
      ['spend-limits', { spending: { book: 5 } }, 'spending["book"] must be of type object, as in the template, not number'],
      [
        'pii-strict',
        { patterns: { ok: 'a', 'a "b"': null } },
        'patterns["a \\"b\\""] must be of type string, as in the template, not null',
      ],
    ];
    for (const [name, values, told] of wrong) expect(message(name, values)).toBe(`PARAMETER_TYPE: ${told}`);
    const right: readonly [string, Record<string, Json>][] = [
      ['default', { read: [] }],
      ['pii-strict', { patterns: {} }],
      ['spend-limits', { spending: { book: { alone: 1, ceiling: 2 } }, free: ['get'] }],
    ];
    for (const [name, values] of right) expectThat(name, message(name, values)).toBeUndefined();
    const template: PolicyTemplate = { ...named('default'), data: { read: [1, 'a'], write: [] } };
    expectThat('theirs are not all of one type', instantiateTemplate(template, { read: [null], write: [1, {}] }).ok).toBe(true);
    const long = message('pii-strict', { patterns: { ['x'.repeat(100_000)]: 1 } }) ?? '';
    expect(long.length).toBeLessThan(300);
  });

  it('change what they decide with their parameters', async () => {
    const template = named('default');
    const made = instantiateTemplate(template, { write: [] });
    assert(made.ok);
    const answer = await diffPolicy(sourceOf(template), sourceOf({ files: template.files, data: made.data }), { inputSchema });
    expect(answer.ok && answer.difference.effect).toBe('narrowed');
  });
});
