import { readFileSync } from 'node:fs';
import { test } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { assertCurrent } from '#test/policy/reference-file';
import { type ComplianceResult, compliancePage, readComplianceCases, runCompliance } from './testing/index.js';

const cases = readComplianceCases();
const skip = cases ? false : '../shared/vectors/rego-compliance absent';
const floor = JSON.parse(readFileSync('libs/policy-engine/compliance-floor.json', 'utf8')) as {
  passed: number;
  coveredRatio: number;
  /** Cases that fail for a reason we accept. */
  known: Record<string, string>;
};

let results: ComplianceResult[] | undefined;
const resultsOnce = (): ComplianceResult[] => (results ??= runCompliance(cases!));

skipWhen(skip, test)('passes the compliance cases down to the committed floor', () => {
  const covered = resultsOnce().filter(({ missing }) => missing.length === 0);
  const failures = covered.filter(({ failure }) => failure !== undefined);
  const passed = covered.length - failures.length;
  console.log(`rego compliance: ${passed}/${cases!.length} passed (covered built-ins: ${passed}/${covered.length})`);
  for (const { note, failure } of failures)
    console.log(`failing: ${note}: ${floor.known[note] ?? 'unexplained'} (${failure!.slice(0, 300)})`);
  expectThat('failing cases and their explanations must match', failures.map(({ note }) => note).sort()).toStrictEqual(
    Object.keys(floor.known).sort(),
  );
  expectThat(`${passed} cases pass, the floor is ${floor.passed}`, passed).toBeGreaterThanOrEqual(floor.passed);
  expectThat(`${passed}/${covered.length} of the covered cases pass`, passed / covered.length).toBeGreaterThanOrEqual(
    floor.coveredRatio,
  );
});

skipWhen(skip, test)('the page about compliance says what this run says', () => {
  assertCurrent('docs/reference/rego-compliance.md', compliancePage(resultsOnce(), floor.known));
});
