import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { momentLookedAt } from '#platform/past/moment';
import { surviveLostConnections } from './lost-connections.js';

/**
 * The application role's connection. Nothing is visible outside `as(tenant)`: row-level security compares every row with
 * the tenant set for the transaction, so code that forgets a `where tenant = ...` still sees its own tenant only.
 */
export class TenantDatabase {
  private readonly pool: pg.Pool;
  private readonly kysely: Kysely<unknown>;

  constructor(url: string, max: number) {
    this.pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: 'writ-app',
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
    });
    surviveLostConnections(this.pool);
    this.kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: this.pool }) });
  }

  /** How many there are, by what they do; read anew each time. */
  get connections(): Pick<pg.Pool, 'totalCount' | 'idleCount' | 'waitingCount'> {
    return this.pool;
  }

  /**
   * Runs `work` in one transaction that sees, and may write, the rows of `tenant` alone. Which tables a query may name is the type of its
   * `db`. Where a moment of the past is looked at, that is the transaction in which the tables are as they were then.
   */
  as<T, Tables = unknown>(tenant: string, work: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    const then = momentLookedAt()?.tables;
    if (then) return work(then.of(tenant) as Transaction<Tables>);
    return this.kysely.transaction().execute(async (db) => {
      await sql`select set_config('writ.tenant', ${tenant}, true)`.execute(db);
      return work(db as Transaction<Tables>);
    });
  }

  /** The same, but nothing of what `work` did is kept. */
  async asAndBack<T>(tenant: string, work: (db: Transaction<unknown>) => Promise<T>): Promise<T> {
    const db = await this.kysely.startTransaction().execute();
    try {
      await sql`select set_config('writ.tenant', ${tenant}, true)`.execute(db);
      return await work(db);
    } finally {
      await db.rollback().execute();
    }
  }

  /**
   * Reads with everything seen as of one moment, and told how far a read model stood in the tenant's ledger then: 0 while its rows are
   * made anew.
   */
  asOfOneMoment<T, Tables = unknown>(
    tenant: string,
    { name, version }: { readonly name: string; readonly version: number },
    read: (db: Transaction<Tables>, position: number) => Promise<T>,
  ): Promise<T> {
    const transaction = this.kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
    return transaction.execute(async (db) => {
      await sql`select set_config('writ.tenant', ${tenant}, true)`.execute(db);
      const { rows } = await sql<{ position: string }>`select position from ledger_checkpoints
        where tenant = ${tenant} and subscription = ${name} and version = ${version}`.execute(db);
      return read(db as Transaction<Tables>, Number(rows[0]?.position ?? 0));
    });
  }

  async ping(): Promise<void> {
    await sql`select 1`.execute(this.kysely);
  }

  async close(): Promise<void> {
    await this.kysely.destroy();
  }
}
