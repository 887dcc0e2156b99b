import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findOpa } from '#libs/rego-compiler';
import { runPackage } from './run-package.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'writ-package-spec-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function ran() {
  return runPackage(folder, { binary: (await findOpa()).path, isOld: true });
}

describe('the tests of a package of others', () => {
  it('run folder by folder where it is many policies, in the older syntax, with their documents', async () => {
    write({
      'spend/gate.rego': 'package gate\n\ndefault allow = false\n\nallow { input.sum <= data.limits.most }\n',
      'spend/gate_test.rego':
        'package gate\n\ntest_little { allow with input as {"sum": 5} }\n\ntest_much { not allow with input as {"sum": 6} }\n',
      'spend/limits/data.yaml': 'most: 5\n',
      'read/gate.rego': 'package gate\n\ndefault allow = true\n',
      'read/gate_test.rego': 'package gate\n\ntest_all { allow }\n\ntest_wrong { not allow }\n',
    });
    expect(await ran()).toStrictEqual({ tests: 4, holding: 3, disagreements: [], leftOut: new Map() });
  });

  it('run where they are older than Rego v1 and have names and built-ins that it has no more', async () => {
    write({
      'old.rego': [
        'package old',
        'contains(list, member) { list[_] == member }',
        'allow { contains(cast_array(input.tags), "free"); any([input.paid, false]); re_match("^a", input.tool) }',
        'allow { all([input.owner]) }',
      ].join('\n\n'),
      'old_test.rego': [
        'package old',
        'test_both { input := {"tags": ["free"], "paid": true, "tool": "ab"}\n allow with input as input }',
        'test_owner {\n  input := {"owner": true}\n  allow with input as input\n}',
        'test_neither {\n  input = {"tags": ["free"], "paid": false, "tool": "ab", "owner": false}\n  not allow with input as input\n}',
        'test_nobody { not any([]); all([]) }',
        'test_there { data.old.contains(["a"], "a") }',
      ].join('\n\n'),
    });
    expect(await ran()).toStrictEqual({ tests: 5, holding: 5, disagreements: [], leftOut: new Map() });
  });

  it('run where keywords are names within references, and stay in texts', async () => {
    write({
      'kind.rego': 'package kind\n\nanswer := "a.in" if input.v0.package.if.not == `b.in`\n',
      'kind_test.rego':
        'package kind\n\nimport rego.v1\n\ntest_it if answer == concat(".", ["a", "in"]) with input as {"v0": {"package": {"if": {"not": "b.in"}}}}\n',
    });
    expect(await ran()).toStrictEqual({ tests: 1, holding: 1, disagreements: [], leftOut: new Map() });
  });

  it('run with a clock that they set themselves, or else with that of today', async () => {
    write({
      'due.rego': 'package due\n\nimport rego.v1\n\nlate if time.now_ns() > time.parse_rfc3339_ns(input.due)\n',
      'due_test.rego': [
        'package due_test',
        'import rego.v1',
        'import data.due',
        'test_before if not due.late with input.due as "2026-01-02T00:00:00Z" with time.now_ns as 1700000000000000000',
        'test_after if due.late with input.due as "2020-01-02T00:00:00Z"',
        'test_version if regex.match(`^[0-9.]+$`, opa.runtime().version)',
        'test_own_version if opa.runtime().version == "9" with opa.runtime as {"version": "9"}',
      ].join('\n\n'),
    });
    expect(await ran()).toStrictEqual({ tests: 4, holding: 4, disagreements: [], leftOut: new Map() });
  });

  it('run from folders whose names are longer or deeper than those of modules are here', async () => {
    const [long, deep] = [`${'a'.repeat(140)}`, Array.from({ length: 14 }, (_, n) => `d${n}`).join('/')];
    write({
      [`${long}x/${deep}/gate.rego`]: 'package gate\n\nimport rego.v1\n\nallow if input.sum <= 5\n',
      [`${long}y/gate_test.rego`]: 'package gate\n\nimport rego.v1\n\ntest_little if allow with input.sum as 5\n',
    });
    expect(await ran()).toStrictEqual({ tests: 1, holding: 1, disagreements: [], leftOut: new Map() });
  });

  it('leave out what the engine does not have, and what needs it', async () => {
    write({
      'asks.rego': 'package asks\n\nbody := http.send({"method": "get", "url": input.url})\n',
      'asks_test.rego': 'package asks\n\ntest_body { body with http.send as {} }\n',
      'plain_test.rego': 'package plain\n\ntest_it { 1 < 2 }\n',
    });
    const { leftOut, ...run } = await ran();
    expect(run).toStrictEqual({ tests: 1, holding: 1, disagreements: [] });
    expect([...leftOut.keys()].sort()).toStrictEqual(['asks.rego', 'asks_test.rego'].map((name) => join(folder, name)));
    expect(leftOut.get(join(folder, 'asks.rego'))).toContain('undefined function http.send');
  });

  it('tell each test on which the plan and OPA itself do not agree', async () => {
    write({
      'north.rego': 'package north\n\nfrozen[kind].stock := 1 { kind := "tin" }\n\nfrozen.copper.orders := true\n',
      'south.rego': 'package south\n\nfrozen.silver.orders := true\n',
      'gate.rego': 'package gate\n\ndeny { data[input.region].frozen.copper.orders }\n',
      'gate_test.rego': 'package gate\n\ntest_denies { deny with input as {"region": "north"} }\n',
    });
    const { disagreements } = await ran();
    expect(disagreements).toHaveLength(1);
    expect(disagreements[0]).toMatch(
      /gate_test\.rego:\d+ the test test_denies: the plan that decides says that it does not hold/,
    );
  });
});
