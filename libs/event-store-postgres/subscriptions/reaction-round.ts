import { nameBasedId, newId } from '#libs/event-ids';
import {
  ConflictError,
  LedgerDamagedError,
  LedgerUnavailableError,
  react,
  stepFor,
  type Reaction,
  type ReactionMeans,
  type RecordedEvent,
} from '#libs/event-sourcing';
import { goesOn, isAboutValues, isToldStopped, tellStopped, UnappliableEventError } from './stopped-subscription.js';
import { newProgress, type ReactionDependencies, type Subscriber } from './subscription-dependencies.js';
import { TenantTransaction } from './tenant-transaction.js';

const PAGE = 200;
/** A reaction has no rows to rebuild: its checkpoint stays at this version. */
const VERSION = 0;

/** A reaction: where it appends it handles its events in no transaction, and alone. */
export function reactionSubscriber(deps: ReactionDependencies, reaction: Reaction): Subscriber {
  const progress = newProgress();
  const goOnAlone = roundAlone(deps, reaction, progress);
  const statements: Subscriber['statements'] = (_, events) => (asksForJobs(deps, reaction, events) ? [] : undefined);
  const emptied = () => [];
  return { name: reaction.name, version: VERSION, types: Object.keys(reaction.when), progress, goOnAlone, emptied, statements };
}

/**
 * Asks for the jobs that all these events come to, which waits for nobody and may be repeated, so that the checkpoint may move with the
 * others'. False, and nothing asked for, when there is something to append.
 */
function asksForJobs({ requestJob }: ReactionDependencies, reaction: Reaction, events: readonly RecordedEvent[]): boolean {
  const steps = events.flatMap((event) => stepFor(reaction, event) ?? []);
  for (const step of steps) if (!('job' in step)) return false;
  for (const step of steps) if ('job' in step) requestJob(step.job, step.id, step.at);
  return true;
}

/**
 * A round: the next events of one ledger are reacted to in order, then the checkpoint moves. No transaction is open and no row
 * is locked while anything is appended: two workers may react to the same event, which takes effect once. What was done before
 * a failing event is kept; before one that fails by itself the reaction stands in this ledger alone, and is tried again until it
 * works or is told to pass over. At the end of the ledger, where there is nothing to react to, the checkpoint stays where it is.
 */
function roundAlone(deps: ReactionDependencies, reaction: Reaction, { positions, committed }: Subscriber['progress']) {
  const types = Object.keys(reaction.when);
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
      transaction.finish([...passed, ...(isBehind ? transaction.advance(VERSION, done) : [])]);
    });
    committed.set(tenant, done);
    if ((stopped.get(tenant) ?? done + 1) <= done) stopped.delete(tenant);
  }

  return async function round(tenant: string): Promise<boolean> {
    const position = positions.get(tenant) ?? (await find(tenant));
    const { events, upTo, more } = await deps.store.readTypes(tenant, position + 1, PAGE, types);
    if (events.length === 0 && !more && !stopped.has(tenant)) {
      positions.set(tenant, upTo);
      return false;
    }
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
