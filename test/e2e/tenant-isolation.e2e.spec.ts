import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { CHANNELS } from '#features/stream/channels';
import { StreamClient } from '#features/stream/testing/stream-client';
import { createSubscriptionPool, TenantReads } from '#libs/event-store-postgres';
import { rolePassword, type RoleName } from '#platform/database/role-urls';
import { followed } from '#test/support/followed-subscription';
import { GraphqlFields } from '#test/support/graphql-fields';
import { routeAttacks, type Target } from '#test/support/isolation-attacks';
import { fieldAttacks } from '#test/support/isolation-fields';
import { MARK, seedVictim } from '#test/support/isolation-seed';
import { pagesOfTheVictim } from '#test/support/isolation-victim';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient, type Answer, type Decision } from '#test/support/writ-client';

let writ: RunningWrit;
let victim: SeededTenant;
let rival: SeededTenant;
let decision: Decision;
let target: Target;

const attackers = () => ({
  operator: rival.operator,
  agent: rival.agent,
  nobody: new WritClient(writ.url),
  forger: new WritClient(writ.url, `${victim.agent.token?.slice(0, -64)}${'0'.repeat(64)}`),
});

const upToNow = async () => ({ 'writ-min-position': String((await writ.store.head(victim.id)).position) });
/** All of it happens in this one, or in the first seconds of the next. */
const MONTH = new Date().toISOString().slice(0, 7);

/** Everything the victim can see of itself, and where its ledger and the deployment's stand. */
async function everythingOfTheVictim(): Promise<unknown> {
  const headers = await upToNow();
  const seen = await Promise.all(pagesOfTheVictim(target, MONTH).map((path) => victim.operator.get(path, headers)));
  return { seen, heads: await Promise.all([victim.id, '_deployment'].map((tenant) => writ.store.head(tenant))) };
}

function assertNothingOf(answer: unknown, what: string): void {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  expectThat(`${what} told ${text.slice(0, 500)}`, text).not.toContain(MARK);
  expectThat(`${what} told a digest`, !text.includes(decision.ledger.digest) && !text.includes(decision.ledger.chain)).toBe(true);
}

