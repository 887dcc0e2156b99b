import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { pathToFileURL } from 'node:url';
import { importsOf, namesUsed, parse } from './parsed-source.js';
import { featureNames, filesIn } from './source-files.js';

const walls = (await import(pathToFileURL(resolve('.dependency-cruiser.mjs')).href)) as { PURE_LIBS: readonly string[] };
const PURE_LIBS = walls.PURE_LIBS.map((lib) => `libs/${lib}`);
const HEART = ['contract', 'events', 'commands', 'answers', 'operations', 'refusals', 'decider'];
/** Time, chance and the machine: all of them arrive as values from outside. */
const IMPURE =
  /^(new Date\/0|Date|Date\.now|Math\.random|process|process\..*|performance|performance\..*|crypto|crypto\..*|fetch|setTimeout|setInterval|setImmediate|globalThis.*)$/;

const isProduction = (path: string) => !path.endsWith('.spec.ts') && !path.includes('/testing/');

/** The hearts, the reactions and everything of their feature that they draw in. */
function heartFiles(): string[] {
  const found = new Set(
    featureNames()
      .flatMap((feature) => HEART.map((part) => `src/features/${feature}/${part}.ts`))
      .filter((path) => existsSync(path))
      .concat(filesIn(['src/features'], /\.reaction\.ts$/)),
  );
  for (const path of found) {
    for (const imported of importsOf(parse(path)).filter((name) => name.startsWith('./')))
      found.add(join(dirname(path), imported.replace(/\.js$/, '.ts')));
  }
  return [...found];
}

function impurities(paths: readonly string[]): string[] {
  return paths.flatMap((path) =>
    namesUsed(parse(path)).flatMap(({ name, line }) => (IMPURE.test(name) ? [`${path}:${line} ${name}`] : [])),
  );
}

describe('time, chance and the machine', () => {
  it('do not reach the hearts and the reactions of features', () => {
    const hearts = heartFiles();
    expectThat(`${hearts.length} files`, hearts.length).toBeGreaterThan(featureNames().length * 3);
    expect(impurities(hearts)).toStrictEqual([]);
  });

  it('do not reach the pure libs', () => {
    expect(impurities(filesIn(PURE_LIBS).filter(isProduction))).toStrictEqual([]);
  });

  it('are found where they are used', () => {
    expect(impurities(['src/features/decisions/desk/decision-drafting.ts'])).not.toStrictEqual([]);
    expect(impurities(['src/platform/config/configuration.ts'])).not.toStrictEqual([]);
  });
});
