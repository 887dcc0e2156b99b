import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { type CompiledPolicy, type Json, compilePlan } from '#libs/policy-engine';
import { type PolicySource, buildPolicy, checkPolicy, formatPolicy, lintPolicy, testPolicy } from '#libs/policy-toolchain';
import { type ImportedPolicy, importYamlRules } from './index.js';
import { completed, decisionInput, ruleFile } from './testing/generated-rules.js';
import { type ReferenceAnswer, type ReferenceFile, referenceAnswer } from './testing/reference-interpreter.js';

const seed = Number(process.env['WRIT_SEED'] ?? 20_261);
const FILES = 24;
const INPUTS = 250;
/** Lint asks about thousands of inputs. */
const LINTED = Number(process.env['WRIT_FUZZ_LINTED'] ?? 4);
const inputSchema = JSON.parse(readFileSync('docs/reference/decision-input.schema.json', 'utf8')) as Json;
const STRICTNESS = ['ALLOW', 'REQUIRE_APPROVAL', 'DENY'];

interface Case {
  readonly file: ReferenceFile;
  readonly imported: ImportedPolicy;
  readonly source: PolicySource;
  readonly policy: CompiledPolicy;
}

/** Files that are accepted. The others are refused for the reasons the generator knows of, and for no other. */
function accepted(count: number): { file: ReferenceFile; imported: ImportedPolicy }[] {
  const found: { file: ReferenceFile; imported: ImportedPolicy }[] = [];
  for (const file of fc.sample(ruleFile, { seed, numRuns: count * 3 })) {
    const imported = importYamlRules({
      file: 'rules.yaml',
      text: stringify(file, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }),
    });
    if (imported.ok) found.push({ file, imported });
    else {
      const known = ['YAML_NEVER_MATCHES', 'YAML_IGNORED_FIELD'];
      expectThat(
        JSON.stringify([imported.findings, file]),
        imported.findings.every(({ code }) => known.includes(code)),
      ).toBe(true);
    }
  }
  expectThat(`only ${found.length} files were accepted`, found.length).toBeGreaterThanOrEqual(count);
  return found.slice(0, count);
}

async function cases(): Promise<Case[]> {
  const made: Case[] = [];
  for (const { file, imported } of accepted(FILES)) {
    const { modules, tests, data } = imported;
    const build = await buildPolicy({ modules, tests, data });
    assert(build.ok, JSON.stringify(build));
    made.push({ file, imported, source: { modules, tests, data }, policy: compilePlan(build.built.plan, build.built.data) });
  }
  return made;
}

function answered(policy: CompiledPolicy, input: Json): ReferenceAnswer {
  const { result } = policy.evaluate('writ/decision', input);
  const { verdict, rule, obligations = [] } = result as { verdict: string; rule: string; obligations?: { type: string }[] };
  return { verdict, rule, obligation: obligations[0]?.type };
}

describe(`imported rules, seed ${seed}`, () => {
  const all = cases();

  it(`decide as the language says, for ${FILES} files and ${INPUTS} calls each`, async () => {
    const decided = new Map<string, number>();
    for (const { file, policy } of await all) {
      const property = fc.property(decisionInput, (input) => {
        const answer = answered(policy, input as Json);
        expectThat(JSON.stringify({ file, input }), answer).toStrictEqual(referenceAnswer(file, input));
        const kind = answer.rule.startsWith('defaults.') ? answer.rule : answer.verdict;
        decided.set(kind, (decided.get(kind) ?? 0) + 1);
      });
      fc.assert(property, { seed, numRuns: INPUTS });
    }
    for (const kind of [...STRICTNESS, 'defaults.no_match', 'defaults.low_confidence', 'defaults.malformed'])
      expectThat(`${kind} was hardly asked for: ${JSON.stringify([...decided])}`, decided.get(kind) ?? 0).toBeGreaterThan(20);
  });

  it('never give a call that leaves something out more than the same call that says it', async () => {
    let compared = 0;
    for (const { file, policy } of await all) {
      const pair = decisionInput.chain((input) => fc.tuple(fc.constant(input), completed(input)));
      const property = fc.property(pair, ([input, whole]) => {
        const [less, more] = [answered(policy, input as Json), answered(policy, whole as Json)];
        // A rule that may match comes before a default, which is for calls that no rule is about.
        if (more.rule.startsWith('defaults.') && less.verdict !== 'ALLOW') return;
        compared += 1;
        const isAsStrict = STRICTNESS.indexOf(less.verdict) >= STRICTNESS.indexOf(more.verdict);
        expectThat(JSON.stringify({ input, less, whole, more, file }), isAsStrict).toBe(true);
      });
      fc.assert(property, { seed, numRuns: INPUTS });
    }
    expectThat(`only ${compared} pairs`, compared).toBeGreaterThan((FILES * INPUTS) / 4);
  });

  it('are formatted, pass the strict check with the schema of decisions, and have tests that pass', async () => {
    for (const { file, source } of await all) {
      const shown = JSON.stringify(file);
      expectThat(shown, (await formatPolicy(source)).unformatted).toStrictEqual([]);
      expectThat(shown, await checkPolicy(source, { inputSchema })).toStrictEqual({ ok: true, findings: [] });
    }
  });

  it(`pass lint, whatever they leave unasked, for ${LINTED} files`, async () => {
    for (const { file, source } of (await all).slice(0, LINTED)) {
      expectThat(JSON.stringify(file), (await lintPolicy(source, { inputSchema })).findings).toStrictEqual([]);
      const { ok, findings } = await testPolicy(source);
      expectThat(JSON.stringify([findings, file, source.tests]), ok).toBe(true);
    }
  });
});
