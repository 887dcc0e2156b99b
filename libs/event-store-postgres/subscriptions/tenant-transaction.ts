import pg from 'pg';
import { connectionConfig, surviveLostConnections, type Connection } from '../connection-config.js';
import { sentTogether } from '../sent-together.js';

/** How far a subscription has come in one ledger, as committed. */
export interface Checkpoint {
  readonly version: number;
  readonly position: number;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Prepared under this name once per connection; sent at most once in a transaction. */
  readonly name?: string;
}

/** Statements join by key lookups only: rows come as a list whose length the planner cannot know. */
export const SESSION = '-c timezone=UTC -c jit=off -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

/** Connections of the role `writ_app` for subscriptions. Several may share one pool. */
export function createSubscriptionPool(app: Connection, connections = 6): pg.Pool {
  const timeouts = '-c statement_timeout=60000 -c idle_in_transaction_session_timeout=120000';
  // Rows and checkpoint commit together, so what a crash of the server undoes is applied again from the ledger; only the
  // ledger's own commits have to wait for the disk.
  const commits = '-c synchronous_commit=off';
  const pool = new pg.Pool({
    ...connectionConfig(app, `${SESSION} ${timeouts} ${commits}`),
    max: connections,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 65_000,
  });
  surviveLostConnections(pool);
  return pool;
}

/** What is left to do in a transaction, and what it then came to. */
export interface Ending<T> {
  readonly statements: readonly Statement[];
  readonly result: T;
}

/**
 * Runs `work` in one transaction with row-level security set to `tenant`, given what the last statement of `opening` found, and
 * commits together with what it leaves to do; any failure rolls back everything. Returns its result, once it is committed.
 */
export async function inTenantTransaction<T>(
  pool: pg.Pool,
  tenant: string,
  opening: readonly Statement[],
  work: (client: pg.PoolClient, found: readonly unknown[]) => Promise<Ending<T>>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const as = { name: 'subscription-as', text: `select set_config('writ.tenant', $1, true)`, values: [tenant] };
    const { rows } = await sendAll(client, [{ text: 'begin', values: [] }, as, ...opening]);
    const { statements, result } = await work(client, rows);
    const { command } = await sendAll(client, [...statements, { text: 'commit', values: [] }]);
    if (command !== 'COMMIT') throw new Error('the transaction had failed');
    return result;
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Sends all statements, one at least, at once; the first failure fails the transaction. Returns what the last came to. */
async function sendAll(client: pg.PoolClient, statements: readonly Statement[]): Promise<pg.QueryResult<object>> {
  const sent = await sentTogether(
    client,
    statements.map(({ text, values, name }) => ({ text, values: [...values], ...(name && { name }) })),
  );
  const failed = sent.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return (sent.at(-1) as PromiseFulfilledResult<pg.QueryResult<object>>).value;
}

/**
 * One subscription's transaction in one ledger, with row-level security set to its tenant and the checkpoint locked, so
 * that of several workers only one applies an event.
 */
export class TenantTransaction {
  private readonly last: Statement[] = [];

  private constructor(
    private readonly client: pg.PoolClient,
    private readonly subscription: string,
    readonly tenant: string,
    /** As locked; version and position 0 when there was none. */
    readonly checkpoint: Checkpoint,
  ) {}

  static run<T>(
    pool: pg.Pool,
    subscription: string,
    tenant: string,
    work: (transaction: TenantTransaction) => Promise<T>,
  ): Promise<T> {
    return inTenantTransaction(pool, tenant, lockCheckpoint(subscription, tenant), async (client, [found]) => {
      const row = found as { version: number; position: string } | undefined;
      if (!row) throw new Error(`the checkpoint of ${subscription} in ${tenant} is not visible`);
      const checkpoint = { version: row.version, position: Number(row.position) };
      const transaction = new TenantTransaction(client, subscription, tenant, checkpoint);
      const result = await work(transaction);
      return { statements: transaction.last, result };
    });
  }

  /** Runs these at last, together with the commit. */
  finish(statements: readonly Statement[]): void {
    this.last.push(...statements);
  }

  query(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    return this.client.query(text, [...values]);
  }

  /** The statements that move the checkpoint. They notify nobody: a NOTIFY would make every commit wait for every other. */
  advance(version: number, position: number): Statement[] {
    const { subscription, tenant } = this;
    return [
      {
        name: 'checkpoint-advance',
        text: 'update ledger_checkpoints set version = $3, position = $4 where tenant = $2 and subscription = $1',
        values: [subscription, tenant, version, position],
      },
    ];
  }
}

function lockCheckpoint(subscription: string, tenant: string): Statement[] {
  const values = [subscription, tenant];
  return [
    {
      name: 'checkpoint-open',
      text: 'insert into ledger_checkpoints (subscription, tenant, version, position) values ($1, $2, 0, 0) on conflict do nothing',
      values,
    },
    {
      name: 'checkpoint-lock',
      text: 'select version, position from ledger_checkpoints where tenant = $2 and subscription = $1 for update',
      values,
    },
  ];
}
