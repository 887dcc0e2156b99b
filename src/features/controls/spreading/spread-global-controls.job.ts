import { Inject, Injectable } from '@nestjs/common';
import type { DueRun, Job } from '#libs/jobs';
import { SPREAD_GLOBAL_CONTROLS } from './global-changes.js';
import { GlobalSpread } from './global-spread.js';

/** Brings the deployment-wide kills and pauses to whoever the request that changed them did not reach. */
@Injectable()
export class SpreadGlobalControls implements Job {
  readonly name = SPREAD_GLOBAL_CONTROLS;
  readonly lane = 'ledger';

  constructor(@Inject(GlobalSpread) private readonly spread: GlobalSpread) {}

  async due(): Promise<readonly DueRun[]> {
    return (await this.spread.isDue()) ? [{ id: 'as last changed' }] : [];
  }

  /** Whatever it is asked for, it spreads what is set now. */
  async run(): Promise<void> {
    const notReached = await this.spread.everywhere();
    const [first] = notReached;
    if (!first) return;
    const cause = first.because instanceof Error ? first.because : new Error(first.because.refused);
    throw new Error(`not in the ledgers of ${notReached.map(({ tenant }) => tenant).join(', ')}`, { cause });
  }
}
