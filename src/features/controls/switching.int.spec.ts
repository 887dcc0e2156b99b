import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { eventually } from '#test/support/conditions';
import { problemIn, type WritClient } from '#test/support/writ-client';

describe('kills and pauses', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let other: string;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    other = (await writ.startSecondApi()).url;
  });
  afterAll(() => writ.close());

  const SWITCHES = [
    { set: 'kill', lift: 'restore', verdict: 'DENY', code: 'KILL_SWITCH' },
    { set: 'pause', lift: 'resume', verdict: 'DEFER', code: 'PAUSED' },
  ] as const;
  /** Who sets it, on what, and a call it does not cover. */
  const scopes = () =>
    [
      { scope: 'session', target: 's-1', by: acme.operator, spared: () => acme.agent.decide('s-2', 'pay') },
      { scope: 'tool', target: 'pay', by: acme.operator, spared: () => acme.agent.decide('s-1', 'read') },
      { scope: 'agent', target: 'agent-1', by: acme.operator, spared: undefined },
      { scope: 'tenant', target: undefined, by: acme.operator, spared: undefined },
      { scope: 'tenant', target: acme.id, by: owner, spared: undefined },
      { scope: 'global', target: undefined, by: owner, spared: undefined },
    ] as const;

  for (const { set, lift, verdict, code } of SWITCHES) {
    it(`${set} counts for the very next call at every scope, on every API, and so does ${lift}`, async () => {
      for (const { scope, target, by, spared } of scopes()) {
        const body = { scope, ...(target !== undefined && { target }), reason: `${set} the ${scope}` };
        for (const api of [writ.url, other]) expect((await acme.agent.at(api).decide('s-1', 'pay')).verdict).toBe('ALLOW');
        await by.post(`/v1/controls/${set}`, body);
        for (const api of [other, writ.url]) {
          const stopped = await acme.agent.at(api).decide('s-1', 'pay');
          expect([scope, stopped.verdict, stopped.code, stopped.policy]).toStrictEqual([scope, verdict, code, null]);
          expect(stopped.reason).toMatch(new RegExp(`${set} the ${scope}`));
          expect(stopped.retryAfter).toBe(set === 'pause' ? 30 : undefined);
        }
        if (spared) expect((await spared()).verdict).toBe('ALLOW');
        expect((await by.refused('POST', `/v1/controls/${set}`, body)).code).toBe('CONTROL_ALREADY_SET');
        await by.post(`/v1/controls/${lift}`, body);
        for (const api of [other, writ.url])
          expectThat(scope, (await acme.agent.at(api).decide('s-1', 'pay')).verdict).toBe('ALLOW');
        expect((await by.refused('POST', `/v1/controls/${lift}`, body)).code).toBe('CONTROL_NOT_SET');
      }
    });
  }

  it('of a whole tenant by the owner of the deployment cannot be lifted by the tenant', async () => {
    const stop = { scope: 'tenant', target: acme.id, reason: 'unpaid' };
    await owner.post('/v1/controls/kill', stop);
    expect((await acme.operator.refused('POST', '/v1/controls/restore', stop)).code).toBe('CONTROL_NOT_SET');
    await acme.operator.post('/v1/controls/kill', { ...stop, reason: 'we stop too' });
    await acme.operator.post('/v1/controls/restore', stop);
    expect((await acme.agent.decide('s-1', 'pay')).code).toBe('KILL_SWITCH');
    await owner.post('/v1/controls/restore', stop);
    expect((await acme.agent.decide('s-1', 'pay')).verdict).toBe('ALLOW');
  });

  it('are listed while they are set', async () => {
    const kill = { scope: 'tool', target: 'drop', reason: 'why\0not', forLater: true };
    const { ledger } = await acme.operator.post<{ ledger: { position: number } }>('/v1/controls/kill', kill);
    const seen = { 'writ-min-position': String(ledger.position) };
    const { items } = await acme.operator.get<{ items: object[] }>('/v1/controls', seen);
    expect(items).toHaveLength(1);
    const lifted = await acme.operator.post<{ ledger: { position: number } }>('/v1/controls/restore', kill);
    expect(
      (await acme.operator.get<{ items: object[] }>('/v1/controls', { 'writ-min-position': String(lifted.ledger.position) }))
        .items,
    ).toStrictEqual([]);
  });

  it('are listed for the owner of the deployment, who set them: of everything, and of the tenants it stopped', async () => {
    const [one, two] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    await owner.post('/v1/controls/kill', { scope: 'global', reason: 'all of it' });
    await owner.post('/v1/controls/pause', { scope: 'tenant', target: one.id, reason: 'unpaid' });
    await owner.post('/v1/controls/kill', { scope: 'tenant', target: two.id, reason: 'moved' });
    await two.operator.post('/v1/controls/kill', { scope: 'tenant', reason: 'not of the owner' });
    await two.operator.post('/v1/controls/kill', { scope: 'agent', target: 'agent-1', reason: 'nor this' });
    const set = [
      ['kill', 'global', null, 'all of it'],
      ['pause', 'tenant', one.id, 'unpaid'],
      ['kill', 'tenant', two.id, 'moved'],
    ];
    const listed = async () => {
      const { items } = await owner.get<{ items: Record<string, unknown>[] }>('/v1/controls');
      return items.map(({ effect, scope, target, reason }) => [effect, scope, target, reason]);
    };
    await eventually('all are listed', async () => JSON.stringify(await listed()) === JSON.stringify(set));
    const paged: unknown[] = [];
    for (let after = ''; ;) {
      const query = `{ controls(first: 1 ${after}) { edges { cursor node { target } } pageInfo { hasNextPage } } }`;
      const { data } = await owner.post<{
        data: { controls: { edges: { cursor: string; node: { target: string } }[]; pageInfo: { hasNextPage: boolean } } };
      }>('/graphql', { query });
      const { edges, pageInfo } = data.controls;
      paged.push(...edges.map(({ node }) => node.target));
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${edges.at(-1)?.cursor}"`;
    }
    expect(paged).toStrictEqual([null, one.id, two.id]);
    await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
    await owner.post('/v1/controls/resume', { scope: 'tenant', target: one.id, reason: 'over' });
    await owner.post('/v1/controls/restore', { scope: 'tenant', target: two.id, reason: 'over' });
    await eventually('nothing is left', async () => (await listed()).length === 0);
  });

  it('of somebody else are refused, and nothing happens', async () => {
    const stranger = await writ.seedTenant(owner);
    const before_ = await Promise.all([acme, stranger].map(({ id }) => writ.store.head(id)));
    const refusals: [WritClient, object, string][] = [
      [acme.operator, { scope: 'global', reason: 'x' }, 'FORBIDDEN'],
      [acme.operator, { scope: 'tenant', target: stranger.id, reason: 'x' }, 'CONTROL_TARGET_INVALID'],
      [acme.operator, { scope: 'tool', reason: 'x' }, 'CONTROL_TARGET_INVALID'],
      [acme.operator, { scope: 'agent', reason: 'x' }, 'CONTROL_TARGET_INVALID'],
      [acme.operator, { scope: 'tenant' }, 'INVALID_INPUT'],
      [acme.operator, { scope: 'tenant', reason: '  ' }, 'INVALID_INPUT'],
      [acme.operator, { scope: 'everything', reason: 'x' }, 'INVALID_INPUT'],
      [owner, { scope: 'tool', target: 'pay', reason: 'x' }, 'CONTROL_TARGET_INVALID'],
      [owner, { scope: 'tenant', reason: 'x' }, 'CONTROL_TARGET_INVALID'],
      [owner, { scope: 'tenant', target: 'nobody', reason: 'x' }, 'TARGET_UNKNOWN'],
      [owner, { scope: 'global', target: 'x', reason: 'x' }, 'CONTROL_TARGET_INVALID'],
      [acme.agent, { scope: 'tenant', reason: 'x' }, 'FORBIDDEN'],
    ];
    for (const verb of ['kill', 'pause', 'restore', 'resume'])
      for (const [caller, body, code] of refusals) {
        const problem = await caller.refused('POST', `/v1/controls/${verb}`, body);
        const unset = verb === 'restore' || verb === 'resume';
        expectThat(
          `${verb} ${JSON.stringify(body)}: ${problem.code}`,
          problem.code === code || (unset && problem.code === 'CONTROL_NOT_SET'),
        ).toBe(true);
      }
    expect(await Promise.all([acme, stranger].map(({ id }) => writ.store.head(id)))).toStrictEqual(before_);
  });

  it('of everything reach every tenant, also those created at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const tenants = Array.from({ length: 6 }, (_, i) => `new-${round}-${i}`);
      const create = tenants.map((id, i) => owner.at(i % 2 ? other : writ.url).send('POST', '/v1/tenants', { id, name: id }));
      const kill = owner.post('/v1/controls/kill', { scope: 'global', reason: `round ${round}` });
      const created = await Promise.all(create);
      await kill;
      for (const answer of created) expectThat(JSON.stringify(answer.body), answer.status).toBe(201);
      for (const id of [acme.id, ...tenants]) {
        const events = await writ.store.readStream(id, 'controls/tenant');
        const kills = events.filter(({ type }) => type === 'KillSwitchEngaged').length;
        const lifts = events.filter(({ type }) => type === 'KillSwitchReleased').length;
        expectThat(`${id} is stopped`, kills - lifts).toBe(1);
      }
      await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
      expect((await acme.agent.decide('s-1', 'pay')).verdict).toBe('ALLOW');
    }
  });

  it('of everything that a crash left half-done are finished by the worker', async () => {
    const stranger = await writ.seedTenant(owner);
    await publishPolicy(stranger.operator, 'gate', always('ALLOW'));
    await writ.store.append({
      tenant: '_deployment',
      writes: [
        {
          stream: 'controls/global',
          expect: 'any',
          events: [
            {
              id: crypto.randomUUID(),
              type: 'KillSwitchEngaged',
              schema: 1,
              actor: { kind: 'user', id: 'o' },
              correlation: null,
              causation: null,
              trace: null,
              data: { scope: 'global', target: null, reason: 'crashed here' },
              sealed: null,
            },
          ],
        },
      ],
    });
    await eventually(
      'the kill reaches every tenant',
      async () =>
        (await stranger.agent.decide('s-1', 'pay')).code === 'KILL_SWITCH' &&
        (await acme.agent.decide('s-1', 'pay')).code === 'KILL_SWITCH',
    );
    const [spread] = (await writ.store.readStream(stranger.id, 'controls/tenant')).slice(-1);
    // By the reaction to this event, or by the one to an earlier event that looked after this one was recorded.
    const global = await writ.store.readStream('_deployment', 'controls/global');
    expect(global.some(({ id }) => id === spread?.causation)).toBe(true);
    await owner.post('/v1/controls/restore', { scope: 'global', reason: 'over' });
    expect((await stranger.agent.decide('s-1', 'pay')).verdict).toBe('ALLOW');
  });

  it('raced by many operators end in one state, told by one winner', async () => {
    for (let round = 0; round < 4; round += 1) {
      const on = { scope: 'tool', target: `raced-${round}`, reason: 'x', forLater: true };
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => acme.operator.at(i % 2 ? other : writ.url).send('POST', '/v1/controls/kill', on)),
      );
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      for (const lost of answers.filter((answer) => !won.includes(answer)))
        expect(['CONTROL_ALREADY_SET', 'STREAM_BUSY']).toContain(problemIn(lost).code);
    }
  });
});
