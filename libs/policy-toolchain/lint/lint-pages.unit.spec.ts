import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { lintPages } from './lint-pages.js';
import { LINT_RULES } from './lint-rules.js';

const FOLDER = 'docs/reference/policy-lint';

test('every lint rule has a page, and no page is left of a rule that is gone', () => {
  assert.deepEqual(readdirSync(FOLDER).sort(), [...lintPages(LINT_RULES).keys()].sort());
});

test('rules have ids of their own', () => {
  assert.equal(new Set(LINT_RULES.map(({ id }) => id)).size, LINT_RULES.length);
});
