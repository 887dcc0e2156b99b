import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { sql as tables } from '#migrations/0001-ledger-create-tables';
import { sql as guard } from '#migrations/0095-ledger-guard-heads';
import { sql as stops } from '#migrations/0120-ledger-stopped-subscriptions';

/** A database that holds the ledger, with two logins of its own that have exactly the rights of `writ_ledger` and `writ_app`. */
export interface LedgerDatabase {
  readonly ownerUrl: string;
  readonly ledgerUrl: string;
  readonly appUrl: string;
  /** Removes the logins; the database itself is its creator's. */
  dropLogins(): Promise<void>;
}

/**
 * Makes the ledger in an empty database, whose owner's URL is given. The logins are the test's own, because the roles
 * themselves belong to the whole server and other tests set their passwords.
 */
export async function createLedgerDatabase(ownerUrl: string): Promise<LedgerDatabase> {
  const suffix = randomBytes(6).toString('hex');
  for (const role of ['writ_ledger', 'writ_app']) {
    await execute(
      ownerUrl,
      `do $$ begin create role ${role} login; exception when duplicate_object or unique_violation then null; end $$`,
    );
    await execute(ownerUrl, `create role ${role}_${suffix} login password '${suffix}' in role ${role}`);
  }
  await execute(ownerUrl, `begin; ${tables}; ${guard}; ${stops}; commit`);
  return {
    ownerUrl,
    ledgerUrl: withUser(ownerUrl, `writ_ledger_${suffix}`, suffix),
    appUrl: withUser(ownerUrl, `writ_app_${suffix}`, suffix),
    dropLogins: async () => {
      await execute(serverOf(ownerUrl), `drop role if exists writ_ledger_${suffix}; drop role if exists writ_app_${suffix}`);
    },
  };
}

export async function execute(url: string, text: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await (values.length > 0 ? client.query(text, values) : client.query(text));
  } finally {
    await client.end();
  }
}

function withUser(url: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.href;
}

function serverOf(url: string): string {
  const changed = new URL(url);
  changed.pathname = '/postgres';
  return changed.href;
}
