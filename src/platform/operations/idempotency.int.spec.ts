import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
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
  before(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
  });
  after(async () => {
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
    assert.equal(first.status, 201);
    assert.deepEqual([again.status, again.body], [first.status, first.body]);
    assert.match(String(again.body['key']), /^wrk_/);
    assert.deepEqual([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')], [null, 'true']);
    assert.equal(await position(), before_);
  });

  it('refuses another body or another route', async () => {
    const key = randomUUID();
    await register({ name: 'Bot' }, key);
    assert.equal(problemIn(await register({ name: 'Bot 2' }, key)).code, 'IDEMPOTENCY_CONFLICT');
    assert.equal(
      (await acme.operator.refused('POST', '/v1/policies', { id: 'x', name: 'Bot' }, { 'idempotency-key': key })).code,
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
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201],
    );
    assert.equal(new Set(answers.map(({ body }) => body['key'])).size, 3);
  });

  it('is carried out once when sent many times at the same moment', async () => {
    const key = randomUUID();
    const before_ = await position();
    const answers = await Promise.all(Array.from({ length: 10 }, () => register({ name: 'Bot' }, key)));
    for (const answer of answers) if (answer.status !== 201) assert.equal(problemIn(answer).code, 'IDEMPOTENCY_IN_PROGRESS');
    const keys = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body['key']));
    assert.equal(keys.size, 1);
    assert.equal(await position(), before_ + 2, 'one agent with one key');
  });

  it('is released by a refusal, so that the corrected state can be tried with the same key', async () => {
    const key = randomUUID();
    const publish = () =>
      acme.operator.send('POST', '/v1/policies/late/revisions/1/publish', undefined, { 'idempotency-key': key });
    assert.equal(problemIn(await publish()).code, 'POLICY_NOT_FOUND');
    await acme.operator.post('/v1/policies', { id: 'late', name: 'Late' });
    assert.equal(problemIn(await publish()).code, 'POLICY_REVISION_NOT_FOUND');
  });

  it('is taken over after its process died, and not before', async () => {
    const [key, hash] = [randomUUID(), Buffer.from('request')];
    assert.equal(await slot(key).claim(hash), undefined);
    await age(50);
    await assert.rejects(slot(key).claim(hash), /IDEMPOTENCY_IN_PROGRESS/);
    await age(11);
    await assert.rejects(slot(key).claim(Buffer.from('another request')), /IDEMPOTENCY_CONFLICT/);
    const takers = await Promise.allSettled(Array.from({ length: 5 }, () => slot(key).claim(hash)));
    assert.equal(takers.filter(({ status }) => status === 'fulfilled').length, 1, 'one of them carries it out');
  });

  it('keeps the answer of whoever took it over, when the one given up for dead answers after all', async () => {
    const [key, hash] = [randomUUID(), Buffer.from('request')];
    const [slow, taker] = [slot(key), slot(key)];
    await slow.claim(hash);
    await age(61);
    await taker.claim(hash);
    await slow.release();
    await assert.rejects(slot(key).claim(hash), /IDEMPOTENCY_IN_PROGRESS/, 'the claim of the taker stands');
    await taker.store(201, { from: 'taker' });
    await slow.store(201, { from: 'slow' });
    assert.deepEqual(await slot(key).claim(hash), { status: 201, body: { from: 'taker' } });
  });

  it('is forgotten after a day', async () => {
    const [key, hash] = [randomUUID(), Buffer.from('request')];
    const first = slot(key);
    await first.claim(hash);
    await first.store(200, 1);
    await age(24 * 3600 - 60);
    assert.deepEqual(await slot(key).claim(hash), { status: 200, body: 1 });
    await age(61);
    assert.equal(await slot(key).claim(Buffer.from('another request')), undefined);
  });

  it('keeps answers sealed in the database', async () => {
    const { body } = await register({ name: 'Bot' }, 'sealed');
    const { rows } = await client.query(`select * from idempotency_keys where key = 'sealed'`);
    assert.equal(rows.length, 1);
    assert.ok(!rows[0].response_sealed.includes(String(body['key']).slice(-64)));
  });

  it('must be printable ASCII of a sensible length', async () => {
    const before_ = await position();
    for (const key of ['', 'x'.repeat(129), 'a b', 'ü'])
      assert.equal(problemIn(await register({ name: 'Bot' }, key)).code, 'INVALID_INPUT', key);
    assert.equal(await position(), before_);
  });
});
