import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { surviveLostConnections } from './lost-connections.js';

// Read tables are declared by the features that own them; a query names its columns where it selects them.
// oxlint-disable-next-line typescript/no-explicit-any
export type ReadTables = Record<string, any>;

/**
 * The application role's connection. Nothing is visible outside `as(tenant)`: row-level security compares every row with
 * the tenant set for the transaction, so code that forgets a `where tenant = ...` still sees its own tenant only.
 */
export class TenantDatabase {
  private readonly pool: pg.Pool;
  private readonly kysely: Kysely<ReadTables>;

  constructor(url: string, max: number) {
    this.pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: 'writ-app',
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
    });
    surviveLostConnections(this.pool);
    this.kysely = new Kysely<ReadTables>({ dialect: new PostgresDialect({ pool: this.pool }) });
  }

  /** Runs `work` in one transaction that sees, and may write, the rows of `tenant` alone. */
  as<T>(tenant: string, work: (db: Transaction<ReadTables>) => Promise<T>): Promise<T> {
    return this.kysely.transaction().execute(async (db) => {
      await sql`select set_config('writ.tenant', ${tenant}, true)`.execute(db);
      return work(db);
    });
  }

  async ping(): Promise<void> {
    await sql`select 1`.execute(this.kysely);
  }

  async close(): Promise<void> {
    await this.kysely.destroy();
  }
}
