import pg from 'pg';

/** What a superuser can do to a ledger who first puts the triggers out of action. Gives back the rows a statement returned. */
export async function tamper(databaseUrl: string, statement: string, values: unknown[] = []): Promise<pg.QueryResultRow[]> {
  const superuser = new pg.Client({ connectionString: databaseUrl });
  await superuser.connect();
  try {
    await superuser.query('set session_replication_role = replica');
    return (await superuser.query(statement, values)).rows;
  } finally {
    await superuser.end();
  }
}

/** Removes a tenant's events after `position` and leaves its head; the returned function puts them back. */
export async function cutTail(databaseUrl: string, tenant: string, position: number): Promise<() => Promise<void>> {
  const kept = `cut_${Math.random().toString(36).slice(2)}`;
  const values = [tenant, position];
  await tamper(databaseUrl, `create table ${kept} (like ledger_events)`);
  await tamper(databaseUrl, `insert into ${kept} select * from ledger_events where tenant = $1 and position > $2`, values);
  await tamper(databaseUrl, 'delete from ledger_events where tenant = $1 and position > $2', values);
  return async () => {
    await tamper(databaseUrl, `insert into ledger_events select * from ${kept}`);
    await tamper(databaseUrl, `drop table ${kept}`);
  };
}

export async function changeHead(databaseUrl: string, tenant: string, change: string): Promise<() => Promise<void>> {
  const [head] = await tamper(databaseUrl, 'select * from ledger_heads where tenant = $1', [tenant]);
  await tamper(databaseUrl, `update ledger_heads set ${change} where tenant = $1`, [tenant]);
  return async () => {
    await tamper(databaseUrl, 'delete from ledger_heads where tenant = $1', [tenant]);
    await tamper(databaseUrl, 'insert into ledger_heads select * from json_populate_record(null::ledger_heads, $1)', [
      JSON.stringify({ ...head, chain: `\\x${(head?.['chain'] as Buffer).toString('hex')}` }),
    ]);
  };
}
