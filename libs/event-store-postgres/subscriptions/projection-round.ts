import { foldChanges, type Projection, type RecordedEvent, type RowChange, type TypedEvents } from '#libs/event-sourcing';
import { emptyText, statementsFor } from './row-statements.js';
import { goesOn, isAboutValues, isToldStopped, tellStopped, UnappliableEventError } from './stopped-subscription.js';
import { newProgress, type Subscriber, type SubscriptionDependencies } from './subscription-dependencies.js';
import { TenantTransaction, type Statement } from './tenant-transaction.js';

const PAGE = 2_000;

/** Events read ahead of the transaction that will apply them. */
interface ReadAhead {
  readonly from: number;
  readonly page: Promise<TypedEvents>;
}

/** A projection, which makes its rows of events in any transaction that moves its checkpoint. */
export function projectionSubscriber(deps: SubscriptionDependencies, projection: Projection): Subscriber {
  const { name, version, when } = projection;
  const progress = newProgress();
  const statements: Subscriber['statements'] = (tenant, events) => statementsOf(projection, tenant, events, true);
  const goOnAlone = roundAlone(deps, projection, progress);
  const emptied = (tenant: string) => emptiedTables(projection, tenant);
  return { name, version, types: Object.keys(when), progress, goOnAlone, emptied, statements };
}

/**
 * A round: the next batch of one ledger becomes rows, and the checkpoint moves in the same transaction. At the end of the ledger, where
 * nothing concerns the projection, the checkpoint stays where it is. After a failure the tenant's batches shrink to one event, so that
 * everything before the failing event is applied and `failures` is about it.
 */
function roundAlone(deps: SubscriptionDependencies, projection: Projection, { positions, committed }: Subscriber['progress']) {
  const types = Object.keys(projection.when);
  const limits = new Map<string, number>();
  const ahead = new Map<string, ReadAhead>();
  /** Said to stand still, by this process or one before it. */
  const stopped = new Set<string>();

  function read(tenant: string, from: number, limit: number): Promise<TypedEvents> {
    const known = ahead.get(tenant);
    ahead.delete(tenant);
    return known?.from === from && limit === PAGE ? known.page : deps.store.readTypes(tenant, from, limit, types);
  }

  function readAhead(tenant: string, from: number): void {
    const page = deps.store.readTypes(tenant, from, PAGE, types);
    page.catch(() => ahead.delete(tenant));
    ahead.set(tenant, { from, page });
  }

  async function find(tenant: string): Promise<number> {
    const found = await findPosition(deps, projection, tenant);
    committed.set(tenant, found.position);
    if (found.isStopped) stopped.add(tenant);
    return found.position;
  }

  /** The events as far as they can be applied: none instead of the one that an operator had passed over. */
  async function applied(tenant: string, from: number, upTo: number, events: readonly RecordedEvent[]): Promise<number> {
    const progress = { projection, tenant, position: from, last: upTo, wasStopped: stopped.has(tenant) };
    try {
      return await apply(deps, progress, events);
    } catch (error) {
      const [event, ...others] = events;
      if (!event || others.length > 0 || !isAboutEvents(error)) throw error;
      const cause = error instanceof UnreadableEventError ? (error.cause as Error) : (error as Error);
      if (await deps.passesOver?.(tenant, projection.name, event.position)) return apply(deps, progress, []);
      if (!stopped.has(tenant)) await tellStopped(deps.pool, projection.name, tenant, event, cause.message);
      stopped.add(tenant);
      throw new UnappliableEventError(event.position, event.type, cause);
    }
  }

  return async function round(tenant: string): Promise<boolean> {
    const position = positions.get(tenant) ?? (await find(tenant));
    const limit = limits.get(tenant) ?? PAGE;
    const { events, upTo, more } = await read(tenant, position + 1, limit);
    positions.set(tenant, upTo);
    if (events.length === 0 && !more && !stopped.has(tenant)) return false;
    if (more && limit === PAGE) readAhead(tenant, upTo + 1);
    try {
      const now = await applied(tenant, committed.get(tenant) ?? position, upTo, events);
      stopped.delete(tenant);
      committed.set(tenant, now);
      positions.set(tenant, now);
      if (limit < PAGE) limits.set(tenant, Math.min(limit * 4, PAGE));
      else limits.delete(tenant);
      return now !== upTo || more;
    } catch (error) {
      limits.set(tenant, 1);
      positions.delete(tenant);
      throw error;
    }
  };
}

/** The committed position, after emptying the tables when they were written by an older version of the projection. */
function findPosition(
  { pool }: SubscriptionDependencies,
  projection: Projection,
  tenant: string,
): Promise<{ readonly position: number; readonly isStopped: boolean }> {
  return TenantTransaction.run(pool, projection.name, tenant, async (transaction) => {
    const { version, position } = transaction.checkpoint;
    if (version > projection.version)
      throw new Error(`${projection.name} is already at version ${version}, this process has ${projection.version}`);
    const isStopped = await isToldStopped(transaction, projection.name);
    if (version === projection.version) return { position, isStopped };
    transaction.finish([...emptiedTables(projection, tenant), ...transaction.advance(projection.version, 0)]);
    return { position: 0, isStopped };
  });
}

function emptiedTables({ tables }: Projection, tenant: string): Statement[] {
  return tables.map((table) => ({ text: emptyText(table), values: [tenant] }));
}

/** Applies `events` and moves the checkpoint from `position` to `last`; returns where the checkpoint is now, which is elsewhere if another worker was faster. */
function apply({ pool }: SubscriptionDependencies, progress: Progress, events: readonly RecordedEvent[]): Promise<number> {
  const { projection, tenant, position, last, wasStopped } = progress;
  const statements = statementsOf(projection, tenant, events);
  if (wasStopped) statements.push(goesOn(projection.name, tenant, last));
  return TenantTransaction.run(pool, projection.name, tenant, async (transaction) => {
    const { checkpoint } = transaction;
    if (checkpoint.version !== projection.version)
      throw new Error(`${projection.name} was changed to version ${checkpoint.version} by another process`);
    if (checkpoint.position !== position) return checkpoint.position;
    transaction.finish([...statements, ...transaction.advance(projection.version, last)]);
    return last;
  });
}

/** From where to where a projection goes in one ledger. */
interface Progress {
  readonly projection: Projection;
  readonly tenant: string;
  readonly position: number;
  readonly last: number;
  readonly wasStopped: boolean;
}

/** The projection itself fails on what it was given; the database was not asked. */
class UnreadableEventError extends Error {}

/** Whether events are what a projection's rows fail at, rather than the database being away. */
export function isAboutEvents(error: unknown): boolean {
  return error instanceof UnreadableEventError || isAboutValues(error);
}

/** What a stretch of events comes to in the projection's rows; `trusted` as in `statementsFor`. Throws what `isAboutEvents` knows when an event cannot be taken. */
export function statementsOf(
  projection: Projection,
  tenant: string,
  events: readonly RecordedEvent[],
  trusted = false,
): Statement[] {
  try {
    const folded = foldChanges(projection.tables, changesOf(projection, events));
    return projection.tables.flatMap((table) => statementsFor(table, tenant, folded.get(table.name)?.values() ?? [], trusted));
  } catch (cause) {
    throw new UnreadableEventError('a projection failed', { cause });
  }
}

function* changesOf(projection: Projection, events: readonly RecordedEvent[]): Iterable<RowChange> {
  for (const event of events) {
    const when = Object.hasOwn(projection.when, event.type) ? projection.when[event.type] : undefined;
    if (when) yield* when(event);
  }
}
