import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { Json } from '#libs/policy-engine';
import { evalPolicy } from '../build-policy.js';
import { checkPolicy } from '../check-policy.js';
import type { Finding } from '../finding.js';
import type { PolicySource } from '../policy-source.js';
import { sourceOfExample } from './lint-example.js';
import { lintPolicy } from './lint-policy.js';
import { LINT_RULES } from './lint-rules.js';

const ALLOWED = '{"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"}';

/** What the advice of one finding says to do, done to the text. */
type Applied = (policy: string, finding: Finding) => string;

const codeOf = ({ fix }: Finding): string => fix?.slice(fix.lastIndexOf('default ')) ?? '';
const adding: Applied = (policy, finding) => `${policy}\n\n${codeOf(finding)}`;
const renaming: Applied = (policy, finding) => `${policy.replaceAll(/^decision\b/gm, 'part')}\n\n${codeOf(finding)}`;

/** Rules of every kind, beside the example of each lint rule. */
const ADVISED: [rule: string, policy: string, applied: Applied, entrypoint?: string][] = [
  ['missing-default-decision', `decision := ${ALLOWED} if input.tool == "read"`, adding],
  [
    'missing-default-decision',
    `decision := ${ALLOWED} if {\n\tinput.tool == "read"\n} else := ${ALLOWED} if input.n == 1`,
    adding,
  ],
  ['missing-default-decision', `verdict := ${ALLOWED} if input.tool == "read"`, adding, 'writ/verdict'],
  ['missing-default-decision', `decision contains ${ALLOWED} if input.tool == "read"`, renaming],
  ['missing-default-decision', `decision["verdict"] := "ALLOW" if input.tool == "read"`, renaming],
  [
    'missing-default-decision',
    `decision.verdict := "ALLOW" if input.tool == "read"\n\ndecision.rule := "r" if input.n`,
    renaming,
  ],
  ['missing-default-decision', `decision[key] := value if {\n\tsome key, value in input.answers\n}`, renaming],
  [
    'conflicting-bodies',
    `default decision := ${ALLOWED}\n\ndecision := part.x if input.tool\n\npart[k] := 1 if {\n\tinput.a == 1\n\tk := "x"\n}\n\npart[k] := 2 if {\n\tinput.b == 1\n\tk := "x"\n}`,
    (policy, { fix }) => {
      expect(fix).not.toMatch(/else/);
      return policy.replace('input.b == 1\n', 'input.b == 1\n\tnot input.a == 1\n');
    },
  ],
  [
    'conflicting-bodies',
    `default decision := ${ALLOWED}\n\ndecision := of(input.tool) if input.tool\n\nof(x) := 1 if x == "read"\n\nof(x) := 2 if x != "write"`,
    (policy, { fix }) => {
      expect(fix).toMatch(/else/);
      return policy.replace('\n\nof(x) := 2', ' else := 2');
    },
  ],
];

function source(policy: string, entrypoint = 'writ/decision'): PolicySource {
  return { ...sourceOfExample({ policy }), entrypoint };
}

const INPUTS: Json[] = ['read', 'write'].flatMap((tool) => [0, 1].map((a) => ({ tool, a, b: 1 - a, n: a })));

describe('the advice of a lint rule', () => {
  for (const { id, clean } of LINT_RULES) {
    it(`${id}: its corrected example compiles`, async () => {
      expect(await checkPolicy(sourceOfExample(clean))).toStrictEqual({ ok: true, findings: [] });
    });
  }

  for (const [id, policy, applied, entrypoint] of ADVISED)
    it(`${id}: ${policy} compiles when it is followed, and what had an answer has it`, async () => {
      const finding = (await lintPolicy(source(policy, entrypoint))).findings.find(({ code }) => code === id);
      assert(finding, 'it is not reported');
      const followed = source(applied(policy, finding), entrypoint);
      expect(await checkPolicy(followed)).toStrictEqual({ ok: true, findings: [] });
      expect((await lintPolicy(followed)).findings.map(({ code }) => code)).not.toContain(id);
      if (applied === renaming) return;
      for (const input of INPUTS) {
        const before = await evalPolicy(source(policy, entrypoint), input);
        if (!before.ok || before.result === undefined) continue;
        const after = await evalPolicy(followed, input);
        expectThat(JSON.stringify(input), after.ok && after.result).toStrictEqual(before.result);
      }
    });
});
