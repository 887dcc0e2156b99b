import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { filesIn, linesOf } from './source-files.js';

const BANNED = /(^|[-.])(utils?|helpers?|common|shared|manager|base|misc)([-.]|$)/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|mjs)$/;
const files = filesIn();
const specs = files.filter((path) => path.endsWith('.spec.ts'));
const otherText = [
  ...filesIn(['docs'], /\.(md|json|rego|graphql)$/),
  ...filesIn(['libs', 'src', 'test'], /\.(json|rego|html|md)$/),
];

describe('names', () => {
  it('are kebab-case and say what a file holds', () => {
    expect(files.filter((path) => !KEBAB.test(basename(path)))).toStrictEqual([]);
    expect(files.filter((path) => path.split('/').some((part) => BANNED.test(part.replace(/\.(ts|mjs)$/, ''))))).toStrictEqual(
      [],
    );
  });

  it('have an index only at the door of a lib or an SDK', () => {
    expect(
      files.filter(
        (path) => basename(path) === 'index.ts' && !/^(libs\/[^/]+|clients\/sdk-[a-z]+)\/(testing\/)?index\.ts$/.test(path),
      ),
    ).toStrictEqual([]);
  });

  it('of specs tell what they need to run', () => {
    expect(specs.filter((path) => !/\.(unit|int|e2e)\.spec\.ts$/.test(path))).toStrictEqual([]);
    expect(specs.filter((path) => path.endsWith('.e2e.spec.ts') !== path.startsWith('test/e2e/'))).toStrictEqual([]);
    expect(files.filter((path) => /\.test\.|_test\.ts$/.test(basename(path)))).toStrictEqual([]);
  });

  it('of migrations carry a number of their own', () => {
    const numbers = filesIn(['migrations']).map((path) => basename(path).slice(0, 4));
    expectThat(numbers.join(' '), new Set(numbers).size).toBe(numbers.length);
  });
});

describe('specs', () => {
  it('all run: nothing is singled out and nothing is left out for good', () => {
    const singled = /\b(test|it|describe|suite)\.(only|skip|todo)\b|\b(only|todo): true\b|\bskip: true\b/;
    expect(
      specs.filter((path) => !path.startsWith('test/architecture/') && linesOf(path).some((line) => singled.test(line))),
    ).toStrictEqual([]);
  });

  it('expect with expect: assert is there to narrow a type, assert.fail to end a branch', () => {
    const other = /\bassert\.(?!fail\b)\w+/;
    expect(
      placesOf(
        specs.filter((path) => !path.startsWith('test/architecture/')),
        other,
      ),
    ).toStrictEqual([]);
    expect(
      placesOf(
        files.filter((path) => !path.startsWith('test/architecture/')),
        /from 'node:test'/,
      ),
    ).toStrictEqual([]);
  });
});

describe('text', () => {
  it('names no place of the machine it was written on', () => {
    const place = new RegExp(['/wo' + 'rk/', '/Us' + 'ers/[a-z]', '/ro' + 'ot/[a-z.]', '/ho' + 'me/(?!node/)[a-z]'].join('|'));
    expect(placesOf([...files, ...otherText], place)).toStrictEqual([]);
  });

  it('leaves no work for later without a number', () => {
    expect(
      placesOf(
        files.filter((path) => !path.startsWith('test/architecture/')),
        /\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/,
      ),
    ).toStrictEqual([]);
  });
});

function placesOf(paths: readonly string[], wanted: RegExp): string[] {
  return paths.flatMap((path) => linesOf(path).flatMap((line, index) => (wanted.test(line) ? [`${path}:${index + 1}`] : [])));
}
