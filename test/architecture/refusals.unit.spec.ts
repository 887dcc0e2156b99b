import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { committed, featureNames, filesIn } from './source-files.js';

type Catalogue = Record<string, { readonly kind: string; readonly says: string; readonly fix: string }>;

async function catalogues(): Promise<Catalogue[]> {
  const files = ['platform/http', ...featureNames().map((feature) => `features/${feature}`)]
    .map((folder) => `dist/src/${folder}/refusals.js`)
    .filter((path) => existsSync(path));
  const modules = await Promise.all(
    files.map((path) => import(pathToFileURL(resolve(path)).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) =>
    Object.values(module).filter((value): value is Catalogue => typeof value === 'object' && value !== null),
  );
}

const all = await catalogues();
const codes = all.flatMap((catalogue) => Object.keys(catalogue));
const specText = filesIn(['libs', 'src', 'clients', 'test'], /\.spec\.ts$/)
  .filter((path) => !path.startsWith('test/architecture/'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const isCovered = (code: string) => new RegExp(`\\b${code}\\b`).test(specText);

describe('refusals', () => {
  it('have a code of their own, a sentence and a way out', () => {
    expectThat(`${codes.length} codes`, codes.length).toBeGreaterThan(30);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toStrictEqual([]);
    expect(codes.filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toStrictEqual([]);
    const entries = all.flatMap((catalogue) => Object.entries(catalogue));
    expect(entries.filter(([, { says, fix }]) => !says.endsWith('.') || !fix.endsWith('.')).map(([code]) => code)).toStrictEqual(
      [],
    );
  });

  it('appear in a spec, apart from those that are known not to', () => {
    const known = Object.keys(committed<Record<string, string>>('uncovered-refusals.json'));
    expectThat(
      'write the case that is refused',
      codes.filter((code) => !isCovered(code) && !known.includes(code)),
    ).toStrictEqual([]);
    expectThat(
      '`npm run generate` takes these out of uncovered-refusals.json',
      known.filter((code) => isCovered(code) || !codes.includes(code)),
    ).toStrictEqual([]);
  });
});
