import { foldChanges, type Projection, type RecordedEvent, type RowChange, type TypedEvents } from '#libs/event-sourcing';
import { emptyText, statementsFor } from './row-statements.js';
import { QuietStretches } from './quiet-stretches.js';
import type { Positions, RoundResult, SubscriptionDependencies } from './subscription-dependencies.js';
import { TenantTransaction } from './tenant-transaction.js';

const PAGE = 2_000;

/** Events read ahead of the transaction that will apply them. */
interface ReadAhead {
  readonly from: number;
  readonly page: Promise<TypedEvents>;
}

/**
 * A round: the next batch of one ledger becomes rows, and the checkpoint moves in the same transaction. Where nothing concerns
 * the projection the checkpoint follows a little later. After a failure the tenant's batches shrink to one event, so that
 * everything before the failing event is applied and `failures` is about it.
 */
export function projectionRound(deps: SubscriptionDependencies, projection: Projection, positions: Positions) {
  const types = Object.keys(projection.when);
  const limits = new Map<string, number>();
  const ahead = new Map<string, ReadAhead>();
  const committed = new Map<string, number>();
  const quiet = new QuietStretches();

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
    committed.set(tenant, found);
    return found;
  }

  return async function round(tenant: string): Promise<RoundResult> {
    const position = positions.get(tenant) ?? (await find(tenant));
    const limit = limits.get(tenant) ?? PAGE;
    const { events, upTo, more } = await read(tenant, position + 1, limit);
    positions.set(tenant, upTo);
    if (upTo === committed.get(tenant)) return false;
    if (more && limit === PAGE) readAhead(tenant, upTo + 1);
    if (events.length === 0 && !more) {
      const wait = quiet.left(tenant);
      if (wait > 0) return wait;
    }
    quiet.end(tenant);
    try {
      const now = await apply(deps, projection, tenant, committed.get(tenant) ?? position, upTo, events);
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
function findPosition({ pool }: SubscriptionDependencies, projection: Projection, tenant: string): Promise<number> {
  return TenantTransaction.run(pool, projection.name, tenant, async (transaction) => {
    const { version, position } = transaction.checkpoint;
    if (version > projection.version)
      throw new Error(`${projection.name} is already at version ${version}, this process has ${projection.version}`);
    if (version === projection.version) return position;
    const emptied = projection.tables.map((table) => ({ text: emptyText(table), values: [tenant] }));
    await transaction.execute([...emptied, ...transaction.advance(projection.version, 0)]);
    return 0;
  });
}

/** Applies `events` and moves the checkpoint from `position` to `last`; returns where the checkpoint is now, which is elsewhere if another worker was faster. */
function apply(
  { pool }: SubscriptionDependencies,
  projection: Projection,
  tenant: string,
  position: number,
  last: number,
  events: readonly RecordedEvent[],
): Promise<number> {
  const folded = foldChanges(projection.tables, changesOf(projection, events));
  const statements = projection.tables.flatMap((table) => statementsFor(table, tenant, folded.get(table.name)?.values() ?? []));
  return TenantTransaction.run(pool, projection.name, tenant, async (transaction) => {
    const { checkpoint } = transaction;
    if (checkpoint.version !== projection.version)
      throw new Error(`${projection.name} was changed to version ${checkpoint.version} by another process`);
    if (checkpoint.position !== position) return checkpoint.position;
    await transaction.execute([...statements, ...transaction.advance(projection.version, last)]);
    return last;
  });
}

function* changesOf(projection: Projection, events: readonly RecordedEvent[]): Iterable<RowChange> {
  for (const event of events) {
    const when = Object.hasOwn(projection.when, event.type) ? projection.when[event.type] : undefined;
    if (when) yield* when(event);
  }
}
