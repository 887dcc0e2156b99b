import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { newestOpa } from '#test/support/newest-opa';
import { type Json, compilePlan } from '#libs/policy-engine';
import { compileRego } from '#libs/rego-compiler';
import { buildPolicy, checkPolicy } from '../index.js';
import { TREE_INPUTS, askBinary, dice, packageTrees } from '../testing/index.js';
import { missedRules } from './missed-rules.js';

const SEED = Number(process.env['WRIT_SEED'] ?? 20_261_128);
const GROUPS = 25;
const newest = newestOpa();

/** Compares each tree's answer in the plan with OPA's own, and with what is said about its reference. */
async function compared(opaBin?: string): Promise<{ differing: number[]; told: number[] }> {
  const modules = packageTrees(GROUPS, dice(SEED));
  const compiler = { limits: { timeMs: 60_000 }, ...(opaBin !== undefined && { opaBin }) };
  const compiled = await compileRego({ modules, entrypoint: 'writ/decision', ...compiler });
  assert(compiled.ok, JSON.stringify(compiled));
  const policy = compilePlan(compiled.plan, {});
  const asked = (await askBinary({ modules, tests: {} }, TREE_INPUTS, opaBin)) as Json[][];
  const differing = new Set<number>();
  for (const [n, input] of TREE_INPUTS.entries()) {
    const answers = policy.evaluate('writ/decision', input, { fuel: 1e9 }).result as Json[];
    for (let group = 0; group < GROUPS; group += 1)
      if (JSON.stringify(answers[group]) !== JSON.stringify(asked[n]![group])) differing.add(group);
  }
  const missed = await missedRules(modules, compiled.plan, compiler);
  assert(missed.ok);
  const told = missed.findings.map(({ file }) => Number(/^g(\d+)\.rego$/.exec(file ?? '')?.[1]));
  return { differing: [...differing].toSorted((a, b) => a - b), told: [...new Set(told)].toSorted((a, b) => a - b) };
}

describe('rules that a plan has no way to', () => {
  it(`are told wherever the plan of OPA 0.70 answers otherwise than OPA (seed ${SEED})`, async () => {
    const { differing, told } = await compared();
    expectThat(`${differing.length} of ${GROUPS} trees differ`, differing.length).toBeGreaterThan(2);
    expectThat(
      'none goes untold',
      differing.filter((group) => !told.includes(group)),
    ).toStrictEqual([]);
    console.log(`${differing.length} of ${GROUPS} trees differ, ${told.length} are told`);
  });

  skipWhen(newest.path === undefined && newest.why, it)(`are told as well for the newest OPA (seed ${SEED})`, async () => {
    const { differing, told } = await compared(newest.path);
    expectThat(
      'none goes untold',
      differing.filter((group) => !told.includes(group)),
    ).toStrictEqual([]);
    console.log(`${differing.length} of ${GROUPS} trees differ, ${told.length} are told`);
  });

  it('refuse the policy with the place and the rule, before a test shows it', async () => {
    const modules = {
      'policy.rego': 'package writ\n\ndecision := {"verdict": "DENY"} if {\n\tsite := input.site\n\tdata[site].stop.all\n}\n',
      'plant.rego': 'package plant\n\nstop[line] if line := "all"\n',
      'depot.rego': 'package depot\n\nstop.all := true\n',
    };
    const { ok, findings } = await checkPolicy({ modules, tests: {} });
    expect(ok).toBe(false);
    expect(findings.map(({ code, file, row }) => [code, file, row])).toStrictEqual([['POLICY_PLAN_DISAGREES', 'policy.rego', 5]]);
    expect(findings[0]?.message ?? '').toMatch(/no way from this reference to the rule data\.depot\.stop\.all/);
    const built = await buildPolicy({ modules, tests: {} });
    expectThat('nor is such a plan built', built.ok).toBe(false);
  });

  it("are not seen in references to documents, to packages of one shape, and to names of one's own", async () => {
    const modules = {
      'policy.rego': `package writ

import data.shops

decision := [data.limits[input.tool], data.writ.prices[input.tool], shops[input.shop].open.today, found] if {
	open := {"x": {"y": 1}}
	open[input.k].y == 1
	some region
	data.regions[region].closed
}

found contains region if data.regions[region].closed

default prices := {}

open.x.y := 2

open.z.y := 3
`,
      'north.rego': 'package shops.north\n\nopen.today := true\n\nopen[day] if day := "monday"\n',
      'west.rego': 'package shops.west\n\nopen[day] if day := "today"\n',
      'a.rego': 'package regions.a\n\nclosed if input.x\n',
      'b.rego': 'package regions.b\n\nclosed if input.y\n',
    };
    expect(await checkPolicy({ modules, tests: {}, data: { limits: { pay: 1 } } })).toStrictEqual({ ok: true, findings: [] });
  });
});
