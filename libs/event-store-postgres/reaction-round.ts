import type { Reaction, RecordedEvent } from '#libs/event-sourcing';
import { QuietStretches } from './quiet-stretches.js';
import type { Positions, RoundResult, SubscriptionDependencies } from './subscription-dependencies.js';
import { TenantTransaction } from './tenant-transaction.js';

const PAGE = 200;
/** A reaction has no rows to rebuild: its checkpoint stays at this version. */
const VERSION = 0;

/**
 * A round: the next events of one ledger are reacted to in order, with the checkpoint locked so that two workers do not do
 * it at once. What was done before a failing event is kept. Where there is nothing to react to the checkpoint follows later.
 */
export function reactionRound(deps: SubscriptionDependencies, reaction: Reaction, positions: Positions) {
  const types = Object.keys(reaction.when);
  const committed = new Map<string, number>();
  const quiet = new QuietStretches();

  /** What to answer without a transaction; undefined when there is something to react to, or the checkpoint is due. */
  async function passOver(tenant: string): Promise<RoundResult | undefined> {
    const position = positions.get(tenant);
    if (position === undefined) return undefined;
    const { events, upTo, more } = await deps.store.readTypes(tenant, position + 1, 1, types);
    if (events.length > 0 || more) return undefined;
    positions.set(tenant, upTo);
    return upTo === committed.get(tenant) ? false : quiet.left(tenant) || undefined;
  }

  return async function round(tenant: string): Promise<RoundResult> {
    const passed = await passOver(tenant);
    if (passed !== undefined) return passed;
    quiet.end(tenant);
    let failure: { readonly error: unknown } | undefined;
    const goesOn = await TenantTransaction.run(deps.pool, reaction.name, tenant, async (transaction) => {
      const { position } = transaction.checkpoint;
      const { events, upTo, more } = await deps.store.readTypes(tenant, position + 1, PAGE, types);
      let done = position;
      try {
        for (const event of events) {
          await react(reaction, event);
          done = event.position;
        }
        done = upTo;
      } catch (error) {
        failure = { error };
      }
      if (done > position) await transaction.execute(transaction.advance(VERSION, done));
      positions.set(tenant, done);
      committed.set(tenant, done);
      return more;
    });
    if (failure) throw failure.error;
    return goesOn;
  };
}

async function react(reaction: Reaction, event: RecordedEvent): Promise<void> {
  await reaction.when[event.type]?.(event);
}
