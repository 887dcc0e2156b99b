import type { ReplayFollowing } from '#features/replays/contract';
import type { LedgerFollower } from '#platform/live/ledger-follower';
import { refuseWith } from '#platform/http/problem-details';
import type { Channel } from './channels.js';
import { viewOf, type EventView } from './event-view.js';
import { FollowedReplays } from './followed-replays.js';
import type { FollowReplay, Subscribe } from './messages.js';
import type { Outbox } from './outbox.js';

/** What the subscriptions of one socket need. */
export interface SubscriptionsSurroundings {
  readonly tenant: string;
  readonly follower: LedgerFollower;
  readonly replays: ReplayFollowing;
  readonly outbox: Outbox;
  /** Subscriptions of one socket, at most. */
  readonly limit: number;
  /** Records what is looked at, where the tenant wants it, before anything is shown. */
  noted(channels: readonly Channel[], after: number | undefined): Promise<void>;
  /** The same of a replay that is followed. */
  notedReplay(replay: string): Promise<void>;
  fail(error: unknown, id: string): void;
}

interface Subscription {
  readonly id: string;
  readonly view: EventView;
  readonly stop: AbortController;
  /** Everything up to here was sent, or was none of its business; undefined before the first page. */
  position: number | undefined;
}

/** The subscriptions of one socket, each at its own place in the tenant's ledger, and the replays it follows. */
export class Subscriptions {
  private readonly open = new Map<string, Subscription>();

  private readonly replays: FollowedReplays;

  constructor(private readonly around: SubscriptionsSurroundings) {
    const { tenant, replays: following, limit, outbox, fail } = around;
    const noted = (replay: string) => around.notedReplay(replay);
    const send = async (message: object): Promise<void> => {
      if (outbox.isFull) await outbox.room();
      outbox.send(JSON.stringify(message));
    };
    this.replays = new FollowedReplays({ tenant, following, limit, noted, send, fail });
  }

  /** Throws a refusal when the id is taken or there are too many. */
  start({ id, filter, after }: Subscribe, channels: readonly Channel[]): void {
    const { limit } = this.around;
    this.refuseTaken(id);
    if (this.open.size >= limit) throw refuseWith('OVERLOADED', `a connection holds at most ${limit} subscriptions`);
    const subscription: Subscription = { id, view: viewOf(channels, filter), stop: new AbortController(), position: after };
    this.open.set(id, subscription);
    void this.run(subscription, channels);
  }

  /** Throws a refusal when the id is taken or there are too many. */
  follow(message: FollowReplay): void {
    this.refuseTaken(message.id);
    this.replays.start(message);
  }

  stop(id: string): void {
    if (this.replays.has(id)) return this.replays.stop(id);
    const subscription = this.open.get(id);
    if (!subscription) throw refuseWith('NOT_FOUND', `there is no subscription ${id}`);
    this.end(subscription);
  }

  stopAll(): void {
    this.replays.stopAll();
    for (const subscription of this.open.values()) this.end(subscription);
  }

  /** Resuming after this position, no subscription misses anything; undefined when nothing was delivered. */
  get delivered(): number | undefined {
    const positions = [...this.open.values()].map(({ position }) => position).filter((position) => position !== undefined);
    return positions.length === 0 ? undefined : Math.min(...positions);
  }

  private refuseTaken(id: string): void {
    if (this.open.has(id) || this.replays.has(id)) throw refuseWith('INVALID_INPUT', `id: the subscription ${id} is open`);
  }

  private end(subscription: Subscription): void {
    this.open.delete(subscription.id);
    subscription.stop.abort();
  }

  private async run(subscription: Subscription, channels: readonly Channel[]): Promise<void> {
    const { tenant, follower, outbox, fail } = this.around;
    const { id, view, stop } = subscription;
    const head = `{"type":"event","subscription":${JSON.stringify(id)},"position":`;
    try {
      await this.around.noted(channels, subscription.position);
      for await (const page of follower.follow(tenant, subscription.position, stop.signal)) {
        for (const live of page) {
          const seen = view(live.event);
          if (seen) {
            if (outbox.isFull) await outbox.room();
            if (stop.signal.aborted) return;
            outbox.send(`${head}${live.position},"event":${seen === live.event ? live.text : JSON.stringify(seen)}}`);
          }
          subscription.position = live.position;
        }
      }
    } catch (error) {
      this.end(subscription);
      fail(error, id);
    }
  }
}
