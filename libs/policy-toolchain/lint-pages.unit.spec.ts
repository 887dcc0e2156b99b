import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { assertCurrent } from '#test/policy/reference-file';
import { lintPages } from './lint-pages.js';
import { LINT_RULES } from './lint-rules.js';

const FOLDER = 'docs/reference/policy-lint';

test('every lint rule has a page that says what the rule says', () => {
  const pages = lintPages(LINT_RULES);
  for (const [name, text] of pages) assertCurrent(`${FOLDER}/${name}`, text);
  const present = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  assert.deepEqual(present.sort(), [...pages.keys()].sort());
});

test('rules have ids of their own', () => {
  assert.equal(new Set(LINT_RULES.map(({ id }) => id)).size, LINT_RULES.length);
});
