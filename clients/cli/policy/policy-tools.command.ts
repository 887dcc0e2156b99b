import { join } from 'node:path';
import type { Command } from 'commander';
import {
  type Finding,
  COVERAGE_THRESHOLD,
  checkPolicy,
  coverPolicy,
  formatPolicy,
  lintPolicy,
  qualityScore,
  testPolicy,
} from '#libs/policy-toolchain';
import { CommandError, EXIT_NEGATIVE, EXIT_OK } from '../exit.js';
import { share } from '../reading/arguments.js';
import { writeText } from '../writing.js';
import { findingLines, findingText } from './policy-findings.js';
import { type PolicyWork, policyTool, withSchema, working } from './policy-work.js';
import { shown, styled } from '../showing/screen.js';

/** Failures that say nothing about the policy: nothing was judged. */
const NOT_JUDGED = new Set(['OPA_UNAVAILABLE', 'OPA_TAMPERED']);

/** Prints a report and sets the exit code: 0 when it is good, 1 when not. */
export function report(work: PolicyWork, answer: { ok: boolean; findings: readonly Finding[] }, summary: () => string[]): void {
  const unjudged = answer.findings.find(({ code }) => NOT_JUDGED.has(code));
  const { context, folder, files } = work;
  if (unjudged) throw new CommandError(unjudged.code, findingText(unjudged, context.env['OPA_BIN']));
  context.answer(answer, () => [...findingLines(context.screen, { folder, files }, answer.findings), ...summary()]);
  process.exitCode = answer.ok ? EXIT_OK : EXIT_NEGATIVE;
}

function verdict(work: PolicyWork, ok: boolean, text: string): string {
  return styled(work.context.screen, ok ? 'green' : 'red', `${ok ? 'good' : 'BAD'}  ${text}`);
}

export function addPolicyTools(policy: Command): void {
  withSchema(policyTool(policy, 'check', 'strict check, built-ins, and types of the input')).action(
    working(async (work) => {
      const answer = await checkPolicy(work.source, { ...work.tools, inputSchema: work.inputSchema() });
      report(work, answer, () => [verdict(work, answer.ok, `${Object.keys(work.files).length} files checked`)]);
    }),
  );
  addFormat(policy);
  addTest(policy);
  addCoverage(policy);
  withSchema(
    policyTool(policy, 'lint', 'look for mistakes that compile; /docs/policy-lint of a server explains each rule'),
  ).action(
    working(async (work) => {
      const answer = await lintPolicy(work.source, { ...work.tools, inputSchema: work.inputSchema() });
      const { points, exhausted } = answer.search;
      const asked = `asked about ${points} inputs${exhausted ? ', all combinations of the values it compares with' : ''}`;
      report(work, answer, () => [verdict(work, answer.ok, `${answer.findings.length} findings; ${asked}`)]);
    }),
  );
  withSchema(policyTool(policy, 'score', 'quality score, 0 to 100: format 30, tests 30, coverage 40')).action(working(score));
}

function addFormat(policy: Command): void {
  policyTool(policy, 'fmt', 'format the Rego files in place, like opa fmt')
    .option('--check', 'change nothing; exit 1 when a file is not formatted')
    .action(
      working(async (work, options: { readonly check?: boolean }) => {
        const { files, ...answer } = await formatPolicy(work.source, work.tools);
        const isWriting = options.check !== true && !work.isStored && answer.findings.length === 0;
        if (isWriting) for (const name of answer.unformatted) writeText(join(work.folder, name), files[name]!);
        const word = isWriting ? 'formatted' : 'not formatted:';
        const lines = answer.unformatted.map((name) => `${word} ${shown(join(work.folder, name))}`);
        report(work, { ...answer, ok: isWriting || answer.ok }, () => lines);
      }),
    );
}

function addTest(policy: Command): void {
  policyTool(policy, 'test', 'run the tests in *_test.rego; none that ran is a failure')
    .option('--run <regex>', 'only tests whose full name matches')
    .action(
      working(async (work, options: { readonly run?: string }) => {
        const answer = await testPolicy(work.source, {
          ...work.tools,
          ...(options.run !== undefined && { filter: options.run }),
        });
        const { passed, failed, skipped } = answer;
        report(work, answer, () => [verdict(work, answer.ok, `${passed} passed, ${failed} failed, ${skipped} skipped`)]);
      }),
    );
}

function addCoverage(policy: Command): void {
  policyTool(policy, 'coverage', 'share of the policy that its tests reach')
    .option('--threshold <share>', 'least share that is good, 0 to 1', String(COVERAGE_THRESHOLD))
    .action(
      working(async (work, options: { readonly threshold: string }) => {
        const threshold = share(options.threshold, '--threshold');
        const answer = await coverPolicy(work.source, { ...work.tools, threshold });
        report(work, answer, () => [verdict(work, answer.ok, `coverage ${(answer.coverage * 100).toFixed(1)} %`)]);
      }),
    );
}

async function score(work: PolicyWork): Promise<void> {
  const answer = await qualityScore(work.source, { ...work.tools, inputSchema: work.inputSchema() });
  work.context.answer(answer, () => [
    `score     ${answer.score}`,
    `format    ${answer.format.points} of 30`,
    `tests     ${answer.tests.points} of 30 (${answer.tests.passed} passed, ${answer.tests.failed} failed)`,
    `coverage  ${answer.coverage.points} of 40 (${(answer.coverage.coverage * 100).toFixed(1)} %)`,
  ]);
}
