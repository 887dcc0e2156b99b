import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { lintPages } from './lint-pages.js';
import { LINT_RULES } from './lint-rules.js';

const FOLDER = 'docs/reference/policy-lint';

test('every lint rule has a page, and no page is left of a rule that is gone', () => {
  expect(readdirSync(FOLDER).sort()).toStrictEqual([...lintPages(LINT_RULES).keys()].sort());
});

test('rules have ids of their own', () => {
  expect(new Set(LINT_RULES.map(({ id }) => id)).size).toBe(LINT_RULES.length);
});
