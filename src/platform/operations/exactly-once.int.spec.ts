import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { eventually } from '#test/support/conditions';
import { holdLedger } from '#test/support/held-ledger';
import { RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import type { Answer, WritClient } from '#test/support/writ-client';

const MODULES = { 'p.rego': 'package writ\n\nimport rego.v1\n\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": "x"}\n' };

/** One command over both transports, and the part of its answer that both must give. */
interface Case {
  readonly by: () => WritClient;
  /** Whose ledger it is recorded in. */
  readonly ledger: () => string;
  readonly rest: readonly [path: string, body: object];
  readonly graphql: readonly [
    field: string,
    selection: string,
    variables: Readonly<Record<string, readonly [type: string, value: unknown]>>,
  ];
}

describe('a command with an idempotency key', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let client: pg.Client;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await acme.operator.post('/v1/policies', { id: 'p', name: 'P' });
    client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await writ.close();
  });

  const cases: Readonly<Record<string, Case>> = {
    'that makes a secret': {
      by: () => acme.operator,
      ledger: () => acme.id,
      rest: ['/v1/agents', { name: 'Bot' }],
      graphql: [
        'registerAgent',
        'agent { id name } key keyId ledger { position chain }',
        { input: ['RegisterAgentInput!', { name: 'Bot' }] },
      ],
    },
    "in another tenant's ledger": {
      by: () => owner,
      ledger: () => acme.id,
      rest: ['/v1/tenants/t/operators', { name: 'Op', roles: ['viewer'] }],
      graphql: [
        'registerOperator',
        'operator { id name } clientId clientSecret ledger { position chain }',
        { tenant: ['String!', 't'], input: ['RegisterOperatorInput!', { name: 'Op', roles: ['viewer'] }] },
      ],
    },
    'that numbers what it makes': {
      by: () => acme.operator,
      ledger: () => acme.id,
      rest: ['/v1/policies/p/revisions', { modules: MODULES, summary: 'x' }],
      graphql: [
        'addPolicyRevision',
        'revision digest ledger { position chain }',
        { policy: ['String!', 'p'], input: ['AddPolicyRevisionInput!', { modules: MODULES, summary: 'x' }] },
      ],
    },
    'that changes what it may not change twice': {
      by: () => acme.operator,
      ledger: () => acme.id,
      rest: ['/v1/controls/kill', { scope: 'tool', target: 'x', reason: 'y', forLater: true }],
      graphql: [
        'kill',
        'ledger { position chain }',
        { input: ['ControlInput!', { scope: 'tool', target: 'x', reason: 'y', forLater: true }] },
      ],
    },
  };

  /** The path and the variables name the tenant that the tests were given. */
  const named = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('/tenants/t/', `/tenants/${acme.id}/`)) as T;
  const byRest = ({ by, rest: [path, body] }: Case, key: string, url = writ.url): Promise<Answer> =>
    by().at(url).send('POST', named(path), body, { 'idempotency-key': key });
  async function byGraphql(
    { by, graphql: [field, selection, given] }: Case,
    headers: Record<string, string>,
    more = '',
  ): Promise<unknown> {
    const names = Object.entries(given);
    const query = `mutation (${names.map(([name, [type]]) => `$${name}: ${type}`).join(', ')}) {
      ${field}(${names.map(([name]) => `${name}: $${name}`).join(', ')}${more}) { ${selection} } }`;
    const variables = Object.fromEntries(names.map(([name, [, value]]) => [name, value === 't' ? acme.id : value]));
    const { data, errors } = await by().post<{ data?: Record<string, unknown>; errors?: unknown }>(
      '/graphql',
      { query, variables },
      headers,
    );
    expectThat(JSON.stringify(errors), errors).toBeUndefined();
    return data?.[field];
  }
  const head = async (ledger: string) => (await writ.store.head(ledger)).position;
  const slots = async (key: string) =>
    (await client.query<{ done: boolean }>('select status is not null as done from idempotency_keys where key = $1', [key])).rows;
  const age = (key: string) =>
    client.query(`update idempotency_keys set created_at = created_at - interval '61 seconds' where key = $1`, [key]);

  /** Sends it to a process that is killed when the ledger has it and nobody was told. */
  async function killedBeforeAnswering(process_: ApiProcess, command: Case, key: string): Promise<void> {
    const release = await holdLedger(writ.databaseUrl, command.ledger());
    const before_ = await head(command.ledger());
    const lost = expect(byRest(command, key, process_.url)).rejects.toThrow();
    await eventually('the key is claimed', async () => (await slots(key)).length === 1, 60_000);
    await client.query('begin');
    await client.query('select * from idempotency_keys where key = $1 for update', [key]);
    await release();
    await eventually('the ledger has it', async () => (await head(command.ledger())) > before_, 60_000);
    process.kill(process_.pid, 'SIGKILL');
    await lost;
    await client.query('commit');
  }

  for (const [name, command] of Object.entries(cases)) {
    it(`${name} is carried out once although its process died before it answered, and tells both transports the same`, async () => {
      const key = randomUUID();
      await killedBeforeAnswering(await writ.startApiProcess(), command, key);
      const done = await head(command.ledger());
      await age(key);
      const { status, body } = await byRest(command, key);
      expectThat(JSON.stringify(body), status).toBeLessThan(300);
      const seen = (await byGraphql(command, { 'idempotency-key': key })) as Record<string, unknown>;
      for (const [member, value] of Object.entries(seen))
        expectThat(member, Object.fromEntries(Object.entries(value instanceof Object ? value : { value }))).toStrictEqual(
          Object.fromEntries(
            Object.keys(value instanceof Object ? value : { value }).map((inner) => [
              inner,
              value instanceof Object ? (body[member] as Record<string, unknown>)[inner] : body[member],
            ]),
          ),
        );
      expect(await head(command.ledger())).toBe(done);
    });
  }

  it('hands out the same secret, and it is good', async () => {
    const key = randomUUID();
    const register = cases['that makes a secret'] as Case;
    await killedBeforeAnswering(await writ.startApiProcess(), register, key);
    await age(key);
    const { body } = await byRest(register, key);
    const session = await acme.agent
      .at(writ.url)
      .send('POST', '/v1/sessions', {}, { authorization: `Bearer ${String(body['key'])}` });
    expectThat(JSON.stringify(session.body), session.status).toBe(201);
  });

  it('is carried out once although it is given up for dead and is alive', async () => {
    const key = randomUUID();
    const register = cases['that makes a secret'] as Case;
    const before_ = await head(acme.id);
    const release = await holdLedger(writ.databaseUrl, acme.id);
    const slow = byRest(register, key);
    await eventually('the key is claimed', async () => (await slots(key)).length === 1);
    await age(key);
    const second = await writ.startSecondApi();
    const taker = byRest(register, key, second.url);
    await eventually('the second waits for the ledger, too', async () => (await waitingForLedger(client)) >= 2);
    await release();
    const [one, two] = await Promise.all([slow, taker]);
    expect([one.status, one.body]).toStrictEqual([two.status, two.body]);
    expectThat('one agent with one key', await head(acme.id)).toBe(before_ + 2);
  });

  it('is answered from the ledger when no answer was kept', async () => {
    const key = randomUUID();
    const first = await byRest(cases['that numbers what it makes'] as Case, key);
    const done = await head(acme.id);
    await client.query('delete from idempotency_keys where key = $1', [key]);
    const again = await byRest(cases['that numbers what it makes'] as Case, key);
    expect([again.status, again.body]).toStrictEqual([first.status, first.body]);
    expect(await head(acme.id)).toBe(done);
  });

  it('takes the key as an argument of the field, the same as the header of REST', async () => {
    const key = randomUUID();
    const register = cases['that makes a secret'] as Case;
    const { body } = await byRest(register, key);
    const seen = (await byGraphql(register, {}, `, idempotencyKey: "${key}"`)) as { keyId: string; key: string };
    expect([seen.keyId, seen.key]).toStrictEqual([body['keyId'], body['key']]);
    const other = await acme.operator.post<{ errors: { extensions: { code: string } }[] }>('/graphql', {
      query: `mutation { registerAgent(input: { name: "Another" }, idempotencyKey: "${key}") { keyId } }`,
    });
    expect(other.errors[0]?.extensions.code).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('covers each field of a GraphQL document by itself', async () => {
    const before_ = await head(acme.id);
    const query =
      'mutation { one: registerAgent(input: { name: "A" }) { keyId } two: registerAgent(input: { name: "A" }) { keyId } }';
    const ask = () => acme.operator.post<{ data: object }>('/graphql', { query }, { 'idempotency-key': 'both' });
    const first = await ask();
    expect((await ask()).data).toStrictEqual(first.data);
    expectThat('two agents with one key each', await head(acme.id)).toBe(before_ + 4);
  });
});

async function waitingForLedger(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  );
  return Number(rows[0]?.count);
}
