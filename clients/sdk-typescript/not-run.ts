import type { DecisionAnswer } from '../contract/decided.js';

type Obligation = DecisionAnswer['obligations'][number];

/** A guarded call was not run, and `decision` says why. Nothing of it happened. */
export abstract class CallNotRun extends Error {
  /** Stable, for programs: the code of the decision. */
  readonly code: string;

  constructor(
    readonly decision: DecisionAnswer,
    message = `${decision.code}: ${decision.reason}`,
  ) {
    super(message);
    this.code = decision.code;
  }
}

/** It may not run. Asking again does not help. */
export class CallDenied extends CallNotRun {
  override readonly name = 'CallDenied';
}

/** It may run when people say so, and they have not yet. The same call may be asked for again. */
export class ApprovalRequired extends CallNotRun {
  override readonly name = 'ApprovalRequired';

  /** Of the request that people see; undefined when the policy holds the call without one. */
  get approvalId(): string | undefined {
    return this.decision.approval?.id;
  }
}

/** Not now. The same call may be asked for again after `retryAfter` seconds. */
export class CallDeferred extends CallNotRun {
  override readonly name = 'CallDeferred';

  get retryAfter(): number {
    return this.decision.retryAfter ?? 60;
  }
}

/** It might have run with something done along with it that nobody here does. That it was not run is in the ledger. */
export class ObligationUnmet extends CallNotRun {
  override readonly name = 'ObligationUnmet';

  constructor(
    decision: DecisionAnswer,
    readonly obligation: Obligation,
  ) {
    super(decision, `the call needs an obligation that is not met: ${String(obligation['type'])}`);
  }
}
