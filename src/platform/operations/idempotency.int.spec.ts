import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { TenantDatabase } from '#platform/database/tenant-database';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, type WritClient } from '#test/support/writ-client';
import { IdempotencySlot } from './idempotency-slot.js';

describe('Idempotency-Key', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let client: pg.Client;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await writ.close();
  });

  const register = (body: object, key: string, caller = acme.operator) =>
    caller.send('POST', '/v1/agents', body, { 'idempotency-key': key });
  const position = async () => (await writ.store.head(acme.id)).position;
  const age = (seconds: number) =>
    client.query(`update idempotency_keys set created_at = created_at - make_interval(secs => $1)`, [seconds]);
  const slot = (key: string) =>
    new IdempotencySlot(
      writ.api.app.get(TenantDatabase),
      writ.configuration.deploymentKey,
      { kind: 'operator', tenant: acme.id, id: 'o', roles: [] },
      key,
    );

  it('answers the first result again, one-time secret included, and does it once', async () => {
    const key = randomUUID();
    const first = await register({ name: 'Bot', labels: { a: '1', b: '2' } }, key);
    const before_ = await position();
    const again = await register({ labels: { b: '2', a: '1' }, name: 'Bot' }, key);
    expect(first.status).toBe(201);
    expect([again.status, again.body]).toStrictEqual([first.status, first.body]);
    expect(String(again.body['key'])).toMatch(/^wrk_/);
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toStrictEqual([null, 'true']);
    expect(await position()).toBe(before_);
  });

  it('refuses another body or another route', async () => {
    const key = randomUUID();
    await register({ name: 'Bot' }, key);
    expect(problemIn(await register({ name: 'Bot 2' }, key)).code).toBe('IDEMPOTENCY_CONFLICT');
    expect((await acme.operator.refused('POST', '/v1/policies', { id: 'x', name: 'Bot' }, { 'idempotency-key': key })).code).toBe(
      'IDEMPOTENCY_CONFLICT',
    );
  });

  it('belongs to one caller of one tenant', async () => {
    const key = randomUUID();
    const other = await writ.seedTenant(owner);
    const colleague = await writ.signIn(await writ.registerOperator(owner, acme.id, ['admin']));
    const answers = await Promise.all(
      [acme.operator, other.operator, colleague].map((caller) => register({ name: 'Bot' }, key, caller)),
    );
    expect(answers.map(({ status }) => status)).toStrictEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body['key'])).size).toBe(3);
  });

  it('is carried out once when sent many times at the same moment', async () => {
    const key = randomUUID();
    const before_ = await position();
    const answers = await Promise.all(Array.from({ length: 10 }, () => register({ name: 'Bot' }, key)));
    for (const answer of answers) if (answer.status !== 201) expect(problemIn(answer).code).toBe('IDEMPOTENCY_IN_PROGRESS');
    const keys = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body['key']));
    expect(keys.size).toBe(1);
    expectThat('one agent with one key', await position()).toBe(before_ + 2);
  });

  it('is released by a refusal, so that the corrected state can be tried with the same key', async () => {
    const key = randomUUID();
    const publish = () =>
      acme.operator.send('POST', '/v1/policies/late/revisions/1/publish', undefined, { 'idempotency-key': key });
    expect(problemIn(await publish()).code).toBe('POLICY_NOT_FOUND');
    await acme.operator.post('/v1/policies', { id: 'late', name: 'Late' });
    expect(problemIn(await publish()).code).toBe('POLICY_REVISION_NOT_FOUND');
  });

  it('is taken over after its process died, and not before', async () => {
    const [key, hash] = [randomUUID(), Buffer.from('request')];
    expect(await slot(key).claim(hash)).toBeUndefined();
    await age(50);
    await expect(slot(key).claim(hash)).rejects.toThrow(/IDEMPOTENCY_IN_PROGRESS/);
    await age(11);
    await expect(slot(key).claim(Buffer.from('another request'))).rejects.toThrow(/IDEMPOTENCY_CONFLICT/);
    const takers = await Promise.allSettled(Array.from({ length: 5 }, () => slot(key).claim(hash)));
    expectThat(
      'one of them carries it out',
      takers.filter(({ status }) => status === 'fulfilled'),
    ).toHaveLength(1);
  });

  it('keeps the answer of whoever took it over, when the one given up for dead answers after all', async () => {
    const [key, hash] = [randomUUID(), Buffer.from('request')];
    const [slow, taker] = [slot(key), slot(key)];
    await slow.claim(hash);
    await age(61);
    await taker.claim(hash);
    await slow.release();
    await expectThat('the claim of the taker stands', slot(key).claim(hash)).rejects.toThrow(/IDEMPOTENCY_IN_PROGRESS/);
    await taker.store(201, { from: 'taker' });
    await slow.store(201, { from: 'slow' });
    expect(await slot(key).claim(hash)).toStrictEqual({ status: 201, body: { from: 'taker' } });
  });

  it('is forgotten after a day', async () => {
    const [key, hash] = [randomUUID(), Buffer.from('request')];
    const first = slot(key);
    await first.claim(hash);
    await first.store(200, 1);
    await age(24 * 3600 - 60);
    expect(await slot(key).claim(hash)).toStrictEqual({ status: 200, body: 1 });
    await age(61);
    expect(await slot(key).claim(Buffer.from('another request'))).toBeUndefined();
  });

  it('keeps answers sealed in the database', async () => {
    const { body } = await register({ name: 'Bot' }, 'sealed');
    const { rows } = await client.query(`select * from idempotency_keys where key = 'sealed'`);
    expect(rows).toHaveLength(1);
    expect(rows[0].response_sealed.includes(String(body['key']).slice(-64))).toBeFalsy();
  });

  it('must be printable ASCII of a sensible length', async () => {
    const before_ = await position();
    for (const key of ['', 'x'.repeat(129), 'a b', 'ü'])
      expectThat(key, problemIn(await register({ name: 'Bot' }, key)).code).toBe('INVALID_INPUT');
    expect(await position()).toBe(before_);
  });
});
