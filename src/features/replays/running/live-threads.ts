import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PolicyPlans } from '#features/policies/contract';
import { Turns } from '#libs/bounded';
import type { ListedDifference, Tallied } from '#libs/replay';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { DecidingAgain, type AgainOrder } from '../contract.js';
import { ReplayThreads } from './replay-threads.js';

/** One thread for what follows ledgers as they grow: it does not wait behind replays, and knows where it stood in each of them. */
@Injectable()
export class LiveThreads extends DecidingAgain implements OnModuleDestroy {
  private readonly threads: ReplayThreads;
  private readonly turns = new Turns();

  constructor(@Inject(PolicyPlans) plans: PolicyPlans, @Inject(CONFIGURATION) configuration: Configuration) {
    super();
    this.threads = new ReplayThreads(plans, configuration, undefined, true);
  }

  tally({ work: replay, ...order }: AgainOrder & { readonly from: number; readonly to: number; readonly most: number }): Promise<{
    readonly tallied: Tallied;
    readonly through: number;
  }> {
    return this.turns.take('live', () => this.threads.tally({ kind: 'tally', replay, ...order }));
  }

  tell({ work: replay, ...order }: AgainOrder & { readonly positions: readonly number[] }): Promise<readonly ListedDifference[]> {
    return this.turns.take('live', () => this.threads.tell({ kind: 'tell', replay, ...order }));
  }

  compare({
    work: replay,
    ...order
  }: AgainOrder & { readonly positions: readonly number[] }): Promise<readonly (ListedDifference | null)[]> {
    return this.turns.take('live', () => this.threads.compare({ kind: 'compare', replay, ...order }));
  }

  async onModuleDestroy(): Promise<void> {
    await this.threads.onModuleDestroy();
  }
}
