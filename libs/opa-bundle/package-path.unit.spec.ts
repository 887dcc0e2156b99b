import { it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { packageClause } from './package-path.js';

it('the package of a module is read as Rego has it', () => {
  const cases: [string, string[]][] = [
    ['package writ', ['writ']],
    ['package writ\n\nx := 1', ['writ']],
    ['# package other\n\n# METADATA\n# title: package x\npackage writ.gate # and so on', ['writ', 'gate']],
    ['\n\t package\n # why\n  writ\n', ['writ']],
    ['package a.b_2["c d"].e', ['a', 'b_2', 'c d', 'e']],
    ['package a["x/y"]["q\\"]\\u00e9"]', ['a', 'x/y', 'q"]é']],
    ['package a[`raw "text"\\`]', ['a', 'raw "text"\\']],
    ['package a[ "b" ]', ['a', 'b']],
    ['package package_of.packages\n', ['package_of', 'packages']],
    ['\uFEFFpackage writ', ['writ']],
    ['package writ\r\nx := ["a"]', ['writ']],
    ['package writ\n["x"]', ['writ']],
  ];
  for (const [module, path] of cases) expectThat(module, packageClause(module).path).toStrictEqual(path);
});

it('a text without a package is an error, not a guess', () => {
  for (const text of [
    '',
    '# nothing',
    'x := 1',
    'packages',
    'package',
    'package # a\n',
    'package 1',
    'import rego.v1\npackage a',
  ])
    expectThat(text, () => packageClause(text)).toThrow(/package/);
});
