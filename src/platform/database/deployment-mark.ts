import type pg from 'pg';
import { seal, unseal } from '#platform/auth/sealed-key';

const LABEL = 'deployment-mark';
const MARK = Buffer.from('writ');

/** Told to whoever starts Writ with a key that is not the one its database was set up with. */
export const ANOTHER_KEY =
  'WRIT_SECRET: not the one this database was set up with; use that one, or see docs/how-to/rotate-keys.md for how to change it';

/** Whether the database was set up with this deployment key; undefined when it bears no mark yet. */
export async function bearsMark(client: pg.ClientBase, deploymentKey: Buffer): Promise<boolean | undefined> {
  const { rows } = await client.query<{ mark: Buffer }>('select mark from writ_deployment');
  return rows[0] && opens(deploymentKey, LABEL, rows[0].mark);
}

/**
 * Whether the database belongs to this deployment key, or to none yet. One from before there were marks is known by its
 * signing keys, which are sealed under the deployment key, too.
 */
export async function mayBelongTo(client: pg.Client, deploymentKey: Buffer): Promise<boolean> {
  if (await exists(client, 'writ_deployment')) {
    const isOurs = await bearsMark(client, deploymentKey);
    if (isOurs !== undefined) return isOurs;
  }
  if (!(await exists(client, 'auth_signing_keys'))) return true;
  const { rows } = await client.query<{ kid: string; sealed: Buffer }>(
    'select kid, private_key_sealed as sealed from auth_signing_keys order by created_at desc limit 1',
  );
  return !rows[0] || opens(deploymentKey, rows[0].kid, rows[0].sealed);
}

/** By the owner, who has made sure that the database belongs to this key. */
export async function leaveMark(client: pg.Client, deploymentKey: Buffer): Promise<void> {
  await client.query(
    'create table if not exists writ_deployment (only_row boolean primary key default true check (only_row), mark bytea not null)',
  );
  await client.query('insert into writ_deployment (mark) values ($1) on conflict do nothing', [seal(deploymentKey, LABEL, MARK)]);
  await client.query('grant select on writ_deployment, writ_migrations to writ_app');
}

async function exists(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ found: string | null }>('select to_regclass($1) as found', [table]);
  return rows[0]?.found !== null;
}

function opens(deploymentKey: Buffer, label: string, sealed: Buffer): boolean {
  try {
    unseal(deploymentKey, label, sealed);
    return true;
  } catch {
    return false;
  }
}
