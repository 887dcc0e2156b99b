import type pg from 'pg';
import { GENESIS_CHAIN } from '#libs/evidence';
import type { LedgerHead, RecordedEvent, TypedEvents } from '#libs/event-sourcing';
import { EVENT_COLUMNS, toEvent, type EventRow, type HeadRow } from './event-rows.js';

type TypedRow = { readonly head: number } & { readonly [K in keyof EventRow]: EventRow[K] | null };

/** Positions that one read looks through, so that rare types do not make it scan a long ledger at once. */
const SPAN = 50_000;

const READ_TYPES = `select head.position as head, e.* from ledger_heads as head left join lateral (
    select ${EVENT_COLUMNS} from ledger_events
    where tenant = $1 and position >= $2 and position < $2 + $5 and type = any($4::text[]) order by position limit $3
  ) as e on true where head.tenant = $1 order by e.position`;
const HEAD_COLUMNS = 'tenant, position, chain, at';

/** Reads of ledgers over a pool of connections of their own, so that long reads never wait for the writer or it for them. */
export class LedgerReader {
  constructor(private readonly pool: pg.Pool) {}

  readStream(tenant: string, stream: string, fromRevision = 0, limit = 10_000): Promise<RecordedEvent[]> {
    return this.events('ledger-read-stream', 'stream = $2 and revision >= $3 order by revision limit $4', [
      tenant,
      stream,
      fromRevision,
      limit,
    ]);
  }

  readLedger(tenant: string, fromPosition: number, limit: number): Promise<RecordedEvent[]> {
    return this.events('ledger-read', 'position >= $2 order by position limit $3', [tenant, fromPosition, limit]);
  }

  /** One statement sees the head and every event up to it, so what it does not return is not there. */
  async readTypes(tenant: string, fromPosition: number, limit: number, types: readonly string[]): Promise<TypedEvents> {
    const { rows } = await this.pool.query<TypedRow>({
      name: 'ledger-read-types',
      text: READ_TYPES,
      values: [tenant, fromPosition, limit, types, SPAN],
    });
    const events = rows.filter((row) => row.position !== null).map(({ head: _, ...row }) => toEvent(row as EventRow));
    const head = Math.max(fromPosition - 1, rows[0]?.head ?? 0);
    const reach = events.length === limit ? (events.at(-1) as RecordedEvent).position : fromPosition + SPAN - 1;
    return { events, upTo: Math.min(reach, head), more: reach < head };
  }

  readPositions(tenant: string, positions: readonly number[]): Promise<RecordedEvent[]> {
    return this.events('ledger-read-positions', 'position = any($2::bigint[]) order by position', [tenant, positions]);
  }

  async readEvent(tenant: string, id: string): Promise<RecordedEvent | undefined> {
    const [event] = await this.events('ledger-read-event', 'id = $2', [tenant, id]);
    return event;
  }

  async head(tenant: string): Promise<LedgerHead> {
    const { rows } = await this.pool.query<HeadRow>({
      name: 'ledger-read-head',
      text: `select ${HEAD_COLUMNS} from ledger_heads where tenant = $1`,
      values: [tenant],
    });
    return rows[0] ?? { tenant, position: 0, chain: GENESIS_CHAIN, at: null };
  }

  async heads(): Promise<LedgerHead[]> {
    const { rows } = await this.pool.query<HeadRow>({
      name: 'ledger-read-heads',
      text: `select ${HEAD_COLUMNS} from ledger_heads order by tenant`,
    });
    return rows;
  }

  private async events(name: string, where: string, values: readonly unknown[]): Promise<RecordedEvent[]> {
    const text = `select ${EVENT_COLUMNS} from ledger_events where tenant = $1 and ${where}`;
    const { rows } = await this.pool.query<EventRow>({ name, text, values: [...values] });
    return rows.map(toEvent);
  }
}
