import type { Projection, Reaction } from '#libs/event-sourcing';
import { CaughtUp } from './caught-up.js';
import { findTogether } from './found-together.js';
import { projectionSubscriber } from './projection-round.js';
import { reactionSubscriber } from './reaction-round.js';
import type { ReactionDependencies, Subscriber, SubscriptionDependencies } from './subscription-dependencies.js';
import { TenantRounds, type SubscriptionFailure } from './tenant-rounds.js';

export interface Subscription {
  readonly name: string;
  /** Events this process knows to be in ledgers and not yet handled, over all tenants. Asks the store. */
  lag(): Promise<number>;
  /** The tenants whose ledgers do not advance, and why. Empty when all is well. */
  failures(): SubscriptionFailure[];
}

export interface RunningSubscriptions {
  readonly all: readonly Subscription[];
  /** Stops after the rounds under way. */
  close(): Promise<void>;
}

export type RunningSubscription = Subscription & Pick<RunningSubscriptions, 'close'>;

/** One that stands still looks this often whether it is to go on. */
const STILL_LOOK_MS = 500;
const HEADS_RETRY_MS = 1_000;
/** Ledgers that the subscriptions go on in together, side by side: each is one read and one transaction at a time. */
const TENANTS_TOGETHER = 4;

/**
 * Until closed, keeps the projections' tables up to date with every ledger, and does what the reactions ask for about every event, in order
 * per ledger. Any number of processes may run the same ones.
 */
export function startSubscriptions(
  deps: ReactionDependencies,
  projections: readonly Projection[],
  reactions: readonly Reaction[],
): RunningSubscriptions {
  return start(deps, [
    ...projections.map((projection) => projectionSubscriber(deps, projection)),
    ...reactions.map((reaction) => reactionSubscriber(deps, reaction)),
  ]);
}

/** One projection alone. */
export function startProjection(deps: SubscriptionDependencies, projection: Projection): RunningSubscription {
  return only(start(deps, [projectionSubscriber(deps, projection)]));
}

/** One reaction alone. */
export function startReaction(deps: ReactionDependencies, reaction: Reaction): RunningSubscription {
  return only(start(deps, [reactionSubscriber(deps, reaction)]));
}

function only({ all, close }: RunningSubscriptions): RunningSubscription {
  return { ...(all[0] as Subscription), close };
}

function start(deps: SubscriptionDependencies, subscribers: readonly Subscriber[]): RunningSubscriptions {
  const concurrency = deps.concurrency ?? 2;
  const caughtUp = new CaughtUp(deps, subscribers, (tenant, subscriber) => alone.get(subscriber)?.wake(tenant));
  const together = new TenantRounds((tenant) => caughtUp.round(tenant), TENANTS_TOGETHER);
  const roundsAlone = (subscriber: Subscriber) =>
    new TenantRounds(async (tenant) => {
      if (caughtUp.has(tenant, subscriber)) return false;
      if (await deps.standsStill?.(tenant, subscriber.name)) return STILL_LOOK_MS;
      if (await subscriber.goOnAlone(tenant)) return true;
      caughtUp.join(tenant, subscriber);
      together.wake(tenant);
      return false;
    }, concurrency);
  const alone = new Map(subscribers.map((subscriber) => [subscriber, roundsAlone(subscriber)]));
  const found = new Set<string>();
  const finding = new TenantRounds(async (tenant) => {
    if (found.has(tenant)) return false;
    // Whatever is wrong, is told by each that finds its place alone.
    for (const subscriber of await findTogether(deps.pool, tenant, subscribers).catch(() => []))
      caughtUp.join(tenant, subscriber);
    found.add(tenant);
    wake(tenant);
    return false;
  }, TENANTS_TOGETHER);
  const wake = (tenant: string) => {
    if (!found.has(tenant)) return finding.wake(tenant);
    together.wake(tenant);
    for (const [subscriber, rounds] of alone) if (!caughtUp.has(tenant, subscriber)) rounds.wake(tenant);
  };
  const stopWaking = wakeOnGrowth(deps, wake);
  return {
    all: [...alone].map(([subscriber, rounds]) => ({
      name: subscriber.name,
      lag: () => lagOf(deps, subscriber),
      failures: () => [...rounds.failures, ...together.failures],
    })),
    close: async () => {
      stopWaking();
      await Promise.all([finding, together, ...alone.values()].map((rounds) => rounds.close()));
    },
  };
}

/** Every ledger there is at first, then each that grows. */
function wakeOnGrowth({ store }: SubscriptionDependencies, wake: (tenant: string) => void): () => void {
  const off = store.onGrowth(wake);
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  const wakeAll = async () => {
    try {
      for (const { tenant } of await store.heads()) wake(tenant);
    } catch {
      if (!closed) retry = setTimeout(() => void wakeAll(), HEADS_RETRY_MS);
    }
  };
  void wakeAll();
  return () => {
    closed = true;
    off();
    clearTimeout(retry);
  };
}

async function lagOf({ store }: SubscriptionDependencies, { progress }: Subscriber): Promise<number> {
  const heads = await store.heads();
  return heads.reduce((sum, { tenant, position }) => sum + Math.max(0, position - (progress.positions.get(tenant) ?? 0)), 0);
}
