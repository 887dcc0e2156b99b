import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { compilePolicy, qualityScore, type PolicySource } from '#libs/policy-toolchain';
import { compiled, policyTool, type ToolWork } from '#libs/policy-tasks';
import type { Quality } from '../events.js';

/** What the tools find out about the text of a revision. */
export interface Assessment {
  readonly compiler: string;
  readonly planDigest: string;
  /** The plan's bytes, gzipped, in base64: as JSON text it would hold up whoever reads it. */
  readonly plan: string;
  readonly quality: Quality;
}

export const carryOut = policyTool(assessed);

/** Checked and compiled once; failing tests only show in the quality. */
async function assessed(source: PolicySource, { options }: ToolWork): Promise<Assessment> {
  const made = compiled(await compilePolicy(source, options));
  const { planBytes, digest, opaVersion } = made.compiled;
  const quality = qualityOf(await qualityScore(source, { ...options, compiled: made.compiled }));
  const plan = (await promisify(gzip)(planBytes)).toString('base64');
  return { compiler: `opa ${opaVersion}`, planDigest: digest, plan, quality };
}

function qualityOf({ score, format, tests, coverage }: Awaited<ReturnType<typeof qualityScore>>): Quality {
  const { passed: testsPassed, failed: testsFailed } = tests;
  return { score, isFormatted: format.points > 0, testsPassed, testsFailed, coverage: coverage.coverage };
}
