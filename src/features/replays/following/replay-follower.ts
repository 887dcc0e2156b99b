import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { refuse } from '#libs/event-sourcing';
import { RefusalError } from '#platform/http/problem-details';
import type { ReplayProgressNow } from '../answers.js';
import { ReplayFollowing } from '../contract.js';
import { ReplaysQuery } from '../reading/replays.query.js';
import type { ReplayRefusalCode } from '../refusals.js';

const LOOK_MS = 1_000;
/** A look serves everybody who follows the same replay and comes a little later. */
const FRESH_MS = 900;
const MOST_LOOKS = 1_000;

/** How replays get on, looked at once a second while anybody follows. */
@Injectable()
export class ReplayFollower extends ReplayFollowing implements BeforeApplicationShutdown {
  private readonly looks = new LRUCache<string, Promise<ReplayProgressNow | undefined>>({ max: MOST_LOOKS, ttl: FRESH_MS });
  private readonly closing = new AbortController();

  constructor(@Inject(ReplaysQuery) private readonly query: ReplaysQuery) {
    super();
  }

  async follow(tenant: string, replay: string): Promise<AsyncIterableIterator<ReplayProgressNow>> {
    const first = await this.look(tenant, replay);
    if (!first) throw new RefusalError(refuse<ReplayRefusalCode>('REPLAY_NOT_FOUND'));
    const stop = new AbortController();
    return endable(this.told(first, tenant, AbortSignal.any([stop.signal, this.closing.signal])), stop);
  }

  beforeApplicationShutdown(): void {
    this.closing.abort();
  }

  private async *told(first: ReplayProgressNow, tenant: string, stop: AbortSignal): AsyncGenerator<ReplayProgressNow, void> {
    let now: ReplayProgressNow | undefined = first;
    let last: ReplayProgressNow | undefined;
    while (now && !stop.aborted) {
      if (JSON.stringify(now) !== JSON.stringify(last)) yield now;
      if (now.endedAt !== null) return;
      last = now;
      await delay(LOOK_MS, undefined, { signal: stop, ref: false }).catch(() => undefined);
      if (!stop.aborted) now = await this.look(tenant, now.replay);
    }
  }

  private look(tenant: string, replay: string): Promise<ReplayProgressNow | undefined> {
    const key = `${tenant}/${replay}`;
    const known = this.looks.get(key);
    if (known) return known;
    const look = this.query.find(tenant, replay).then((found) => {
      if (!found) return undefined;
      const { id, state, report, detail, endedAt, progress } = found;
      return { replay: id, state, report, detail, endedAt, ...progress };
    });
    this.looks.set(key, look);
    // What went wrong once is not told to those who come later.
    look.catch(() => this.looks.delete(key));
    return look;
  }
}

/** Returning ends it at once: a generator that waits would end only when it has waited. */
function endable<T>(told: AsyncGenerator<T, void>, stop: AbortController): AsyncIterableIterator<T> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => told.next(),
    return: () => {
      stop.abort();
      return told.return();
    },
  };
}