describe('a tenant', () => {
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    [victim, rival] = [await writ.seedTenant(owner, 'victim'), await writ.seedTenant(owner, 'rival')];
    await publishPolicy(rival.operator, 'gate', always('ALLOW'));
    ({ victim, decision, target } = await seedVictim(writ, victim, rival));
    expect(target.cursor).toBeTruthy();
  });
  afterAll(() => writ.close());

  it('uses its own ids without regard to who else has them', async () => {
    const same = await rival.agent.decide('victim-session', 'pay', { requestId: 'victim-request' });
    expect(same.decisionId).not.toBe(decision.decisionId);
    expect(
      (await victim.agent.decide('victim-session', MARK, { requestId: 'victim-request', arguments: { note: MARK } })).decisionId,
    ).toBe(decision.decisionId);
    expectThat("the victim's kill covers nobody else", (await rival.agent.decide('victim-session', 'victim-tool')).verdict).toBe(
      'ALLOW',
    );
  });

  it('is out of reach of every route, with any other credential', async () => {
    const routes = routeAttacks(target);
    const { paths } = await rival.operator.get<{ paths: Record<string, object> }>('/openapi.json');
    const served = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expectThat('every route stands in the table of this test', served.toSorted()).toStrictEqual(Object.keys(routes).sort());
    const before_ = await everythingOfTheVictim();
    for (const [route, attack] of Object.entries(routes)) {
      if (!attack) continue;
      const [method = '', pattern = ''] = route.split(' ');
      for (const [who, attacker] of Object.entries(attackers())) {
        const answer: Answer<unknown> = await attacker.send(method, attack.path ?? pattern, attack.body);
        const what = `${route} by ${who}`;
        expectThat(`${what} answered ${answer.status}`, answer.status).toBeLessThan(500);
        assertNothingOf(answer.body, what);
        assertNothingOf(JSON.stringify([...answer.headers]), what);
        if (who === 'nobody' || who === 'forger') expectThat(what, answer.status).toBe(401);
      }
    }
    expectThat('nothing of it took effect', await everythingOfTheVictim()).toStrictEqual(before_);
  });

  it('is out of reach of every GraphQL field', async () => {
    const attacks = fieldAttacks(target);
    const fields = await GraphqlFields.of(rival.operator);
    expectThat('every field stands in the table of this test', fields.all).toStrictEqual(Object.keys(attacks).sort());
    const before_ = await everythingOfTheVictim();
    for (const [field, args] of Object.entries(attacks)) {
      const [kind, name] = field.split(' ') as ['query' | 'mutation' | 'subscription', string];
      const query = `${kind} { ${name}${args} ${fields.selection(kind, name)} }`;
      for (const [who, attacker] of Object.entries(attackers())) {
        if (kind === 'subscription') {
          const told = await followed(writ.url, attacker.token, query, (await writ.store.head(rival.id)).position);
          expectThat('only an operator is told anything, and then everything of its own', told.length > 3).toBe(
            who === 'operator' && name === 'ledgerEvents',
          );
          assertNothingOf(told, `${field} by ${who}`);
          continue;
        }
        const answer = await attacker.send<{ errors?: { extensions?: { code?: string } }[] }>('POST', '/graphql', { query });
        assertNothingOf(answer.body, `${field} by ${who}`);
        for (const { extensions } of answer.body.errors ?? [])
          expectThat(`${query}: ${JSON.stringify(answer.body)}`, [
            'GRAPHQL_VALIDATION_FAILED',
            'GRAPHQL_PARSE_FAILED',
            'INTERNAL_FAULT',
          ]).not.toContain(extensions?.code ?? '');
      }
    }
    expectThat('nothing of it took effect', await everythingOfTheVictim()).toStrictEqual(before_);
  });

  it('is out of reach of every channel of the stream, in both directions', async () => {
    const before_ = await everythingOfTheVictim();
    const follower = await StreamClient.open(writ.url, rival.operator.token);
    for (const channel of CHANNELS) follower.send({ type: 'subscribe', id: channel, channels: [channel], after: 0 });
    follower.send({ type: 'subscribe', id: 'filtered', filter: { session: 'victim-session' }, after: 0 });
    follower.send({ type: 'subscribe', id: 'victim', tenant: victim.id, after: 0 });
    const decider = await StreamClient.open(writ.url, rival.agent.token);
    decider.send({
      type: 'decide',
      id: 'd',
      request: { sessionId: 'victim-session', requestId: 'victim-request', tool: 'pay', arguments: {} },
    });
    decider.send({ type: 'outcome', id: 'o', decisionId: decision.decisionId, status: 'failed' });
    decider.send({ type: 'subscribe', id: 's', channels: ['ledger'], after: 0 });
    await decider.next(({ id }) => id === 'd');
    const refused = await decider.next(({ id }) => id === 'o');
    expect(refused['code']).toBe('DECISION_NOT_FOUND');
    const { position } = await writ.store.head(rival.id);
    await follower.until(() =>
      follower.of('event').some((message) => message['subscription'] === 'ledger' && message['position'] === position),
    );
    for (const message of [...follower.received, ...decider.received]) {
      assertNothingOf(message, 'the stream');
      const { tenant } = (message['event'] ?? {}) as { tenant?: string };
      expect(tenant === undefined || tenant === rival.id).toBe(true);
    }
    await Promise.all([follower.close(), decider.close()]);
    expect(await everythingOfTheVictim()).toStrictEqual(before_);
  });

  describe('in the database', () => {
    let app: pg.Client;
    let superuser: pg.Client;
    beforeAll(async () => {
      superuser = new pg.Client({ connectionString: writ.databaseUrl });
      app = await connectAs('writ_app');
      await superuser.connect();
    });
    afterAll(() => Promise.all([app.end(), superuser.end()]));

    function urlOf(role: RoleName): string {
      const url = new URL(writ.databaseUrl);
      url.username = role;
      url.password = rolePassword(writ.configuration.deploymentKey, role);
      return url.href;
    }
    async function connectAs(role: RoleName): Promise<pg.Client> {
      const client = new pg.Client({ connectionString: urlOf(role) });
      await client.connect();
      return client;
    }
    /** Every table with a tenant column, partitions left out: they are reached through their parent. */
    const tables = async () =>
      (
        await superuser.query<{ name: string; secured: boolean; forced: boolean; readable: boolean }>(
          `select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced, has_table_privilege('writ_app', c.oid, 'select') as readable
           from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
        )
      ).rows;
    async function rowsAs(tenant: string | undefined, table: string, text = `select * from ${table}`): Promise<pg.QueryResult> {
      await app.query('begin');
      try {
        if (tenant !== undefined) await app.query(`select set_config('writ.tenant', $1, true)`, [tenant]);
        return await app.query(text);
      } finally {
        await app.query('rollback');
      }
    }

    it('has row-level security, forced, on every table with a tenant', async () => {
      const found = await tables();
      expectThat(`${found.length} tables`, found.length).toBeGreaterThanOrEqual(10);
      for (const { name, secured, forced } of found)
        expect({ name, secured, forced }).toStrictEqual({ name, secured: true, forced: true });
    });

    it('has no table that the application reads and that is neither a tenant`s nor known to hold none', async () => {
      const { rows } = await superuser.query<{ name: string }>(
        `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and has_table_privilege('writ_app', c.oid, 'select')
         and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant') order by 1`,
      );
      expect(rows.map(({ name }) => name)).toStrictEqual(['auth_signing_keys', 'writ_deployment', 'writ_migrations']);
    });

    it('shows the application only the rows of the tenant it acts for, and none without one', async () => {
      let seen = 0;
      for (const { name, readable } of await tables()) {
        if (!readable) {
          await expect(rowsAs(rival.id, name)).rejects.toThrow(/permission denied/);
          continue;
        }
        const all = await superuser.query<{ tenant: string }>(`select tenant from ${name}`);
        if (all.rows.some(({ tenant }) => tenant === victim.id)) seen += 1;
        const own = await rowsAs(rival.id, name);
        expectThat(
          name,
          [...new Set(own.rows.map(({ tenant }) => tenant as string))].filter((tenant) => tenant !== rival.id),
        ).toStrictEqual([]);
        expectThat(name, (await rowsAs(rival.id, name, `select * from ${name} where tenant = '${victim.id}'`)).rowCount).toBe(0);
        for (const nobody of [undefined, '', "' or true --"]) expectThat(name, (await rowsAs(nobody, name)).rowCount).toBe(0);
      }
      expectThat(`the victim has rows in ${seen} tables`, seen).toBeGreaterThanOrEqual(8);
    });

    it('gives a read of the ledger that forgets its tenant nothing of another one', async () => {
      const pool = createSubscriptionPool(urlOf('writ_app'), 1);
      try {
        const reads = new TenantReads(pool);
        for (const table of ['ledger_events', 'ledger_heads']) {
          const forgetful = { name: table, text: `select tenant from ${table}`, values: [] };
          const own = await reads.rows<{ tenant: string }>(rival.id, forgetful);
          expect([...new Set(own.map(({ tenant }) => tenant))]).toStrictEqual([rival.id]);
          expect(await reads.rows('', forgetful)).toStrictEqual([]);
          expectThat('nothing is left set on the connection', (await pool.query(forgetful.text)).rowCount).toBe(0);
          const other = { name: `${table} of another`, text: `${forgetful.text} where tenant = $1`, values: [victim.id] };
          expect(await reads.rows(rival.id, other)).toStrictEqual([]);
        }
        const writes = { name: 'writes', text: `delete from decisions_decisions`, values: [] };
        await expect(reads.rows(rival.id, writes)).rejects.toThrow(/read-only transaction/);
      } finally {
        await pool.end();
      }
    });

    it('lets every read made for a tenant pass by that policy alone', async () => {
      const { store } = writ;
      const [event] = await store.readLedger(victim.id, 1, 1);
      assert(event);
      const policy = (condition: string) =>
        superuser.query(
          ['ledger_events', 'ledger_heads']
            .map(
              (table) =>
                `alter policy tenant_reads on ${table} using (tenant = current_setting('writ.tenant', true) ${condition})`,
            )
            .join(';'),
        );
      // Whoever read past the policy would still see the victim's ledger now.
      await policy(`and tenant <> '${victim.id}'`);
      try {
        expect(await store.readLedger(victim.id, 1, 10)).toStrictEqual([]);
        expect(await store.readStream(victim.id, event.stream)).toStrictEqual([]);
        expect((await store.readTypes(victim.id, 1, 10, [event.type])).events).toStrictEqual([]);
        expect(await store.readPositions(victim.id, [1])).toStrictEqual([]);
        expect(await store.readEvent(victim.id, event.id)).toBeUndefined();
        expect((await store.head(victim.id)).position).toBe(0);
        const { head, lastPosition } = await store.end(victim.id);
        expect([head.position, lastPosition]).toStrictEqual([0, 0]);
        const { body: page } = await victim.operator.send<{ items: unknown[] }>('GET', '/v1/ledger/events');
        expect(page.items).toStrictEqual([]);
        const exported = await victim.operator.send('GET', '/v1/ledger/export');
        expect(exported.headers.get('writ-export-events')).toBe('0');
        const { body: verified } = await victim.operator.send('GET', '/v1/ledger/verify');
        expect(verified['count']).toBe(0);
        const { body: listed } = await victim.operator.send('GET', '/v1/decisions');
        assertNothingOf(listed, 'the list of decisions');
        assertNothingOf((await victim.operator.send('GET', `/v1/decisions/${decision.decisionId}`)).body, 'a decision');
        expect((await store.head(rival.id)).position).toBeGreaterThan(0);
      } finally {
        await policy('');
      }
      expect(await store.readLedger(victim.id, 1, 1)).toHaveLength(1);
    });

    it('lets the application change nothing of another tenant', async () => {
      for (const { name } of await tables()) {
        const theirs = `select * from ${name} as t where tenant = '${victim.id}' order by t::text`;
        for (const text of [
          `update ${name} set tenant = '${rival.id}' where tenant = '${victim.id}'`,
          `delete from ${name} where tenant = '${victim.id}'`,
          `delete from ${name}`,
        ]) {
          const before_ = await superuser.query(theirs);
          const changed = await rowsAs(rival.id, name, text).then(
            ({ rowCount }) => (text.endsWith(name) ? 0 : rowCount),
            (error: Error) => (expect(error.message).toMatch(/permission denied|never changed or removed/), 0),
          );
          expectThat(text, changed).toBe(0);
          expect((await superuser.query(theirs)).rows).toStrictEqual(before_.rows);
        }
      }
      await expect(
        rowsAs(
          rival.id,
          'policies_artifacts',
          `insert into policies_artifacts (tenant, digest, bytes) values ('${victim.id}', 'x', 'x')`,
        ),
      ).rejects.toThrow(/row-level security/);
    });

    it('keeps the partitions of the ledger closed, and the roles from becoming one another', async () => {
      for (let n = 0; n < 8; n += 1) await expect(rowsAs(rival.id, `ledger_events_${n}`)).rejects.toThrow(/permission denied/);
      await expect(rowsAs(rival.id, '', 'set role writ_ledger')).rejects.toThrow(/permission denied/);
      await expect(rowsAs(rival.id, '', 'alter table ledger_events disable row level security')).rejects.toThrow(/must be owner/);
      await expect(rowsAs(rival.id, '', 'create table mine (id int)')).rejects.toThrow(/permission denied/);
    });
  });
});
