import type pg from 'pg';

export interface TenantStatement {
  /** Prepared under this name once per connection. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Reads made for one tenant, as the role `writ_app` under row-level security: a statement that forgets its tenant, or names
 * another one, is given nothing of anybody else. The tenant is set for the read's own transaction, so a connection that goes
 * back to the pool sees no rows at all.
 */
export class TenantReads {
  /** `pool` MUST have connections of the role `writ_app` that send statements without waiting for earlier answers. */
  constructor(private readonly pool: pg.Pool) {}

  /** One round trip. */
  async rows<R extends pg.QueryResultRow>(tenant: string, { name, text, values }: TenantStatement): Promise<R[]> {
    const client = await this.pool.connect();
    const [begun, set, read, ended] = await Promise.allSettled([
      client.query('begin read only'),
      client.query({ name: 'ledger-as', text: `select set_config('writ.tenant', $1, true)`, values: [tenant] }),
      client.query<R>({ name, text, values: [...values] }),
      client.query('commit'),
    ]);
    const failed = [begun, set, read, ended].find((result) => result.status === 'rejected');
    // A connection whose transaction may not have ended is not used again.
    client.release(failed?.reason as Error | undefined);
    if (failed || read.status === 'rejected') throw failed?.reason;
    return read.value.rows;
  }
}
