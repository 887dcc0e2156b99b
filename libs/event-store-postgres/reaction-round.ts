import type { Reaction, RecordedEvent } from '#libs/event-sourcing';
import type { Positions, SubscriptionDependencies } from './subscription-dependencies.js';
import { TenantTransaction } from './tenant-transaction.js';

const MAX_BATCH = 200;
/** A reaction has no rows to rebuild: its checkpoint stays at this version. */
const VERSION = 0;

/**
 * A round: the next events of one ledger are reacted to in order, with the checkpoint locked so that two workers do not do
 * it at once. What was done before a failing event is kept.
 */
export function reactionRound(deps: SubscriptionDependencies, reaction: Reaction, positions: Positions) {
  return async function round(tenant: string): Promise<boolean> {
    let failure: { readonly error: unknown } | undefined;
    const more = await TenantTransaction.run(deps.pool, reaction.name, tenant, async (transaction) => {
      const { position } = transaction.checkpoint;
      const events = await deps.store.readLedger(tenant, position + 1, MAX_BATCH);
      let done = position;
      try {
        for (const event of events) {
          await react(reaction, event);
          done = event.position;
        }
      } catch (error) {
        failure = { error };
      }
      if (done > position) await transaction.execute(transaction.advance(VERSION, done));
      positions.set(tenant, done);
      return events.length === MAX_BATCH;
    });
    if (failure) throw failure.error;
    return more;
  };
}

async function react(reaction: Reaction, event: RecordedEvent): Promise<void> {
  if (Object.hasOwn(reaction.when, event.type)) await reaction.when[event.type]?.(event);
}
