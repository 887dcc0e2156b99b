import { Inject, Injectable } from '@nestjs/common';
import { PolicyTools } from '#features/policies/contract';
import { isRefusal, type Refusal } from '#libs/event-sourcing';
import type { PolicyCheckReport, PolicyDiffView } from './answers.js';
import { PolicyWorkbench } from './contract.js';
import { StoredPolicies } from './stored-policies.js';
import { CHECK, DIFF } from './tools.js';

/** The tools, given revisions as they are stored. */
@Injectable()
export class StoredWorkbench extends PolicyWorkbench {
  constructor(
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(StoredPolicies) private readonly stored: StoredPolicies,
  ) {
    super();
  }

  async check(tenant: string, policy: string, revision: number): Promise<PolicyCheckReport | Refusal> {
    const source = await this.stored.source(tenant, policy, revision);
    if (isRefusal(source)) return source;
    return this.tools.run(tenant, CHECK, { source, parts: ['check', 'format', 'test', 'coverage', 'lint', 'score'] });
  }

  async diff(tenant: string, policy: string, revision: number, against: number): Promise<PolicyDiffView | Refusal> {
    const source = (number: number) => this.stored.source(tenant, policy, number);
    const [before, after] = await Promise.all([source(against), source(revision)]);
    if (isRefusal(before)) return before;
    return isRefusal(after) ? after : this.tools.run(tenant, DIFF, { before, after });
  }
}
