import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { type Json, compilePlan } from '#libs/policy-engine';
import { DEFAULT_LIMITS, compileRego, findOpa } from './index.js';
import { runOpa } from './opa-process.js';
import { EXPRESSIONS } from './testing/builtin-expressions.js';
import { DOCUMENT_EXPRESSIONS } from './testing/document-expressions.js';

/** One rule per expression, so that one that is undefined takes nothing else along. */
function moduleOf(expressions: string[]): string {
  return `package writ\n\n${expressions.map((expression, i) => `t["${i}"] := ${/ (in|<|==) /.test(expression) ? `x if x := (${expression})` : expression}`).join('\n\n')}\n`;
}

async function askOpa(source: string): Promise<Record<string, Json>> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-eval-'));
  try {
    await writeFile(join(folder, 'p.rego'), source);
    const { path } = await findOpa();
    const run = await runOpa(
      path,
      ['eval', '--v1-compatible', '--format', 'values', '-d', 'p.rego', 'data.writ.t'],
      folder,
      DEFAULT_LIMITS,
    );
    expectThat(run.stderr + run.stdout, run.code).toBe(0);
    return (JSON.parse(run.stdout) as [Record<string, Json>])[0];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

for (const [family, expressions] of Object.entries({ ...EXPRESSIONS, ...DOCUMENT_EXPRESSIONS })) {
  test(`${family} built-ins give what OPA gives`, async () => {
    const source = moduleOf(expressions);
    const compiled = await compileRego({ modules: { 'p.rego': source }, entrypoint: 'writ/t' });
    assert(compiled.ok, JSON.stringify(compiled));
    const ours = compilePlan(compiled.plan, {}).evaluate('writ/t', {}, { fuel: 10_000_000 }).result as Record<string, Json>;
    const theirs = await askOpa(source);
    const different = expressions.flatMap((expression, i) => {
      const [got, want] = [ours[i], theirs[i]].map((value) => JSON.stringify(value) ?? 'undefined');
      return got === want ? [] : [`${expression}: OPA says ${want}, we say ${got}`];
    });
    expect(different).toStrictEqual([]);
  });
}
