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
