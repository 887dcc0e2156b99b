import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { FinishedReplays, type FinishedReplay } from '../contract.js';
import { replayStream } from '../replay-words.js';
import { ReplaysQuery } from './replays.query.js';
import { replayViewOf, reportIn } from './replay-view.js';

const LOOKED_AT = 100;

/** Which are over is asked of the list; what they found, of the ledger. */
@Injectable()
export class FinishedReplaysQuery extends FinishedReplays {
  constructor(
    @Inject(ReplaysQuery) private readonly query: ReplaysQuery,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {
    super();
  }

  async find(tenant: string, replay: string): Promise<FinishedReplay | undefined> {
    const events = await this.store.readStream(tenant, replayStream(replay));
    const view = replayViewOf(events);
    const report = reportIn(events);
    return view && report && { replay, endedAt: view.endedAt, plan: view.plan, report };
  }

  async newestOf(
    tenant: string,
    { planDigest, dataDigest }: { readonly planDigest: string; readonly dataDigest: string },
  ): Promise<FinishedReplay | undefined> {
    const { items } = await this.query.list(tenant, { state: 'completed', limit: LOOKED_AT });
    const newest = items.find(
      ({ plan: { candidate, history } }) =>
        history === undefined && candidate?.planDigest === planDigest && candidate.dataDigest === dataDigest,
    );
    return newest && this.find(tenant, newest.id);
  }
}
