import pg from 'pg';
import type { EventStore, Projection, TypedEvents } from '#libs/event-sourcing';
import { connectionConfig, type Connection } from '../connection-config.js';
import { SESSION, type Statement } from '../subscriptions/tenant-transaction.js';
import { foldPage, type PassesOver } from './fold-page.js';
import { compareRows, name, takeOver, twoTables, WHOLE_TABLES, type RowComparison, type TwoTables } from './row-comparison.js';

const PAGE = 2_000;
/** Positions that the last step may still have to fold. */
const NEAR = 2_000;
const TIMEOUTS = '-c statement_timeout=600000 -c idle_in_transaction_session_timeout=120000 -c lock_timeout=60000';
/** Temporary tables are the session's own: memory for them is bounded, and the rest is on the database's disk. */
const TEMPORARY = '-c temp_buffers=32MB';

export interface RebuildDependencies {
  readonly store: Pick<EventStore, 'readTypes'>;
  /** Of the role `writ_app`. A connection of its own is opened, as a session. */
  readonly app: Connection;
  readonly passesOver: PassesOver;
}

/** The live rows are those of another version of the projection, or have begun anew meanwhile. */
export class OtherRowsError extends Error {
  override readonly name = 'OtherRowsError';
}

/**
 * What the events of one ledger come to in a projection's rows, folded from position 1 into temporary tables of one session while
 * the live rows are served and followed. Nobody else sees them, and they are gone with the session, whatever ends it. Close it.
 */
export class RebuiltRows {
  private position = 0;

  private constructor(
    private readonly client: pg.Client,
    private readonly deps: RebuildDependencies,
    private readonly projection: Projection,
    private readonly tenant: string,
    private readonly tables: readonly TwoTables[],
  ) {}

  /** Undefined when another session is at this projection of this tenant. */
  static async open(deps: RebuildDependencies, projection: Projection, tenant: string): Promise<RebuiltRows | undefined> {
    const settings = `${SESSION} ${TIMEOUTS} ${TEMPORARY}`;
    const client = new pg.Client({
      ...connectionConfig(deps.app, settings),
      application_name: 'writ-rebuild',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    // Whoever waits for a statement is told.
    client.on('error', () => {});
    await client.connect();
    try {
      const tables = await begun(client, projection, tenant);
      if (tables) return new RebuiltRows(client, deps, projection, tenant, tables);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    await client.end();
    return undefined;
  }

  /** Folds until it has nearly come to where the live rows stand. `progressed` is told of each stretch. */
  async foldUp(progressed: (done: number, total: number) => Promise<void>): Promise<void> {
    for (;;) {
      const total = await this.livePosition('');
      await progressed(this.position, total);
      if (total - this.position <= NEAR) return;
      await this.foldTo(total, (apply) => this.inTransaction('', apply), progressed);
    }
  }

  /** Compares with the live rows at exactly their checkpoint, all of it as of one moment. */
  compare(): Promise<RowComparison> {
    return this.inTransaction('isolation level repeatable read', async () => {
      const position = await this.livePosition('');
      await this.foldTo(position, (apply) => apply());
      return this.compared(position);
    });
  }

  /**
   * Makes the live rows what the rebuilt ones are: in one transaction, which holds the projection's checkpoint in this ledger, the last
   * events are folded, both are compared, the rows that differ are written, and the live ones are compared again. `kept`
   * goes into the same transaction.
   */
  swap(kept: (before: RowComparison, written: number) => Statement): Promise<{ before: RowComparison; written: number }> {
    return this.inTransaction('', async () => {
      const position = await this.livePosition('for update');
      await this.foldTo(position, (apply) => apply());
      const before = await this.compared(position);
      const written = await takeOver(this.client, this.tenant, this.tables);
      const { live } = await this.compared(position);
      if (live !== before.rebuilt) throw new Error(`${this.projection.name} is not the same after its rows were written`);
      const { text, values } = kept(before, written);
      await this.client.query(text, [...values]);
      return { before, written };
    });
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private async compared(position: number): Promise<RowComparison> {
    await this.client.query(WHOLE_TABLES);
    for (const { rebuilt } of this.tables) await this.client.query(`analyze ${rebuilt}`);
    return compareRows(this.client, this.tenant, this.tables, position);
  }

  private async livePosition(lock: '' | 'for update'): Promise<number> {
    const { name: subscription, version } = this.projection;
    const { rows } = await this.client.query<{ version: number; position: string }>(
      `select version, position from ledger_checkpoints where tenant = $1 and subscription = $2 ${lock}`,
      [this.tenant, subscription],
    );
    const position = Number(rows[0]?.position ?? 0);
    if (rows[0]?.version !== version || position < this.position)
      throw new OtherRowsError(`the rows of ${subscription} are being made anew`);
    return position;
  }

  /** Page by page, each applied as `applying` says; the next is read meanwhile. */
  private async foldTo(
    to: number,
    applying: (apply: () => Promise<void>) => Promise<void>,
    progressed?: (done: number, total: number) => Promise<void>,
  ): Promise<void> {
    let next: Promise<TypedEvents> | undefined;
    while (this.position < to) {
      const { events, upTo } = await (next ?? this.read(this.position + 1));
      next = upTo < to ? this.read(upTo + 1) : undefined;
      next?.catch(() => undefined);
      const there = events.filter(({ position }) => position <= to);
      if (there.length > 0)
        await applying(() =>
          foldPage(
            (text, values) => this.client.query(text, [...values]),
            this.projection,
            this.tenant,
            there,
            this.deps.passesOver,
          ),
        );
      this.position = Math.min(upTo, to);
      await progressed?.(this.position, to);
    }
  }

  private read(from: number): Promise<TypedEvents> {
    return this.deps.store.readTypes(this.tenant, from, PAGE, Object.keys(this.projection.when));
  }

  private async inTransaction<T>(mode: string, work: () => Promise<T>): Promise<T> {
    const at = this.position;
    await this.client.query(`begin ${mode}`);
    try {
      const result = await work();
      await this.client.query('commit');
      return result;
    } catch (error) {
      this.position = at;
      await this.client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

/** A session for the tenant alone, in which temporary tables take the names of the projection's own. */
async function begun(client: pg.Client, projection: Projection, tenant: string): Promise<TwoTables[] | undefined> {
  const lock = `writ/rebuild\n${tenant}\n${projection.name}`;
  const { rows } = await client.query<{ is_ours: boolean; schema: string }>(
    `select pg_try_advisory_lock(hashtextextended($1, 0)) as is_ours, set_config('writ.tenant', $2, false),
       (select nspname from pg_namespace join pg_class on pg_class.relnamespace = pg_namespace.oid
        where pg_class.oid = 'ledger_checkpoints'::regclass) as schema`,
    [lock, tenant],
  );
  const [{ is_ours: isOurs, schema } = { is_ours: false, schema: '' }] = rows;
  if (!isOurs) return undefined;
  for (const table of projection.tables)
    await client.query(`create temporary table ${name(table.name)} (like ${name(schema)}.${name(table.name)} including all)`);
  return twoTables(projection, schema);
}
