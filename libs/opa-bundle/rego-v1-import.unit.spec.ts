import { expect, it } from '@jest/globals';
import { importingRegoV1 } from './rego-v1-import.js';

it('a module says that it is Rego v1, once, and keeps its rows', () => {
  const cases: [string, string][] = [
    ['package writ\n\nx := 1\n', 'package writ import rego.v1\n\nx := 1\n'],
    [
      '# import rego.v1\npackage writ # import rego.v1\nx := 1',
      '# import rego.v1\npackage writ import rego.v1 # import rego.v1\nx := 1',
    ],
    ['package a["b c"]', 'package a["b c"] import rego.v1'],
    ['package a\nx := "import rego.v1"', 'package a import rego.v1\nx := "import rego.v1"'],
    ['package a\nx := `\nimport rego.v1\n`', 'package a import rego.v1\nx := `\nimport rego.v1\n`'],
    ['package a\nimport rego.v1_x', 'package a import rego.v1\nimport rego.v1_x'],
    ['package a\nimport data.rego.v1', 'package a import rego.v1\nimport data.rego.v1'],
    ['package a\nimport input.rego.v1 as import_rego', 'package a import rego.v1\nimport input.rego.v1 as import_rego'],
  ];
  for (const [module, wanted] of cases) expect(importingRegoV1(module)).toBe(wanted);
});

it('a module that says so already stays as it is', () => {
  for (const module of [
    'package writ\n\nimport rego.v1\n\nx := 1',
    'package writ import rego.v1',
    'package writ\nimport data.x\nimport # now\n rego . v1',
    'package writ\nimport rego["v1"]',
    'package writ\nimport rego[`v1`]',
    'package writ\nx := 1\nimport rego.v1',
  ])
    expect(importingRegoV1(module)).toBe(module);
});
