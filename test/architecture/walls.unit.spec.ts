import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { committed, featureNames } from './source-files.js';

interface Walls {
  readonly forbidden: readonly IForbiddenRuleType[];
  readonly options: ICruiseOptions;
}

const { forbidden, options } = (await import(pathToFileURL(resolve('.dependency-cruiser.mjs')).href)) as Walls;
const rules = [...new Set(forbidden.map((rule) => rule.name as string))];
const FIXTURES = 'test/architecture/fixtures';
const FOLDERS = ['libs', 'src', 'clients', 'migrations', 'test'];

async function cruised(baseDir: string, by: readonly IForbiddenRuleType[] = forbidden): Promise<ICruiseResult> {
  const present = FOLDERS.filter((folder) => existsSync(resolve(baseDir, folder)));
  const settings = { ...options, baseDir: resolve(baseDir), ruleSet: { forbidden: [...by] }, validate: true };
  return (await cruise(present, settings)).output as ICruiseResult;
}

const repository = cruised('.');
const violationsOf = (result: ICruiseResult) =>
  result.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));

describe('the walls', () => {
  it('hold in this repository, apart from the circles that are known', async () => {
    const found = violationsOf(await repository).map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`);
    const known = committed<string[]>('known-circles.json').map((edge) => `no-circular: ${edge}`);
    expectThat(
      'see docs/explanation/walls.md for the reason and the way out',
      found.filter((violation) => !known.includes(violation)),
    ).toStrictEqual([]);
    expectThat(
      'no longer there: take it out of known-circles.json',
      known.filter((violation) => !found.includes(violation)),
    ).toStrictEqual([]);
  });

  it('see through the import map and see every feature on disk', async () => {
    const { modules } = await repository;
    const mapped = modules.flatMap((module) => module.dependencies).filter((dependency) => dependency.module.startsWith('#'));
    expectThat('imports by name are found', mapped.length).toBeGreaterThan(100);
    expect(
      mapped
        .filter((dependency) => dependency.couldNotResolve || !dependency.resolved.endsWith('.ts'))
        .map((dependency) => dependency.module),
    ).toStrictEqual([]);
    const seen = new Set(modules.map((module) => /^src\/features\/([^/]+)\//.exec(module.source)?.[1]));
    expect(featureNames().filter((feature) => !seen.has(feature))).toStrictEqual([]);
  });

  for (const rule of rules) {
    it(`${rule} is reported for its fixture, and nothing else is`, async () => {
      const found = violationsOf(await cruised(`${FIXTURES}/${rule}`));
      expect([...new Set(found.map((violation) => violation.rule))]).toStrictEqual([rule]);
      for (const part of forbidden.filter((entry) => entry.name === rule)) {
        const { length } = violationsOf(await cruised(`${FIXTURES}/${rule}`, [part]));
        expectThat(`nothing in the fixture violates the part from ${JSON.stringify(part.from)}`, length).not.toBe(0);
      }
    });
  }

  it('each have a fixture and a section that explains them', () => {
    expect(readdirSync(FIXTURES).sort()).toStrictEqual([...rules].sort());
    const page = readFileSync('docs/explanation/walls.md', 'utf8');
    expect(rules.filter((rule) => !page.includes(`\n### ${rule}\n`))).toStrictEqual([]);
  });
});
