import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { compilePlan, type Plan } from '#libs/policy-engine';
import { eventually } from '#test/support/conditions';
import { addRevision, always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, WritClient, type Answer } from '#test/support/writ-client';
import { HeldAnswers } from './waiting/held-answers.js';
import { approveAnew, liftPin, pinTo, publishAnew, publishSigned } from '#test/support/published-policies';

interface Given {
  readonly policy: { id: string; revision: number; planDigest: string; dataDigest: string; entrypoint: string };
  readonly pin?: string;
  readonly plan: string;
  readonly data: string;
  readonly envelope: object | null;
}

let writ: RunningWrit;
let owner: WritClient;
let acme: SeededTenant;
let other: string;
let database: pg.Client;
beforeAll(async () => {
  writ = await RunningWrit.start();
  owner = await writ.owner();
  acme = await writ.seedTenant(owner);
  other = (await writ.startSecondApi()).url;
  database = new pg.Client({ connectionString: writ.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await writ.close();
});

const plan = (name: string, agent = acme.agent, headers = {}): Promise<Answer<Given>> =>
  agent.send<Given>('GET', `/v1/policy-plans/${name}`, undefined, headers);
const etagOf = ({ headers }: Answer<unknown>): string => headers.get('etag') ?? assert.fail('no ETag');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const heldNow = async (url = writ.url) => {
  const { body } = await owner.at(url).send<string>('GET', '/metrics');
  return Number(/^writ_fabric_held_requests{[^}]*} (\d+)/m.exec(body)?.[1]);
};

/** A long poll of whoever has what there is now; it is being held when this resolves. */
async function waiting(name: string, agent = acme.agent, seconds = 30) {
  const first = await plan(name, agent);
  expectThat(JSON.stringify(first.body), first.status).toBe(200);
  const before_ = await heldNow(agent.url);
  const answer = plan(name, agent, { 'if-none-match': etagOf(first), prefer: `wait=${seconds}` });
  await eventually('the request is held', async () => (await heldNow(agent.url)) > before_);
  return { first, answer };
}

describe('the plan of a policy', () => {
  it('is what decides here: bytes by their digests, for whoever evaluates it there', async () => {
    await publishPolicy(acme.operator, 'gate', always('DEFER', ', "retryAfter": data.seconds'), { seconds: 7 });
    const { status, body, headers } = await plan('gate');
    expect(status).toBe(200);
    expect(headers.get('content-type') ?? '').toMatch(/^application\/json/);
    expect([body.policy.id, body.policy.revision, body.pin, body.envelope]).toStrictEqual(['gate', 1, undefined, null]);
    const [bytes, data] = [Buffer.from(body.plan, 'base64'), Buffer.from(body.data, 'base64')];
    expect([sha256(bytes), sha256(data)]).toStrictEqual([body.policy.planDigest, body.policy.dataDigest]);
    const compiled = compilePlan(JSON.parse(String(bytes)) as Plan, JSON.parse(String(data)));
    const { result } = compiled.evaluate(body.policy.entrypoint, { tool: 'pay' });
    const decision = await acme.agent.decide('s-1', 'pay');
    expect([(result as { verdict: string }).verdict, decision.verdict, decision.retryAfter]).toStrictEqual(['DEFER', 'DEFER', 7]);
  });

  it('is given again only when it is another one', async () => {
    const first = await plan('gate');
    const again = [etagOf(first), `W/${etagOf(first)}`, `"x", ${etagOf(first)}`, '*'];
    for (const known of again) {
      const answer = await plan('gate', acme.agent, { 'if-none-match': known });
      expectThat(known, [answer.status, answer.body, etagOf(answer)]).toStrictEqual([304, '', etagOf(first)]);
    }
    for (const known of ['"x"', '', etagOf(first).slice(1)])
      expectThat(known, (await plan('gate', acme.agent, { 'if-none-match': known })).status).toBe(200);
    await publishPolicy(acme.operator, 'gate', always('DENY'));
    const next = await plan('gate', acme.agent.at(other), { 'if-none-match': etagOf(first) });
    expect([next.status, next.body.policy.revision]).toStrictEqual([200, 2]);
  });

  it('is that of the active policy under the name active', async () => {
    await publishPolicy(acme.operator, 'second', always('ALLOW'));
    expect((await plan('active')).body.policy.id).toBe('second');
    expectThat('what was published stays published', (await plan('gate')).body.policy.id).toStrictEqual('gate');
  });

  it('is for agents of its tenant alone', async () => {
    const rival = await writ.seedTenant(owner);
    for (const name of ['gate', 'active']) {
      const problem = await rival.agent.refused('GET', `/v1/policy-plans/${name}`);
      expect([problem.status, problem.code]).toStrictEqual([404, 'NOTHING_PUBLISHED']);
    }
    const path = '/v1/policy-plans/gate';
    expect((await acme.operator.refused('GET', path)).code).toBe('FORBIDDEN');
    expect((await new WritClient(writ.url).refused('GET', path)).code).toBe('UNAUTHENTICATED');
    expect((await acme.agent.refused('GET', '/v1/policy-plans/nothing')).code).toBe('NOTHING_PUBLISHED');
    await addRevision(acme.operator, 'draft', always('ALLOW'));
    expect((await acme.agent.refused('GET', '/v1/policy-plans/draft')).code).toBe('NOTHING_PUBLISHED');
    expect((await acme.agent.refused('GET', '/v1/policy-plans/..%2Fgate')).code).toBe('INVALID_INPUT');
  });

  it('is that of the pin of the agent or of its label, under the name of the pinned policy and under active', async () => {
    const team = await writ.registerAgent(acme.operator, 'team-bot', { team: 'blue' });
    const revision = await approveAnew(acme.operator, 'second', always('DEFER'));
    for (const selector of [{ agent: 'team-bot' }, { label: { name: 'team', value: 'blue' } }]) {
      const pin = await pinTo(acme.operator, 'second', revision, selector);
      for (const name of ['second', 'active']) {
        const { body } = await plan(name, team);
        expectThat(name, [body.policy.id, body.policy.revision, body.pin]).toStrictEqual(['second', revision, pin]);
        expectThat('nobody else is', (await plan(name)).body.pin).toBeUndefined();
      }
      expectThat('nor is any other policy', (await plan('gate', team)).body.pin).toBeUndefined();
      await liftPin(acme.operator, pin);
    }
    await pinTo(acme.operator, 'second', revision, { session: 's-1' });
    expectThat('a client has no session', (await plan('second')).body.pin).toBeUndefined();
  });
});

describe('a client that waits', () => {
  it('is told of a publish and of a roll-back by any process, and of nothing else', async () => {
    for (const [from, to] of [
      [writ.url, other],
      [other, writ.url],
    ] as const) {
      const { first, answer } = await waiting('second', acme.agent.at(from));
      await acme.agent.decide('s-1', 'pay');
      const revision = await approveAnew(acme.operator, 'second');
      await acme.operator.at(to).post(`/v1/policies/second/revisions/${revision}/publish`);
      const next = await answer;
      expect([next.status, next.body.policy.revision]).toStrictEqual([200, revision]);
      const back = await waiting('active', acme.agent.at(from));
      await acme.operator.at(to).post('/v1/policies/second/rollback', { reason: 'a test' });
      expect((await back.answer).body.policy.revision).toBe(first.body.policy.revision);
    }
  });

  it('is told when it is pinned, when the pin is lifted and when it expires', async () => {
    const revision = await approveAnew(acme.operator, 'second');
    const free = await waiting('second');
    const pin = await pinTo(acme.operator, 'second', revision, { agent: 'agent-1' });
    expect((await free.answer).body.policy.revision).toBe(revision);
    const pinned = await waiting('second');
    await liftPin(acme.operator.at(other), pin);
    expect((await pinned.answer).body.policy.revision).toBe(free.first.body.policy.revision);
    await pinTo(acme.operator, 'second', revision, { agent: 'agent-1' }, 1_500);
    const short = await waiting('second');
    expect(short.first.body.policy.revision).toBe(revision);
    expect((await short.answer).body.policy.revision).toBe(free.first.body.policy.revision);
  });

  it('has its time, of at most a minute', async () => {
    const { answer, first } = await waiting('second', acme.agent, 1);
    const { status, headers } = await answer;
    expect([status, headers.get('etag')]).toStrictEqual([304, etagOf(first)]);
    const started = performance.now();
    for (const prefer of ['wait=0', 'wait=', 'wait=-1', 'respond-async', 'swait=9', 'modes=snapshot,delta'])
      expectThat(prefer, (await plan('second', acme.agent, { 'if-none-match': '*', prefer })).status).toBe(304);
    expectThat('nobody waited who did not ask to', performance.now() - started).toBeLessThan(5_000);
  });

  it('is let go when its key is revoked', async () => {
    const doomed = await writ.registerAgent(acme.operator, 'doomed');
    const { answer } = await waiting('second', doomed);
    await acme.operator.at(other).post('/v1/agents/doomed/keys/rotate');
    expect([problemIn(await answer).status, problemIn(await answer).code]).toStrictEqual([401, 'UNAUTHENTICATED']);
  });

  it('is let go when it goes away itself, and when the process stops', async () => {
    const before_ = await heldNow();
    const gone = new AbortController();
    const request = fetch(`${writ.url}/v1/policy-plans/second`, {
      headers: { authorization: `Bearer ${acme.agent.token}`, 'if-none-match': '*', prefer: 'wait=60' },
      signal: gone.signal,
    });
    await eventually('held', async () => (await heldNow()) === before_ + 1);
    gone.abort();
    await expect(request).rejects.toThrow();
    await eventually('let go', async () => (await heldNow()) === before_);
    const process_ = await writ.startApiProcess();
    const first = await plan('second', acme.agent.at(process_.url));
    const answer = plan('second', acme.agent.at(process_.url), { 'if-none-match': etagOf(first), prefer: 'wait=60' });
    await eventually('held there', async () => (await heldNow(process_.url)) === 1);
    const started = performance.now();
    await process_.stop();
    expect((await answer).status).toBe(304);
    expectThat('the process did not wait for it', performance.now() - started).toBeLessThan(8_000);
  });

  it('is one of a bounded number', async () => {
    const place = writ.api.app.get(HeldAnswers, { strict: false });
    const { limits } = place;
    try {
      for (const tight of [
        { ...limits, perTenant: 1 },
        { ...limits, all: 1 },
      ]) {
        place.limits = tight;
        const { answer } = await waiting('second', acme.agent, 2);
        const refused = await plan('second', acme.agent, { 'if-none-match': '*', prefer: 'wait=9' });
        expect([problemIn(refused).status, problemIn(refused).code]).toStrictEqual([503, 'OVERLOADED']);
        expect(refused.headers.get('retry-after')).toBeTruthy();
        expectThat('who does not wait needs no place', (await plan('second')).status).toBe(200);
        expect((await answer).status).toBe(304);
      }
    } finally {
      place.limits = limits;
    }
  });

  it('is made to wait before it is sent again what it could not use', async () => {
    const place = writ.api.app.get(HeldAnswers, { strict: false });
    const { limits } = place;
    const ask = async (more = {}, agent = acme.agent) =>
      (await plan('second', agent, { 'if-none-match': '"mine"', prefer: 'wait=30', ...more })).body.policy.revision;
    try {
      place.limits = { ...limits, pauseMs: 500 };
      const revision = await ask();
      const again = ask();
      await eventually('it waits', async () => (await heldNow()) === 1);
      expect(await again).toBe(revision);
      place.limits = { ...limits, pauseMs: 60_000 };
      const next = ask();
      await eventually('it waits again', async () => (await heldNow()) === 1);
      const asksOtherwise = [
        ask({ prefer: '' }),
        ask({ 'if-none-match': '"x"' }),
        ask({}, await writ.registerAgent(acme.operator, 'else')),
      ];
      expectThat('nobody else does', await Promise.all(asksOtherwise)).toStrictEqual([revision, revision, revision]);
      const published = await publishAnew(acme.operator, 'second');
      expectThat('what it has not tried yet it gets at once', await next).toBe(published);
    } finally {
      place.limits = limits;
    }
  });

  it('hears of what it had once before', async () => {
    const first = await plan('second');
    const revision = await publishAnew(acme.operator, 'second');
    const known = { 'if-none-match': etagOf(first), prefer: 'wait=30' };
    expect((await plan('second', acme.agent, known)).body.policy.revision).toBe(revision);
    await acme.operator.post('/v1/policies/second/rollback', { reason: 'a test' });
    const held = plan('second', acme.agent, known);
    await eventually('it is held', async () => (await heldNow()) === 1);
    const pin = await pinTo(acme.operator, 'second', revision, { agent: 'agent-1' });
    expect((await held).body.policy.revision).toBe(revision);
    await liftPin(acme.operator, pin);
  });

  it('by the hundred is told at once', async () => {
    const first = await plan('second');
    const answers = Array.from({ length: 300 }, () =>
      plan('second', acme.agent, { 'if-none-match': etagOf(first), prefer: 'wait=60' }),
    );
    await eventually('all are held', async () => (await heldNow()) === 300, 60_000);
    const revision = await approveAnew(acme.operator, 'second');
    await acme.operator.post(`/v1/policies/second/revisions/${revision}/publish`);
    const published = performance.now();
    for (const answer of await Promise.all(answers)) expect(answer.body.policy.revision).toBe(revision);
    console.info(`300 clients had the new plan ${Math.round(performance.now() - published)} ms after it was published`);
  });
});

describe('a policy that could not decide', () => {
  it('is not given when the key that signed it was revoked, also to those who wait', async () => {
    const tenant = await writ.seedTenant(owner);
    const keyId = await publishSigned(tenant, 'signed');
    const { first, answer } = await waiting('signed', tenant.agent);
    const { envelope, policy } = first.body as unknown as { envelope: Json; policy: { signature: { digest: string } } };
    expect(sha256(Buffer.from(canonicalJson(envelope)))).toBe(policy.signature.digest);
    await tenant.operator.at(other).post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'it leaked' });
    for (const refused of [await answer, await plan('signed', tenant.agent), await plan('active', tenant.agent)])
      expect([problemIn(refused).status, problemIn(refused).code]).toStrictEqual([409, 'POLICY_UNUSABLE']);
  });

  it('is not given when what is stored of it was altered', async () => {
    const tenant = await writ.seedTenant(owner);
    await publishPolicy(tenant.operator, 'gate', always('ALLOW'));
    const { body } = await plan('gate', tenant.agent);
    const fresh = await writ.startSecondApi();
    await database.query("update policies_artifacts set bytes = bytes || '\\x20' where tenant = $1 and digest = $2", [
      tenant.id,
      body.policy.planDigest,
    ]);
    const refused = await plan('gate', tenant.agent.at(fresh.url));
    expect([problemIn(refused).status, problemIn(refused).code]).toStrictEqual([409, 'POLICY_UNUSABLE']);
    expect(problemIn(refused).detail).toMatch(/altered/);
  });
});
