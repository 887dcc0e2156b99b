import { foldChanges, type Projection, type RecordedEvent, type RowChange } from '#libs/event-sourcing';
import { emptyText, statementsFor } from './row-statements.js';
import type { Positions, SubscriptionDependencies } from './subscription-dependencies.js';
import { TenantTransaction } from './tenant-transaction.js';

const MAX_BATCH = 2_000;

/** Events read ahead of the transaction that will apply them. */
interface ReadAhead {
  readonly from: number;
  readonly events: Promise<RecordedEvent[]>;
}

/**
 * A round: the next batch of one ledger becomes rows, and the checkpoint moves in the same transaction. After a failure the
 * tenant's batches shrink to one event, so that everything before the failing event is applied and `failures` is about it.
 */
export function projectionRound(deps: SubscriptionDependencies, projection: Projection, positions: Positions) {
  const limits = new Map<string, number>();
  const ahead = new Map<string, ReadAhead>();

  function read(tenant: string, from: number, limit: number): Promise<RecordedEvent[]> {
    const known = ahead.get(tenant);
    ahead.delete(tenant);
    return known?.from === from && limit === MAX_BATCH ? known.events : deps.store.readLedger(tenant, from, limit);
  }

  function readAhead(tenant: string, from: number): void {
    const events = deps.store.readLedger(tenant, from, MAX_BATCH);
    events.catch(() => ahead.delete(tenant));
    ahead.set(tenant, { from, events });
  }

  return async function round(tenant: string): Promise<boolean> {
    const position = positions.get(tenant) ?? (await findPosition(deps, projection, tenant));
    const limit = limits.get(tenant) ?? MAX_BATCH;
    const events = await read(tenant, position + 1, limit);
    const last = events.at(-1);
    if (!last) {
      positions.set(tenant, position);
      return false;
    }
    if (events.length === MAX_BATCH) readAhead(tenant, last.position + 1);
    try {
      positions.set(tenant, await apply(deps, projection, tenant, position, events));
      if (limit < MAX_BATCH) limits.set(tenant, Math.min(limit * 4, MAX_BATCH));
      else limits.delete(tenant);
      return positions.get(tenant) !== last.position || events.length >= limit;
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

/** Applies events that follow `position`; returns where the checkpoint is now, which is elsewhere if another worker was faster. */
function apply(
  { pool }: SubscriptionDependencies,
  projection: Projection,
  tenant: string,
  position: number,
  events: readonly RecordedEvent[],
): Promise<number> {
  const folded = foldChanges(projection.tables, changesOf(projection, events));
  const statements = projection.tables.flatMap((table) => statementsFor(table, tenant, folded.get(table.name)?.values() ?? []));
  const last = (events.at(-1) as RecordedEvent).position;
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
