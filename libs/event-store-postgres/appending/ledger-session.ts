import pg from 'pg';
import type { EventReceipt } from '#libs/event-sourcing';
import type { LedgerPoint, PlannedEvent } from '#libs/append-planning';
import { formatMicroseconds, parseMicroseconds } from '#libs/append-planning';
import { connectionConfig, type Connection } from '../connection-config.js';
import { encodeEntries } from './entry-encoding.js';
import { LEDGER_SESSION, ledgerTypes, RECEIPT_COLUMNS, type HeadRow } from '../reading/event-rows.js';

/** One ledger's move within a batch. */
export interface HeadMove {
  readonly tenant: string;
  readonly known: LedgerPoint;
  readonly next: LedgerPoint;
}

const APPEND = {
  name: 'ledger-append',
  text: 'select ledger_append($1::text[], $2::bytea[], $3::bigint[], $4::bytea[], $5::timestamptz[], $6::ledger_entry[])',
};
const HEADS = {
  name: 'ledger-heads',
  text: 'select tenant, position, chain, at from ledger_heads where tenant = any($1::text[])',
};
const LOCK_HEADS = { name: 'ledger-lock-heads', text: `${HEADS.text} order by tenant for update` };
const REVISIONS = {
  name: 'ledger-revisions',
  text: `select s.stream, (select e.revision from ledger_events e where e.tenant = $1 and e.stream = s.stream and e.position <= $3
    order by e.revision desc limit 1) as revision from unnest($2::text[]) as s(stream)`,
};
const RECEIPTS = {
  name: 'ledger-receipts',
  text: `select ${RECEIPT_COLUMNS} from ledger_events where tenant = $1 and id = any($2::uuid[])`,
};

const CLOSE_MS = 2_000;

/** Which server process serves a connection; `started` tells it from a later one with the same number. */
interface Backend {
  readonly pid: number;
  readonly started: string;
}

/**
 * The writer's connection. Statements are sent without waiting for earlier answers, so several cost one round trip.
 * A session never reconnects: once `broken`, open another.
 */
export class LedgerSession {
  broken = false;

  private constructor(
    private readonly client: pg.Client,
    readonly backend: Backend,
    private readonly entryType: number,
  ) {
    const fail = () => {
      this.broken = true;
    };
    client.on('error', fail);
    client.on('end', fail);
  }

  /** Connects, and first ends `previous` if it still runs: nothing it was sent can be committed afterwards. */
  static async open(connection: Connection, timeoutMs: number, previous?: Backend): Promise<LedgerSession> {
    const settings = `${LEDGER_SESSION} -c statement_timeout=${timeoutMs} -c idle_in_transaction_session_timeout=${timeoutMs}`;
    const client = new pg.Client({
      ...connectionConfig(connection, settings),
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: timeoutMs,
      // When the server hangs, so does its own timeout: then the connection is cut from here.
      query_timeout: timeoutMs + 1_000,
      types: ledgerTypes,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      if (previous) await endBackend(client, previous, timeoutMs);
      const { rows } = await client.query<{ pid: number; started: string; entry: number }>(
        `select pid, backend_start::text as started, 'ledger_entry'::regtype::oid::bigint as entry from pg_stat_activity where pid = pg_backend_pid()`,
      );
      const { pid, started, entry } = rows[0] as { pid: number; started: string; entry: number };
      const session = new LedgerSession(client, { pid, started }, entry);
      await session.append([], []);
      return session;
    } catch (error) {
      void client.end().catch(() => {});
      throw error;
    }
  }

  /** Inserts the events and moves the heads; rejects with code LG001 when a head is not where its move starts. */
  async append(moves: readonly HeadMove[], events: readonly PlannedEvent[]): Promise<void> {
    await this.client.query({
      ...APPEND,
      values: [
        moves.map(({ tenant }) => tenant),
        moves.map(({ known }) => Buffer.from(known.chain, 'hex')),
        moves.map(({ next }) => next.position),
        moves.map(({ next }) => Buffer.from(next.chain, 'hex')),
        moves.map(({ next }) => formatMicroseconds(next.at)),
        encodeEntries(events, this.entryType),
      ],
    });
  }

  begin(): Promise<unknown> {
    return this.client.query('begin');
  }

  commit(): Promise<unknown> {
    return this.client.query('commit');
  }

  rollback(): Promise<unknown> {
    return this.client.query('rollback');
  }

  /** Heads of those of the tenants that have one. */
  async heads(tenants: readonly string[], lock = false): Promise<Map<string, LedgerPoint>> {
    const { rows } = await this.client.query<HeadRow>({ ...(lock ? LOCK_HEADS : HEADS), values: [tenants] });
    return new Map(
      rows.map(({ tenant, position, chain, at }) => [tenant, { position, chain, at: parseMicroseconds(at as string) }]),
    );
  }

  /** Revisions of those of the streams that had events when the ledger stood at `position`; now when it is left out. */
  async revisions(tenant: string, streams: readonly string[], position = Number.MAX_SAFE_INTEGER): Promise<Map<string, number>> {
    const { rows } = await this.client.query<{ stream: string; revision: number | null }>({
      ...REVISIONS,
      values: [tenant, streams, position],
    });
    return new Map(rows.filter((row) => row.revision !== null).map((row) => [row.stream, row.revision as number]));
  }

  async receipts(tenant: string, ids: readonly string[]): Promise<Map<string, EventReceipt>> {
    const { rows } = await this.client.query<EventReceipt>({ ...RECEIPTS, values: [tenant, ids] });
    return new Map(rows.map((receipt) => [receipt.id, receipt]));
  }

  /** Cuts the connection; everything still unanswered on it rejects. */
  destroy(): void {
    this.broken = true;
    (this.client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }

  async close(): Promise<void> {
    this.broken = true;
    const giveUp = setTimeout(() => this.destroy(), CLOSE_MS);
    await this.client.end().catch(() => {});
    clearTimeout(giveUp);
  }
}

async function endBackend(client: pg.Client, { pid, started }: Backend, timeoutMs: number): Promise<void> {
  const { rows } = await client.query<{ gone: boolean }>(
    'select pg_terminate_backend(pid, $3) as gone from pg_stat_activity where pid = $1 and backend_start::text = $2',
    [pid, started, Math.max(1, timeoutMs - 1000)],
  );
  if (rows[0] && !rows[0].gone) throw new Error(`the ledger's previous connection (backend ${pid}) does not end`);
}
