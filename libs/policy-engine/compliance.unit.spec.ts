import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertCurrent } from '#test/policy/reference-file';
import { type ComplianceResult, compliancePage, readComplianceCases, runCompliance } from './testing/index.js';

const cases = readComplianceCases();
const skip = cases ? false : 'skipped: ../shared/vectors/rego-compliance absent';
const floor = JSON.parse(readFileSync('libs/policy-engine/compliance-floor.json', 'utf8')) as {
  passed: number;
  coveredRatio: number;
  /** Cases that fail for a reason we accept. */
  known: Record<string, string>;
};

let results: ComplianceResult[] | undefined;
const resultsOnce = (): ComplianceResult[] => (results ??= runCompliance(cases!));

test('passes the compliance cases down to the committed floor', { skip }, () => {
  const covered = resultsOnce().filter(({ missing }) => missing.length === 0);
  const failures = covered.filter(({ failure }) => failure !== undefined);
  const passed = covered.length - failures.length;
  console.log(`rego compliance: ${passed}/${cases!.length} passed (covered built-ins: ${passed}/${covered.length})`);
  for (const { note, failure } of failures)
    console.log(`failing: ${note}: ${floor.known[note] ?? 'unexplained'} (${failure!.slice(0, 300)})`);
  assert.deepEqual(
    failures.map(({ note }) => note).sort(),
    Object.keys(floor.known).sort(),
    'failing cases and their explanations must match',
  );
  assert.ok(passed >= floor.passed, `${passed} cases pass, the floor is ${floor.passed}`);
  assert.ok(passed / covered.length >= floor.coveredRatio, `${passed}/${covered.length} of the covered cases pass`);
});

test('the page about compliance says what this run says', { skip }, () => {
  assertCurrent('docs/reference/rego-compliance.md', compliancePage(resultsOnce(), floor.known));
});
