import type { ReplayFollowing } from '#features/replays/contract';
import { refuseWith } from '#platform/http/problem-details';
import type { FollowReplay } from './messages.js';

/** What following replays takes of a socket. */
export interface FollowingSurroundings {
  readonly tenant: string;
  readonly following: ReplayFollowing;
  /** Replays that one socket follows, at most. */
  readonly limit: number;
  /** Records what is looked at, where the tenant wants it, before anything is shown. */
  noted(replay: string): Promise<void>;
  /** Waits until there is room for another message. */
  send(message: object): Promise<void>;
  fail(error: unknown, id: string): void;
}

/** The replays that one socket follows, each until it is over. */
export class FollowedReplays {
  private readonly open = new Map<string, AbortController>();

  constructor(private readonly around: FollowingSurroundings) {}

  has(id: string): boolean {
    return this.open.has(id);
  }

  /** Throws a refusal when there are too many. */
  start({ id, replay }: FollowReplay): void {
    const { limit } = this.around;
    if (this.open.size >= limit) throw refuseWith('OVERLOADED', `a connection follows at most ${limit} replays`);
    const stop = new AbortController();
    this.open.set(id, stop);
    void this.run(id, replay, stop.signal);
  }

  stop(id: string): void {
    this.open.get(id)?.abort();
    this.open.delete(id);
  }

  stopAll(): void {
    for (const id of this.open.keys()) this.stop(id);
  }

  private async run(id: string, replay: string, stopped: AbortSignal): Promise<void> {
    const { tenant, following, send, fail } = this.around;
    try {
      await this.around.noted(replay);
      const progress = await following.follow(tenant, replay);
      stopped.addEventListener('abort', () => void progress.return?.());
      if (stopped.aborted) await progress.return?.();
      for await (const now of progress) {
        if (stopped.aborted) return;
        await send({ type: 'progress', subscription: id, ...now });
      }
    } catch (error) {
      if (!stopped.aborted) fail(error, id);
    } finally {
      if (!stopped.aborted) this.open.delete(id);
    }
  }
}
