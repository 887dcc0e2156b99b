import type { PolicySource } from '#libs/policy-toolchain';
import { policyTool } from '#libs/policy-tasks';
import type { Part } from '../commands.js';
import { reportOn } from './check-report.js';

interface Check {
  readonly source: PolicySource;
  readonly parts: readonly Part[];
}

export const carryOut = policyTool(({ source, parts }: Check, { options }) => reportOn(source, parts, options));
