import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { Json } from '#libs/policy-engine';
import type { BuiltInName, InvariantParameters } from './claims/built-in-invariants.js';
import type { Subject } from './claims/claim.js';
import { proving, subjectOf } from './testing/proving.js';

const FOLDER = 'policies/templates/default';
const rego = readFileSync(`${FOLDER}/policy.rego`, 'utf8');
const data = JSON.parse(readFileSync(`${FOLDER}/data.json`, 'utf8')) as { read: string[]; write: string[] };
const tools = Object.fromEntries([
  ...data.read.map((name) => [name, 'read']),
  ...data.write.map((name) => [name, 'write']),
]) as InvariantParameters['tools'];

describe('the default policy', () => {
  let shipped: Subject;
  beforeAll(async () => {
    shipped = await subjectOf(rego, data);
  });

  for (const invariant of ['writes-need-approval', 'unknown-tools-denied', 'no-evaluation-error'] as const) {
    it(`is proved to keep ${invariant}`, async () => {
      const proof = await proving(shipped, invariant, { parameters: { tools } });
      expect([proof.answer, proof.vacuous, proof.solver?.said]).toStrictEqual(['PROVED', false, 'unsat']);
      expect(proof.solver?.smtDigest).toMatch(/^[0-9a-f]{64}$/);
    });
  }

  it('gains no permission over itself, and is told which one where it does', async () => {
    expect((await proving(shipped, 'no-permission-gained', { baseline: shipped })).answer).toBe('PROVED');
    const wider = await subjectOf(rego, { ...data, read: [...data.read, 'send_email'], write: ['write_file', 'run_command'] });
    const { answer, counterexample } = await proving(wider, 'no-permission-gained', { baseline: shipped });
    expect([answer, counterexample?.ruling.verdict, counterexample?.baseline?.verdict]).toStrictEqual([
      'COUNTEREXAMPLE',
      'ALLOW',
      'REQUIRE_APPROVAL',
    ]);
    expect((counterexample?.input as { tool: string }).tool).toBe('send_email');
  });

  it('says nothing about tools that run something, of which it knows none, and that is told', async () => {
    const { answer, vacuous, why } = await proving(shipped, 'exec-only-for-role', { parameters: { tools } });
    expect([answer, vacuous]).toStrictEqual(['NO_COUNTEREXAMPLE_FOUND', true]);
    expect(why).toMatch(/no input meets the premise/);
  });
});

/** Policies in which one thing is wrong, each with the invariant that it breaks. */
const WRONG: readonly (readonly [says: string, breaks: BuiltInName, rules: string, data?: Json])[] = [
  [
    'a write tool is listed as reading',
    'writes-need-approval',
    'decision := allow if input.tool in data.read',
    { read: ['get', 'put'] },
  ],
  [
    'a write tool is allowed for one agent',
    'writes-need-approval',
    'decision := allow if { input.tool == "put"; input.agent.id == "a" }',
  ],
  ['everything but one tool is allowed', 'unknown-tools-denied', 'decision := allow if input.tool != "put"'],
  [
    'a missing label lets a tool run',
    'exec-only-for-role',
    'decision := allow if { input.tool == "run"; not other }\nother if input.agent.labels.role != "admin"',
  ],
  ['the environment is not compared', 'environments-apart', 'decision := allow if input.arguments.environment == "production"'],
  [
    'another label is looked for',
    'labelled-never-egress',
    'decision := allow if { input.tool == "mail"; not "secret" in input.labels }',
  ],
  [
    'a number from the arguments may be null',
    'writes-need-approval',
    'decision := allow if { input.tool == "put"; input.arguments.amount < 10 }',
  ],
  [
    'two definitions disagree',
    'no-evaluation-error',
    'decision := allow if input.tool == "get"\ndecision := ask if input.session.decisions > 10',
  ],
];

describe('a policy in which', () => {
  for (const [says, breaks, rules, document] of WRONG) {
    it(`${says} is refuted by a call that the engine rules so`, async () => {
      const subject = await subjectOf(
        `package writ
default decision := {"verdict": "DENY", "rule": "else", "reason": "not known"}
allow := {"verdict": "ALLOW", "rule": "allowed", "reason": "allowed"}
ask := {"verdict": "REQUIRE_APPROVAL", "rule": "asked", "reason": "asked"}
${rules}
`,
        document,
      );
      const { answer, counterexample } = await proving(subject, breaks);
      expectThat(JSON.stringify(counterexample?.input), answer).toBe('COUNTEREXAMPLE');
      expect(counterexample?.isViolated).toBe(true);
    });
  }
});
