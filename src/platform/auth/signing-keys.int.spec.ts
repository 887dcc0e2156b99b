import { sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { loadConfiguration, type Configuration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';
import { roleUrl } from '#platform/database/role-urls';
import { TenantDatabase } from '#platform/database/tenant-database';
import { TEST_SECRET } from '#test/support/running-writ';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import pg from 'pg';
import { OperatorTokens } from './operator-tokens.js';
import type { OperatorPrincipal } from './principal.js';
import { SigningKeys } from './signing-keys.js';

const DAY = 86_400_000;
const ada: OperatorPrincipal = { kind: 'operator', tenant: 'acme', id: 'ada', roles: ['viewer'] };

describe('signing keys', () => {
  let database: TestDatabase;
  let configuration: Configuration;
  let tenants: TenantDatabase;
  let now = Date.now();
  beforeAll(async () => {
    database = await createTestDatabase();
    configuration = loadConfiguration({
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      WRIT_SECRET: TEST_SECRET,
      WRIT_SIGNING_KEY_DAYS: '30',
    });
    await migrate(database.url, configuration.deploymentKey);
    tenants = new TenantDatabase(roleUrl(configuration, 'writ_app'), 8);
  });
  afterAll(async () => {
    await tenants.close();
    await database.drop();
  });
  beforeEach(async () => {
    now = Date.now();
    await execute('delete from auth_signing_keys');
  });
  /** The keys as one process has them; each call is another process. */
  const process_ = () => {
    const keys = new SigningKeys(tenants, configuration, () => now);
    return { keys, tokens: new OperatorTokens(keys, configuration) };
  };
  async function execute(text: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }
  const stored = async () =>
    (await execute('select kid from auth_signing_keys order by created_at')).rows.map(({ kid }: { kid: string }) => kid);

  it('start with one key, however many processes and callers ask for it at once', async () => {
    const kids = await Promise.all(Array.from({ length: 4 }, process_).flatMap(({ keys }) => [keys.current(), keys.current()]));
    expect([...new Set(kids.map(({ kid }) => kid))]).toStrictEqual(await stored());
  });

  it('verify no token whose header names something critical, whatever that is', async () => {
    const { keys, tokens } = process_();
    const { accessToken } = await tokens.issue(ada);
    const [, claims] = accessToken.split('.') as [string, string];
    const { kid, privateKey } = await keys.current();
    const signed = (header: object): string => {
      const signing = `${Buffer.from(JSON.stringify({ alg: 'ES256', kid, typ: 'at+jwt', ...header })).toString('base64url')}.${claims}`;
      return `${signing}.${sign('sha256', Buffer.from(signing), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    };
    expect((await tokens.verify(signed({})))?.id).toBe('ada');
    for (const header of [{ crit: ['exp'] }, { crit: ['b64'], b64: true }, { crit: ['x'], x: 1 }, { crit: [] }, { crit: null }])
      expectThat(JSON.stringify(header), await tokens.verify(signed(header))).toBeUndefined();
  });

  it('verify the first tokens of a fresh process, all of them at once', async () => {
    const { accessToken } = await process_().tokens.issue(ada);
    const fresh = process_().tokens;
    const verified = await Promise.all(Array.from({ length: 20 }, () => fresh.verify(accessToken)));
    expect(verified.map((principal) => principal?.id)).toStrictEqual(Array.from({ length: 20 }, () => 'ada'));
  });

  it('are replaced when they are old, and tokens of the old one stay good', async () => {
    const one = process_();
    const before_ = await one.tokens.issue(ada);
    now += 30 * DAY + 1;
    const after_ = await one.tokens.issue(ada);
    expect(await stored()).toHaveLength(2);
    expect((await one.keys.jwks()).keys.map(({ kid }) => kid)).toStrictEqual(await stored());
    for (const { tokens } of [one, process_()]) {
      expect((await tokens.verify(before_.accessToken))?.id).toBe('ada');
      expect((await tokens.verify(after_.accessToken))?.id).toBe('ada');
    }
  });

  it('are rotated by hand at once, also for a process that has just looked in vain for another key', async () => {
    const [one, two] = [process_(), process_()];
    await one.tokens.issue(ada);
    await two.keys.current();
    expect(await two.keys.publicPem('unknown')).toBeUndefined();
    await one.keys.rotate();
    const { accessToken } = await one.tokens.issue(ada);
    expect((await two.tokens.verify(accessToken))?.id).toBe('ada');
  });

  it('are dropped when no token can need them any more', async () => {
    const { keys } = process_();
    const first = (await keys.current()).kid;
    for (let i = 0; i < 3; i += 1) {
      now += 31 * DAY;
      await keys.current();
    }
    const kids = await stored();
    expectThat(String(kids), !kids.includes(first) && kids.length >= 1).toBe(true);
  });

  it('that are not ours are looked for at most once a second, however many tokens name them', async () => {
    const { keys } = process_();
    await keys.current();
    let reads = 0;
    const counting = new Proxy(tenants, {
      get: (target, name) => {
        if (name === 'as') reads += 1;
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const watched = new SigningKeys(counting, configuration);
    const started = performance.now();
    await Promise.all(Array.from({ length: 200 }, (_, i) => watched.publicPem(`unknown-${i}`)));
    const seconds = (performance.now() - started) / 1000;
    expectThat(`${reads} reads in ${seconds} s`, reads).toBeLessThanOrEqual(2 + seconds);
  });

  it('keep their private half sealed under the deployment key', async () => {
    await process_().keys.current();
    const other = { ...configuration, deploymentKey: Buffer.alloc(32, 'another key of thirty-two bytes!') };
    await expect(new SigningKeys(tenants, other).publicPem('any')).rejects.toThrow();
    const { rows } = await execute('select private_key_sealed from auth_signing_keys');
    expect((rows[0] as { private_key_sealed: Buffer }).private_key_sealed.includes('PRIVATE KEY')).toBe(false);
  });
});
