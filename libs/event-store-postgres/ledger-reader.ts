import type pg from 'pg';
import { GENESIS_CHAIN } from '#libs/evidence';
import type { LedgerHead, RecordedEvent } from '#libs/event-sourcing';
import { EVENT_COLUMNS, toEvent, type EventRow, type HeadRow } from './event-rows.js';

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
