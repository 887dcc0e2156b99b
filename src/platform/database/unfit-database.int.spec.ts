import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit, TEST_SECRET } from '#test/support/running-writ';
import { createTestDatabase } from '#test/support/test-database';
import { problemIn, WritClient } from '#test/support/writ-client';
import { loadConfiguration } from '#platform/config/configuration';
import { DatabaseFitness } from './database-fitness.js';
import { migrate } from './migrations.js';
import { roleUrl } from './role-urls.js';

interface Readiness {
  readonly status: string;
  readonly checks: { readonly database: { readonly ok: boolean; readonly code?: string; readonly detail?: unknown } };
}

const role = `other_app_${randomBytes(4).toString('hex')}`;

describe('a database that becomes unfit under a running API', () => {
  let writ: RunningWrit;
  let owner: pg.Client;
  let secret: { clientId: string; clientSecret: string };
  const lines: string[] = [];
  beforeAll(async () => {
    const database = await createTestDatabase('migrated');
    owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    // Roles belong to the whole server: this one is nobody else's.
    await owner.query(`create role ${role} login password 'first' in role writ_app`);
    const app = new URL(database.url);
    [app.username, app.password] = [role, 'first'];
    writ = await RunningWrit.start({ worker: false, databaseUrl: database.url, env: { WRIT_APP_DATABASE_URL: app.href } });
    const { clientId, clientSecret } = await writ.ownerSecret();
    secret = { clientId, clientSecret };
    const fitness = writ.api.app.get(DatabaseFitness);
    Object.assign(fitness, { logger: loggerInto(lines) });
  });
  afterAll(async () => {
    await writ.close();
    await owner.query(`drop role ${role}`);
    const { database } = owner;
    await owner.end();
    const server = new pg.Client({ connectionString: writ.databaseUrl.replace(/\/[^/]*$/, '/postgres') });
    await server.connect();
    await server.query(`drop database ${database} with (force)`).finally(() => server.end());
  });
  beforeEach(() => void lines.splice(0));

  const signIn = () => new WritClient(writ.url).send('POST', '/v1/auth/token', secret);
  const found = async () => (await new WritClient(writ.url).send<Readiness>('GET', '/readyz')).body;
  const becomes = (code: string | undefined) =>
    eventually(`readiness says ${code}`, async () => (await found()).checks.database.code === code);

  const unfit = [
    [
      'DATABASE_NOT_MIGRATED',
      `update writ_migrations set name = 'x' || name`,
      `update writ_migrations set name = substr(name, 2)`,
    ],
    [
      'WRONG_SECRET',
      `update writ_deployment set mark = mark || '\\x00'`,
      `update writ_deployment set mark = substr(mark, 1, length(mark) - 1)`,
    ],
    ['DATABASE_REFUSES', `alter role ${role} password 'second'`, `alter role ${role} password 'first'`],
  ] as const;
  for (const [code, breaks, mends] of unfit)
    it(`says ${code} in readiness and once in the log, and is served on again when that is mended`, async () => {
      await owner.query(breaks);
      await becomes(code);
      expect((await found()).status).toBe('not ready');
      await owner.query(mends);
      await becomes(undefined);
      expect(lines.map((line) => (JSON.parse(line) as { code?: string }).code)).toStrictEqual([code, undefined]);
    });

  it('is served on when a newer version migrated it meanwhile, and that is told', async () => {
    await owner.query(`insert into writ_migrations (name, checksum) values ('9999-of-the-future', 'x')`);
    await eventually('readiness tells it', async () => {
      const { status, checks } = await found();
      return status === 'ready' && JSON.stringify(checks.database.detail) === '{"unknownMigrations":1}';
    });
    expect((await signIn()).status).toBe(200);
    await owner.query(`delete from writ_migrations where name like '9999%'`);
    expect(lines[0]).toMatch(/a newer version has migrated the database/);
  });

  it('answers 503 with a code to whoever signs in, whatever is not as it should be, and never 500', async () => {
    const moved = (table: string) => [`alter table ${table} rename to moved_away`, `alter table moved_away rename to ${table}`];
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`;
    const sealed = `update auth_signing_keys set private_key_sealed = private_key_sealed`;
    expect((await signIn()).status).toBe(200);
    for (const [breaks = '', mends = ''] of [
      moved('auth_refresh_tokens'),
      [
        'alter table auth_refresh_tokens rename column family to kin',
        'alter table auth_refresh_tokens rename column kin to family',
      ],
      [`alter role ${role} password 'second'; ${cut}`, `alter role ${role} password 'first'`],
    ]) {
      await owner.query(breaks);
      await eventually('the API sees it', async () => (await signIn()).status !== 200);
      const problem = problemIn(await signIn());
      expectThat(breaks, [problem.status, problem.code]).toStrictEqual([503, 'DATABASE_UNFIT']);
      await owner.query(mends);
      await eventually('the API is back', async () => (await signIn()).status === 200);
    }
    const second = await writ.startSecondApi();
    await owner.query(`${sealed} || '\\x00'`);
    const problem = problemIn(await new WritClient(second.url).send('POST', '/v1/auth/token', secret));
    expect([problem.status, problem.code]).toStrictEqual([503, 'DATABASE_UNFIT']);
  });
});

describe('a process that is started before its database', () => {
  let child: ChildProcess | undefined;
  afterAll(async () => {
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  });

  it('says so in the log and in readiness, answers 503 to everything else, and serves once it is migrated', async () => {
    const database = await createTestDatabase();
    const port = await unusedPort();
    const env = {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      WRIT_SECRET: TEST_SECRET,
      WRIT_PORT: String(port),
      WRIT_START_WAIT_MS: '300000',
    };
    const configuration = loadConfiguration(env);
    // Roles belong to the whole server, so of a database that was never migrated they are let in all the same.
    expect(roleUrl(configuration, 'writ_app')).toContain('writ_app');
    child = fork(fileURLToPath(new URL('../../apps/api/main.js', import.meta.url)), [], {
      env: { ...process.env, ...env, WRIT_LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let said = '';
    child.stdout?.on('data', (chunk) => (said += String(chunk)));
    const client = new WritClient(`http://127.0.0.1:${port}`);
    const answer = (method: string, path: string) => client.send<Readiness>(method, path).catch(() => undefined);
    await eventually('it answers', async () => (await answer('GET', '/healthz'))?.status === 200, 60_000);
    const ready = await answer('GET', '/readyz');
    expect([ready?.status, ready?.body.checks.database.code]).toStrictEqual([503, 'DATABASE_NOT_MIGRATED']);
    expect(problemIn(await client.send('POST', '/v1/auth/token', {})).code).toBe('DATABASE_UNFIT');
    expect(said).toMatch(/"code":"DATABASE_NOT_MIGRATED".*waiting for the database/);
    const serves = once(child, 'message');
    await migrate(database.url, configuration.deploymentKey);
    await serves;
    expect((await answer('GET', '/readyz'))?.status).toBe(200);
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await gone)[0]).toBe(0);
    await database.drop();
  });
});

function loggerInto(lines: string[]): object {
  const log = (fields: object, text?: string): void =>
    void lines.push(JSON.stringify(typeof fields === 'string' ? { msg: fields } : { ...fields, msg: text }));
  return { info: log, warn: log, error: log };
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
