import type { Refusal } from '#libs/event-sourcing';
import type { PolicyCheckReport, PolicyDiffView } from './answers.js';

export { PolicyCheckReport, PolicyDiffView } from './answers.js';

/** What the toolchain says of stored revisions. Each answer takes a process of the policy tools; nothing is recorded. */
export abstract class PolicyWorkbench {
  /** Checks, tests, coverage, lint and score. */
  abstract check(tenant: string, policy: string, revision: number): Promise<PolicyCheckReport | Refusal>;
  /** What a revision says otherwise than another one of its policy. */
  abstract diff(tenant: string, policy: string, revision: number, against: number): Promise<PolicyDiffView | Refusal>;
}
