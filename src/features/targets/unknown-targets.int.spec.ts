import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, type Answer, type Problem, type WritClient } from '#test/support/writ-client';

describe('a target that nobody has heard of', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner, 'acme-shop');
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    await writ.registerAgent(acme.operator, 'demo-agent', { team: 'payments' });
    await writ.registerAgent(acme.operator, 'demo-agency');
    await acme.operator.post('/v1/tools', { name: 'send_email', class: 'egress' });
    await acme.agent.decide('session-of-monday', 'send_email');
    await acme.agent.decide('session-of-monday', 'search_flights');
    // What is likely meant is looked up in lists.
    const upToNow = { 'writ-min-position': String(await headOf()) };
    for (const list of ['agents', 'tools', 'sessions', 'decisions']) await acme.operator.get(`/v1/${list}`, upToNow);
  });
  afterAll(() => writ.close());

  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const pin = (selector: object, more: object = {}) =>
    acme.operator.send('POST', '/v1/pins', {
      policy: 'gate',
      revision: 1,
      expiresAt: inAnHour(),
      reason: 'x',
      selector,
      ...more,
    });
  const unknown = (answer: Answer): Problem => {
    const problem = problemIn(answer);
    expectThat(JSON.stringify(problem), [problem.status, problem.code]).toStrictEqual([422, 'TARGET_UNKNOWN']);
    return problem;
  };
  const headOf = async (id = acme.id) => (await writ.store.head(id)).position;

  it('is refused with the names most like it, the best first, and nothing is recorded', async () => {
    const before_ = await headOf();
    for (const [scope, target, instead] of [
      ['agent', 'demo-agnet', ['demo-agent', 'demo-agency']],
      ['agent', 'DEMO-AGENT', ['demo-agent', 'demo-agency']],
      ['agent', 'somebody-else-altogether', []],
      ['agent', 'x'.repeat(128), []],
      ['tool', 'send_emial', ['send_email']],
      ['tool', 'serch_flights', ['search_flights']],
      ['session', 'session-of-mond', ['session-of-monday']],
      ['session', "';drop/**/table/**/x;--", []],
    ] as const)
      for (const verb of ['kill', 'pause']) {
        const problem = unknown(await acme.operator.send('POST', `/v1/controls/${verb}`, { scope, target, reason: 'x' }));
        expectThat(target, problem['didYouMean']).toStrictEqual(instead);
        expect(problem.detail.startsWith(`${target}: there is no such ${scope}; `)).toBe(true);
        for (const name of instead) expect(problem.detail).toContain(name);
      }
    for (const [selector, instead] of [
      [{ agent: 'demo-agnet' }, ['demo-agent', 'demo-agency']],
      [{ session: 'session-of-munday' }, ['session-of-monday']],
      [{ label: { name: 'team', value: 'payment' } }, ['team=payments']],
      [{ label: { name: 'toString', value: 'x' } }, []],
    ] as const)
      expect(unknown(await pin(selector))['didYouMean']).toStrictEqual(instead);
    expect(await headOf()).toBe(before_);
  });

  it('is refused over GraphQL as over REST', async () => {
    const query = `mutation { kill(input: {scope: agent, target: "demo-agnet", reason: "x"}) { ledger { position } } }`;
    const { body } = await acme.operator.send<{ errors: { extensions: Record<string, unknown> }[] }>('POST', '/graphql', {
      query,
    });
    expect(body.errors[0]?.extensions).toMatchObject({ code: 'TARGET_UNKNOWN', didYouMean: ['demo-agent', 'demo-agency'] });
  });

  it('is stopped and pinned when it is meant for later, and then known', async () => {
    const later = { scope: 'tool', target: 'not_there_yet', reason: 'x' };
    await acme.operator.post('/v1/controls/kill', { ...later, forLater: true });
    const again = await acme.operator.refused('POST', '/v1/controls/kill', later);
    expectThat('what is named by a control is known', again.code).toBe('CONTROL_ALREADY_SET');
    await acme.operator.post('/v1/controls/pause', later);
    expect((await acme.agent.decide('s-1', 'not_there_yet')).code).toBe('KILL_SWITCH');
    for (const lift of ['restore', 'resume']) await acme.operator.post(`/v1/controls/${lift}`, later);
    expect((await pin({ label: { name: 'team', value: 'nobody' } }, { forLater: true })).status).toBe(201);
    expect((await pin({ label: { name: 'team', value: 'payments' } })).status).toBe(201);
  });

  it('is told from one that was registered, described, opened or called a moment ago', async () => {
    for (let round = 0; round < 5; round += 1) {
      const agent = await writ.registerAgent(acme.operator, `young-${round}`, { round: `${round}` });
      expect((await pin({ label: { name: 'round', value: `${round}` } })).status).toBe(201);
      await acme.operator.post('/v1/controls/kill', { scope: 'agent', target: `young-${round}`, reason: 'x' });
      await acme.operator.post('/v1/controls/restore', { scope: 'agent', target: `young-${round}`, reason: 'x' });
      await agent.post('/v1/sessions', { id: `opened-${round}` });
      await acme.operator.post('/v1/controls/kill', { scope: 'session', target: `opened-${round}`, reason: 'x' });
      await acme.operator.post('/v1/tools', { name: `described-${round}`, class: 'read' });
      await acme.operator.post('/v1/controls/kill', { scope: 'tool', target: `described-${round}`, reason: 'x' });
      await acme.agent.decide(`called-in-${round}`, `called-${round}`);
      await acme.operator.post('/v1/controls/kill', { scope: 'tool', target: `called-${round}`, reason: 'x' });
      await acme.operator.post('/v1/controls/kill', { scope: 'session', target: `called-in-${round}`, reason: 'x' });
    }
  });

  it('is told from one that only a client has called, which reported it afterwards', async () => {
    const input = { tool: 'wire_transfer', session: { id: 'session-at-a-client' }, arguments: {} };
    const odd = { tool: 'not a tool', session: { id: { id: 'x' } } };
    const entry = { labels: { id: 'instance-1' }, timestamp: '2026-11-20T09:00:00Z', path: 'writ/decision', result: {} };
    const inputs = [input, odd, ['tool'], null];
    await acme.agent.post(
      '/v1/opa/logs',
      inputs.map((each, n) => ({ ...entry, decision_id: `reported-${n}`, input: each })),
    );
    for (const [scope, target] of [
      ['tool', 'wire_transfer'],
      ['session', 'session-at-a-client'],
    ]) {
      const problem = unknown(
        await acme.operator.send('POST', '/v1/controls/kill', { scope, target: `${target}s`, reason: 'x' }),
      );
      expect(problem['didYouMean']).toStrictEqual([target]);
      await acme.operator.post('/v1/controls/kill', { scope, target, reason: 'x' });
      await acme.operator.post('/v1/controls/restore', { scope, target, reason: 'x' });
    }
    expect((await pin({ session: 'session-at-a-client' })).status).toBe(201);
  });

  it('is nobody of another tenant, neither known nor named', async () => {
    const rival = await writ.seedTenant(owner, 'rival-shop');
    for (const [scope, target] of [
      ['agent', 'demo-agent'],
      ['tool', 'send_email'],
      ['tool', 'wire_transfer'],
      ['session', 'session-of-monday'],
      ['session', 'session-at-a-client'],
    ]) {
      const answer = await rival.operator.send('POST', '/v1/controls/kill', { scope, target, reason: 'x' });
      expect(unknown(answer)['didYouMean']).toStrictEqual([]);
    }
    const tenant = await owner.send('POST', '/v1/controls/kill', { scope: 'tenant', target: 'rival-shpo', reason: 'x' });
    expect(unknown(tenant)['didYouMean']).toStrictEqual(['rival-shop']);
  });

  it('is stopped all the same while the lists stand still or cannot be read: a stop is not held up', async () => {
    await writ.stopWorker();
    await acme.agent.decide('s-1', 'called-and-not-listed');
    await acme.operator.post('/v1/controls/kill', { scope: 'tool', target: 'called-and-not-listed', reason: 'x' });
    // Agents and sessions are looked up in the ledger, which does not fall behind.
    unknown(await acme.operator.send('POST', '/v1/controls/kill', { scope: 'agent', target: 'demo-agnet', reason: 'x' }));
    const database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
    await database.query('alter table decisions_decisions rename to decisions_elsewhere');
    try {
      await acme.operator.post('/v1/controls/kill', { scope: 'tool', target: 'nobody-can-say', reason: 'x' });
    } finally {
      await database.query('alter table decisions_elsewhere rename to decisions_decisions');
      await database.end();
    }
    await writ.startWorker();
  });
});
