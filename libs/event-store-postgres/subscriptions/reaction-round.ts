import { nameBasedId, newId } from '#libs/event-ids';
import { react, type Reaction, type ReactionMeans } from '#libs/event-sourcing';
import { QuietStretches } from './quiet-stretches.js';
import type { Positions, ReactionDependencies, RoundResult } from './subscription-dependencies.js';
import { TenantTransaction } from './tenant-transaction.js';

const PAGE = 200;
/** A reaction has no rows to rebuild: its checkpoint stays at this version. */
const VERSION = 0;

/**
 * A round: the next events of one ledger are reacted to in order, then the checkpoint moves. No transaction is open and no row
 * is locked while anything is appended: two workers may react to the same event, which takes effect once. What was done before
 * a failing event is kept. Where there is nothing to react to the checkpoint follows later.
 */
export function reactionRound(deps: ReactionDependencies, reaction: Reaction, positions: Positions) {
  const types = Object.keys(reaction.when);
  const committed = new Map<string, number>();
  const quiet = new QuietStretches();
  const means: ReactionMeans = { store: deps.store, requestJob: deps.requestJob, newId, nameBasedId };

  async function find(tenant: string): Promise<number> {
    const found = await TenantTransaction.run(deps.pool, reaction.name, tenant, ({ checkpoint }) =>
      Promise.resolve(checkpoint.position),
    );
    committed.set(tenant, found);
    return found;
  }

  async function move(tenant: string, done: number): Promise<void> {
    positions.set(tenant, done);
    if (done <= (committed.get(tenant) ?? 0)) return;
    await TenantTransaction.run(deps.pool, reaction.name, tenant, async (transaction) => {
      if (transaction.checkpoint.position < done) await transaction.execute(transaction.advance(VERSION, done));
    });
    committed.set(tenant, done);
  }

  return async function round(tenant: string): Promise<RoundResult> {
    const position = positions.get(tenant) ?? (await find(tenant));
    const { events, upTo, more } = await deps.store.readTypes(tenant, position + 1, PAGE, types);
    if (events.length === 0 && !more) {
      positions.set(tenant, upTo);
      if (upTo === committed.get(tenant)) return false;
      const wait = quiet.left(tenant);
      if (wait > 0) return wait;
    }
    quiet.end(tenant);
    let done = position;
    try {
      for (const event of events) {
        await react(means, reaction, event);
        done = event.position;
      }
      done = upTo;
    } finally {
      await move(tenant, done);
    }
    return more;
  };
}
