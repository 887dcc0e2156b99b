import { nameBasedId, newId } from '#libs/event-ids';
import {
  ConflictError,
  LedgerDamagedError,
  LedgerUnavailableError,
  react,
  type Reaction,
  type ReactionMeans,
  type RecordedEvent,
} from '#libs/event-sourcing';
import { QuietStretches } from './quiet-stretches.js';
import { goesOn, isAboutValues, isToldStopped, tellStopped, UnappliableEventError } from './stopped-subscription.js';
import type { Positions, ReactionDependencies, RoundResult } from './subscription-dependencies.js';
import { TenantTransaction } from './tenant-transaction.js';

const PAGE = 200;
/** A reaction has no rows to rebuild: its checkpoint stays at this version. */
const VERSION = 0;

/**
 * A round: the next events of one ledger are reacted to in order, then the checkpoint moves. No transaction is open and no row
 * is locked while anything is appended: two workers may react to the same event, which takes effect once. What was done before
 * a failing event is kept; before one that fails by itself the reaction stands in this ledger alone, and is tried again until it
 * works or is told to pass over. Where there is nothing to react to the checkpoint follows later.
 */
export function reactionRound(deps: ReactionDependencies, reaction: Reaction, positions: Positions) {
  const types = Object.keys(reaction.when);
  const committed = new Map<string, number>();
  const quiet = new QuietStretches();
  const means: ReactionMeans = { store: deps.store, requestJob: deps.requestJob, newId, nameBasedId };

  /** Where it is said to stand still, by this process or (0) one before it. */
  const stopped = new Map<string, number>();

  async function find(tenant: string): Promise<number> {
    const found = await TenantTransaction.run(deps.pool, reaction.name, tenant, async (transaction) => {
      if (await isToldStopped(transaction, reaction.name)) stopped.set(tenant, 0);
      return transaction.checkpoint.position;
    });
    committed.set(tenant, found);
    return found;
  }

  async function reacted(tenant: string, event: RecordedEvent): Promise<void> {
    const { position, type } = event;
    try {
      await react(means, reaction, event);
    } catch (error) {
      if (isAboutTheServer(error)) throw error;
      if (await deps.passesOver?.(tenant, reaction.name, position)) return;
      if (stopped.get(tenant) !== position) await tellStopped(deps.pool, reaction.name, tenant, event, (error as Error).message);
      stopped.set(tenant, position);
      throw new UnappliableEventError(position, type, error as Error);
    }
  }

  async function move(tenant: string, done: number): Promise<void> {
    positions.set(tenant, done);
    if (done <= (committed.get(tenant) ?? 0)) return;
    await TenantTransaction.run(deps.pool, reaction.name, tenant, async (transaction) => {
      const isBehind = transaction.checkpoint.position < done;
      const passed = stopped.has(tenant) ? [goesOn(reaction.name, tenant, done)] : [];
      await transaction.execute([...passed, ...(isBehind ? transaction.advance(VERSION, done) : [])]);
    });
    committed.set(tenant, done);
    if ((stopped.get(tenant) ?? done + 1) <= done) stopped.delete(tenant);
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
        await reacted(tenant, event);
        done = event.position;
      }
      done = upTo;
    } finally {
      await move(tenant, done);
    }
    return more;
  };
}

/** The store is away, damaged or raced for: other events fare no better. Whatever else fails, fails for this event. */
function isAboutTheServer(error: unknown): boolean {
  if (error instanceof LedgerUnavailableError || error instanceof LedgerDamagedError || error instanceof ConflictError)
    return true;
  // Of PostgreSQL and of sockets.
  return typeof (error as { code?: unknown }).code === 'string' && !isAboutValues(error);
}
