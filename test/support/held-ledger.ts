import pg from 'pg';

/** Lets no append of the tenant commit until the returned function is called. */
export async function holdLedger(databaseUrl: string, tenant: string): Promise<() => Promise<void>> {
  const holder = new pg.Client({ connectionString: databaseUrl });
  await holder.connect();
  await holder.query('begin');
  await holder.query('select * from ledger_heads where tenant = $1 for update', [tenant]);
  return async () => {
    await holder.query('commit');
    await holder.end();
  };
}
