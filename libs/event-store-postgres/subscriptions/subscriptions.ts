import type { Projection, Reaction } from '#libs/event-sourcing';
import { projectionRound } from './projection-round.js';
import { reactionRound } from './reaction-round.js';
import type { Positions, ReactionDependencies, RoundResult, SubscriptionDependencies } from './subscription-dependencies.js';
import { TenantRounds, type SubscriptionFailure } from './tenant-rounds.js';

export interface RunningSubscription {
  readonly name: string;
  /** Events this process knows to be in ledgers and not yet handled, over all tenants. Asks the store. */
  lag(): Promise<number>;
  /** The tenants whose ledgers do not advance, and why. Empty when all is well. */
  failures(): SubscriptionFailure[];
  /** Stops after the round under way. */
  close(): Promise<void>;
}

const HEADS_RETRY_MS = 1_000;

/** Keeps a projection's tables up to date with every ledger until closed. Any number of processes may run the same one. */
export function startProjection(deps: SubscriptionDependencies, projection: Projection): RunningSubscription {
  const positions: Positions = new Map();
  return start(deps, projection.name, positions, projectionRound(deps, projection, positions));
}

/** Does what a reaction asks for about every event of every ledger, in order per ledger, until closed. Any number of processes may. */
export function startReaction(deps: ReactionDependencies, reaction: Reaction): RunningSubscription {
  const positions: Positions = new Map();
  return start(deps, reaction.name, positions, reactionRound(deps, reaction, positions));
}

function start(
  deps: SubscriptionDependencies,
  name: string,
  positions: Positions,
  round: (tenant: string) => Promise<RoundResult>,
): RunningSubscription {
  const rounds = new TenantRounds(round, deps.concurrency ?? 2);
  const off = deps.store.onGrowth((tenant) => rounds.wake(tenant));
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  const wakeAll = async () => {
    try {
      for (const { tenant } of await deps.store.heads()) rounds.wake(tenant);
    } catch {
      if (!closed) retry = setTimeout(() => void wakeAll(), HEADS_RETRY_MS);
    }
  };
  void wakeAll();
  return {
    name,
    lag: async () =>
      (await deps.store.heads()).reduce((sum, head) => sum + Math.max(0, head.position - (positions.get(head.tenant) ?? 0)), 0),
    failures: () => rounds.failures,
    close: async () => {
      closed = true;
      off();
      clearTimeout(retry);
      await rounds.close();
    },
  };
}
