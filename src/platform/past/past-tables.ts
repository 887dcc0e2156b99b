import { CompiledQuery, sql, type Transaction } from 'kysely';
import { foldPage, UnappliableEventError } from '#libs/event-store-postgres';
import type { EventStore, Projection, RecordedEvent } from '#libs/event-sourcing';
import { refuseWith } from '#platform/http/problem-details';

const PAGE = 2_000;
const LONGEST_MS = 10_000;

/** What folding stands on, and how much of it is done for one answer. */
export interface Folding {
  readonly store: Pick<EventStore, 'readTypes' | 'readStream'>;
  /** The one stream that what is asked for follows from; undefined when it may follow from any. */
  readonly stream: string | undefined;
  readonly mostEvents: number;
  /** Whether an operator had the projection pass over an event. */
  passesOver(tenant: string, projection: string, position: number): Promise<boolean>;
}

/**
 * Temporary tables take the names of the projection's own for the rest of the transaction, and hold what its events up to `position`
 * come to: rows of this tenant and of no other.
 */
export async function foldTables(
  db: Transaction<unknown>,
  projection: Projection,
  tenant: string,
  position: number,
  folding: Folding,
): Promise<void> {
  const deadline = Date.now() + LONGEST_MS;
  await sql`select set_config('statement_timeout', ${String(LONGEST_MS)}, true)`.execute(db);
  for (const { name } of projection.tables)
    await sql`create temporary table ${sql.table(name)} (like ${sql.table(name)} including all) on commit drop`.execute(db);
  let folded = 0;
  const { store, stream } = folding;
  const pages =
    stream === undefined ? pagesOf(store, projection, tenant, position) : pagesOfStream(store, stream, tenant, position);
  for await (const events of pages) {
    folded += events.length;
    if (folded > folding.mostEvents) throw tooFar(`more than ${folding.mostEvents} events`);
    if (Date.now() > deadline) throw tooFar(`more than ${LONGEST_MS / 1000} seconds`);
    await apply(db, projection, tenant, events, folding);
  }
}

async function* pagesOf(store: Folding['store'], { when }: Projection, tenant: string, position: number) {
  const types = Object.keys(when);
  for (let from = 1; from <= position;) {
    const { events, upTo, more } = await store.readTypes(tenant, from, PAGE, types);
    const there = events.filter((event) => event.position <= position);
    if (there.length > 0) yield there;
    if (!more) return;
    from = upTo + 1;
  }
}

async function* pagesOfStream(store: Folding['store'], stream: string, tenant: string, position: number) {
  for (let from = 0; ; from += PAGE) {
    const events = await store.readStream(tenant, stream, from, PAGE);
    const there = events.filter((event) => event.position <= position);
    if (there.length > 0) yield there;
    if (there.length < PAGE) return;
  }
}

async function apply(
  db: Transaction<unknown>,
  projection: Projection,
  tenant: string,
  events: readonly RecordedEvent[],
  { passesOver }: Folding,
): Promise<void> {
  const execute = (text: string, values: readonly unknown[]) => db.executeQuery(CompiledQuery.raw(text, [...values]));
  try {
    await foldPage(execute, projection, tenant, events, passesOver);
  } catch (error) {
    if (!(error instanceof UnappliableEventError)) throw error;
    throw refuseWith('AS_OF_UNREADABLE', `${projection.name} cannot take the event at position ${error.position}`);
  }
}

function tooFar(why: string): ReturnType<typeof refuseWith> {
  return refuseWith('AS_OF_TOO_FAR', `it would take ${why}`);
}
