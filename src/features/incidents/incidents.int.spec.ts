import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { expectThat } from '#libs/testing';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';

const MIRROR = 'package writ\ndecision := {"verdict": input.arguments.verdict, "rule": "mirror", "reason": "as asked"}';

interface Incident {
  id: string;
  state: string;
  subject: string;
  subjectId: string;
  cause: Record<string, unknown>;
  decisionId: string;
  assignedTo: string | null;
}
interface Detail extends Incident {
  decisions: { decisionId: string; points: number | null }[];
  timeline: { step: string; by: string; text: string | null }[];
}

describe('quarantine', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let other: string;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    other = (await writ.startSecondApi()).url;
  });
  beforeEach(async () => {
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'mirror', MIRROR);
  });
  afterAll(() => writ.close());

  const decide = (session: string, verdict: string, at = writ.url, more: object = {}): Promise<Decision> =>
    acme.agent.at(at).decide(session, 'pay', { arguments: { verdict }, ...more });
  const code = async (session: string, verdict: string, at = writ.url) => (await decide(session, verdict, at)).code;
  const settle = (decision: string, status: string, more: object = {}, at = writ.url) =>
    acme.agent.at(at).post(`/v1/decisions/${decision}/outcome`, { status, ...more });
  const rules = (body: object = {}) => acme.operator.post('/v1/quarantine', body);
  const upToNow = async () => ({
    'writ-min-position': String((await acme.operator.get<{ position: number }>('/v1/ledger/head')).position),
  });
  const listed = async (query = ''): Promise<Incident[]> =>
    (await acme.operator.get<{ items: Incident[] }>(`/v1/incidents${query}`, await upToNow())).items;
  const shown = (id: string) => acme.operator.get<Detail>(`/v1/incidents/${id}`);
  const release = (id: string) => acme.operator.at(other).post(`/v1/incidents/${id}/release`, { reason: 'it was a test' });

  it('is off until a tenant asks for it', async () => {
    for (let i = 0; i < 5; i += 1) expect(await code('s-1', 'DENY')).toBe('POLICY_DENIED');
    expect(await acme.operator.get('/v1/quarantine')).toStrictEqual({
      scoring: null,
      triggers: [],
      reason: null,
      setBy: null,
      setByName: null,
      setAt: null,
    });
    expect(await listed()).toStrictEqual([]);
    expect(await rules()).toMatchObject({ scoring: { threshold: 6 }, triggers: [] });
    expectThat('what was before does not count', await code('s-1', 'DENY')).toBe('POLICY_DENIED');
  });

  it('stops a session at its score, at every process, and lets it go on when somebody says so', async () => {
    await rules();
    const ran = await decide('s-1', 'ALLOW');
    const first = await decide('s-1', 'DENY', other);
    await settle(ran.decisionId, 'failed', {}, other);
    expect(await code('s-1', 'ALLOW')).toBe('ALLOWED');
    const last = await decide('s-1', 'REQUIRE_APPROVAL', other);
    const refused = await decide('s-1', 'ALLOW');
    expect([last.code, refused.verdict, refused.code]).toStrictEqual(['APPROVAL_REQUIRED', 'DENY', 'QUARANTINED']);
    expectThat('its others go on', await code('s-2', 'ALLOW')).toBe('ALLOWED');
    const [incident, ...more] = await listed();
    expect(more).toStrictEqual([]);
    const id = incident?.id ?? '';
    expect([refused.rule, refused.reason]).toStrictEqual([
      `writ.incidents.${id}`,
      `the session s-1 is quarantined: incident ${id}`,
    ]);
    expect(await shown(id)).toMatchObject({
      state: 'open',
      subject: 'session',
      subjectId: 's-1',
      agent: 'agent-1',
      decisionId: last.decisionId,
      cause: { kind: 'score', reached: 7, threshold: 6 },
      decisions: [
        { decisionId: first.decisionId, points: 4 },
        { decisionId: ran.decisionId, points: 1 },
        { decisionId: last.decisionId, points: 2 },
      ],
    });
    await release(id);
    expect(await code('s-1', 'DENY')).toBe('POLICY_DENIED');
    expectThat('it began with nothing', await code('s-1', 'ALLOW', other)).toBe('ALLOWED');
    expect(await listed()).toMatchObject([{ id, state: 'released' }]);
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('refuses the rest of a batch that trips it, and what comes of earlier calls counts no more', async () => {
    await rules();
    const before = await decide('b-1', 'ALLOW');
    const items = ['DENY', 'DENY', 'ALLOW', 'DENY'].map((verdict) => ({ sessionId: 'b-1', tool: 'pay', arguments: { verdict } }));
    const told = await acme.agent.post<{ items: Decision[] }>('/v1/decisions/batch', items);
    expect(told.items.map((each) => each.code)).toStrictEqual(['POLICY_DENIED', 'POLICY_DENIED', 'QUARANTINED', 'QUARANTINED']);
    await settle(before.decisionId, 'failed');
    const [incident] = await listed();
    expect((await shown(incident?.id ?? '')).timeline.map(({ step }) => step)).toStrictEqual(['IncidentOpened']);
  });

  it('opens one incident of an agent, however many of its calls race for it', async () => {
    await rules({
      scoring: null,
      triggers: [{ name: 'burst', on: 'denials', subject: 'agent', count: 5, windowSeconds: 600, tools: ['pay'] }],
    });
    for (let i = 0; i < 6; i += 1) await acme.agent.decide('s-read', 'read', { arguments: { verdict: 'DENY' } });
    const calls = Array.from({ length: 20 }, (_, i) => decide(`s-${i}`, 'DENY', i % 2 ? writ.url : other));
    const codes = (await Promise.all(calls)).map((each) => each.code);
    expect(codes.filter((each) => each === 'POLICY_DENIED')).toHaveLength(5);
    expect(codes.filter((each) => each === 'QUARANTINED')).toHaveLength(15);
    const [incident, ...more] = await listed('?subject=agent&agent=agent-1');
    expect(more).toStrictEqual([]);
    expect(incident).toMatchObject({
      state: 'open',
      subjectId: 'agent-1',
      cause: { kind: 'trigger', trigger: 'burst', on: 'denials', reached: 5, threshold: 5, windowSeconds: 600 },
    });
    const { decisions } = await shown(incident?.id ?? '');
    expect(decisions).toHaveLength(5);
    expect(decisions.at(-1)?.decisionId).toBe(incident?.decisionId);
    await release(incident?.id ?? '');
    for (let i = 0; i < 4; i += 1) expect(await code(`t-${i}`, 'DENY', i % 2 ? writ.url : other)).toBe('POLICY_DENIED');
    expectThat('what was counted before the release counts no more', await code('t-5', 'ALLOW')).toBe('ALLOWED');
    expect(await code('t-5', 'DENY')).toBe('POLICY_DENIED');
    expect(await code('t-6', 'ALLOW', other)).toBe('QUARANTINED');
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('counts outcomes that failed, once they are known', async () => {
    await rules({ scoring: null, triggers: [{ name: 'failing', on: 'failures', count: 3, windowSeconds: 600 }] });
    const ran = await Promise.all(Array.from({ length: 5 }, () => decide('s-1', 'ALLOW')));
    const statuses = ['failed', 'succeeded', 'failed', 'unknown'];
    for (const [i, status] of statuses.entries()) await settle(ran[i]?.decisionId ?? '', status, {}, i % 2 ? writ.url : other);
    expect(await code('s-1', 'ALLOW')).toBe('ALLOWED');
    await settle(ran[4]?.decisionId ?? '', 'failed');
    expect(await code('s-1', 'ALLOW', other)).toBe('QUARANTINED');
    expect((await shown((await listed())[0]?.id ?? '')).decisions.map(({ decisionId }) => decisionId)).toStrictEqual(
      [0, 2, 4].map((i) => ran[i]?.decisionId),
    );
  });

  it('counts what labels block, and data that has one of them', async () => {
    await acme.operator.post('/v1/tools', { name: 'pay', class: 'egress' });
    await acme.operator.post('/v1/sink-rules', { labels: ['email'], tool: 'pay', action: 'block', reason: 'stays here' });
    const hits = { name: 'cards', on: 'label_hits', labels: ['Card', 'secret'], count: 2, windowSeconds: 600 };
    const blocked = { name: 'blocked', on: 'label_violations', subject: 'agent', count: 2, windowSeconds: 600 };
    await rules({ scoring: null, triggers: [hits, blocked] });
    const saying = (session: string, note: string) =>
      decide(session, 'ALLOW', writ.url, { arguments: { verdict: 'ALLOW', note } });
    const ran = await saying('s-1', 'card 4111 1111 1111 1111');
    expect(ran.code).toBe('ALLOWED');
    await settle(ran.decisionId, 'succeeded', { labels: ['card'] });
    expectThat('one call counts once', (await decide('s-2', 'ALLOW')).code).toBe('ALLOWED');
    const told = await decide('s-2', 'ALLOW');
    await settle(told.decisionId, 'succeeded', { labels: [' SECRET '] });
    expect(await code('s-2', 'ALLOW', other)).toBe('ALLOWED');
    expectThat('the outcome and the call behind it', await code('s-2', 'ALLOW')).toBe('QUARANTINED');
    expect((await saying('s-3', 'to ada@example.com')).code).toBe('DLP_BLOCKED');
    expect((await saying('s-4', 'to bob@example.com')).code).toBe('DLP_BLOCKED');
    expect(await code('s-5', 'ALLOW', other)).toBe('QUARANTINED');
    expect((await listed()).map(({ cause }) => cause['trigger'])).toStrictEqual(['blocked', 'cards']);
  });

  it('counts once what is asked or told twice, whatever became of its session meanwhile', async () => {
    await rules();
    const ran = await decide('s-1', 'ALLOW');
    const first = await decide('s-1', 'DENY', writ.url, { requestId: 'r-1' });
    const { ledger } = await settle(ran.decisionId, 'failed');
    const told = async (at: string) => {
      const path = `/v1/decisions/${ran.decisionId}/outcome`;
      const again = await acme.agent.at(at).refused('POST', path, { status: 'failed' });
      expect([again.code, again['ledger']]).toStrictEqual(['OUTCOME_ALREADY_RECORDED', ledger]);
    };
    await told(other);
    expect(await decide('s-1', 'DENY', other, { requestId: 'r-1' })).toStrictEqual(first);
    expectThat('five points so far', await code('s-1', 'ALLOW', other)).toBe('ALLOWED');
    const last = await decide('s-1', 'REQUIRE_APPROVAL', other, { requestId: 'r-2' });
    expect(await code('s-1', 'ALLOW')).toBe('QUARANTINED');
    const again = async () => {
      expect(await decide('s-1', 'DENY', writ.url, { requestId: 'r-1' })).toStrictEqual(first);
      expect(await decide('s-1', 'REQUIRE_APPROVAL', writ.url, { requestId: 'r-2' })).toStrictEqual(last);
      await told(writ.url);
    };
    await again();
    await release((await listed())[0]?.id ?? '');
    await again();
    expect(await code('s-1', 'DENY')).toBe('POLICY_DENIED');
    expectThat('four points', await code('s-1', 'ALLOW', other)).toBe('ALLOWED');
    expect(await listed()).toHaveLength(1);
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('holds whatever rules say afterwards, and whatever people approve or except', async () => {
    await rules({ scoring: { threshold: 4 } });
    const held = await decide('s-1', 'REQUIRE_APPROVAL');
    await acme.operator.post(`/v1/approvals/${held.approval?.id ?? ''}/approve`);
    await decide('s-1', 'DENY');
    expect(await code('s-1', 'REQUIRE_APPROVAL', other)).toBe('QUARANTINED');
    await rules({ scoring: null });
    expect(await code('s-1', 'ALLOW', other)).toBe('QUARANTINED');
    expectThat('nothing is scored any more', [await code('s-2', 'DENY'), await code('s-2', 'DENY')]).toStrictEqual([
      'POLICY_DENIED',
      'POLICY_DENIED',
    ]);
    expect(await listed()).toHaveLength(1);
    await release((await listed())[0]?.id ?? '');
    expect(await code('s-1', 'REQUIRE_APPROVAL')).toBe('APPROVED');
  });

  it('does not score what says nothing about the agent', async () => {
    await rules();
    await acme.operator.post('/v1/controls/kill', { scope: 'tool', target: 'pay', reason: 'x', forLater: true });
    for (let i = 0; i < 3; i += 1) expect(await code('s-1', 'ALLOW')).toBe('KILL_SWITCH');
    await acme.operator.post('/v1/controls/restore', { scope: 'tool', target: 'pay', reason: 'x' });
    for (let i = 0; i < 3; i += 1) expect(await code('s-1', 'NONSENSE')).toBe('POLICY_ERROR');
    expect(await code('s-1', 'ALLOW')).toBe('ALLOWED');
  });

  it('is looked after by people, of whom not everybody may release', async () => {
    await rules();
    for (let i = 0; i < 2; i += 1) await decide('s-1', 'DENY');
    const id = (await listed())[0]?.id ?? '';
    const path = (step: string) => `/v1/incidents/${id}/${step}`;
    const { clientId, clientSecret } = await owner.post<{ clientId: string; clientSecret: string }>(
      `/v1/tenants/${acme.id}/operators`,
      { name: 'Grace', roles: ['operator'] },
    );
    const grace = await writ.signIn({ clientId, clientSecret });
    for (const step of ['release', 'reopen'])
      expect((await grace.refused('POST', path(step), { reason: 'x' })).code).toBe('FORBIDDEN');
    expect((await grace.refused('POST', '/v1/quarantine', {})).code).toBe('FORBIDDEN');
    expect((await grace.refused('POST', path('assign'), { to: ' \u2003' })).code).toBe('INVALID_INPUT');
    await grace.post(path('assign'));
    expect(await grace.post(path('assign'), { to: 'Grace' })).toMatchObject({ state: 'open', ledger: null });
    const key = { 'idempotency-key': 'once' };
    const said = await grace.post(path('comment'), { comment: 'looks like a loop' }, key);
    expect(await grace.at(other).post(path('comment'), { comment: 'looks like a loop' }, key)).toStrictEqual(said);
    await release(id);
    expect((await acme.operator.refused('POST', path('release'), { reason: 'x' })).code).toBe('INCIDENT_ALREADY_RELEASED');
    await acme.operator.post(path('reopen'), { reason: 'it goes on' });
    expect(await code('s-1', 'ALLOW', other)).toBe('QUARANTINED');
    expect((await acme.operator.refused('POST', path('reopen'), { reason: 'x' })).code).toBe('INCIDENT_ALREADY_OPEN');
    const { timeline, assignedTo, state } = await shown(id);
    expect([assignedTo, state]).toStrictEqual(['Grace', 'open']);
    expect(timeline.map(({ step, text }) => [step, text])).toStrictEqual([
      ['IncidentOpened', null],
      ['IncidentAssigned', 'Grace'],
      ['IncidentCommented', 'looks like a loop'],
      ['IncidentReleased', 'it was a test'],
      ['IncidentReopened', 'it goes on'],
    ]);
    expect(timeline.slice(0, 3).map(({ by }) => by)).toStrictEqual(['agent-1', 'Grace', 'Grace']);
    await release(id);
    for (let i = 0; i < 2; i += 1) await decide('s-1', 'DENY');
    expect((await acme.operator.refused('POST', path('reopen'), { reason: 'x' })).code).toBe('SUBJECT_HAS_OPEN_INCIDENT');
    const states = (await listed()).map((each) => each.state);
    expectThat('open ones come first', states).toStrictEqual(['open', 'released']);
    expect(await listed('?state=released')).toMatchObject([{ id }]);
    const rival = await writ.seedTenant(owner);
    expect((await rival.operator.refused('POST', path('release'), { reason: 'x' })).code).toBe('INCIDENT_NOT_FOUND');
    expect((await rival.operator.refused('GET', `/v1/incidents/${id}`)).code).toBe('INCIDENT_NOT_FOUND');
  });

  it('is listed in pages, the open ones first', async () => {
    await rules({ scoring: { threshold: 4 } });
    for (const session of ['p-1', 'p-2', 'p-3']) await decide(session, 'DENY');
    const [, , first] = await listed();
    await release(first?.id ?? '');
    const told: string[] = [];
    const headers = await upToNow();
    for (let cursor: string | null = ''; cursor !== null;) {
      const path = `/v1/incidents?limit=1${cursor && `&cursor=${cursor}`}`;
      const page: { items: Incident[]; nextCursor: string | null } = await acme.operator.get(path, headers);
      told.push(...page.items.map(({ subjectId, state }) => `${subjectId} ${state}`));
      cursor = page.nextCursor;
    }
    expect(told).toStrictEqual(['p-3 open', 'p-2 open', 'p-1 released']);
    expect((await acme.operator.refused('GET', '/v1/incidents?cursor=WzIsMV0')).code).toBe('INVALID_INPUT');
  });

  it('goes through GraphQL, too', async () => {
    const graphql = async <T>(query: string) =>
      (await acme.operator.post<{ data: T }>('/graphql', { query }, await upToNow())).data;
    const trigger = '{name: "burst", on: denials, subject: agent, count: 1, windowSeconds: 60}';
    const set = `mutation { setQuarantine(input: {scoring: null, triggers: [${trigger}]}) { triggers { name on } ledger { position } } }`;
    expect(await graphql(set)).toMatchObject({ setQuarantine: { triggers: [{ name: 'burst', on: 'denials' }] } });
    const { decisionId } = await decide('s-1', 'DENY');
    const list = 'query { incidents(first: 5, filter: {state: open}) { edges { node { id cause { kind reached } } } } }';
    const { incidents } = await graphql<{ incidents: { edges: { node: Incident }[] } }>(list);
    expect(incidents.edges).toMatchObject([{ node: { cause: { kind: 'trigger', reached: 1 } } }]);
    const id = incidents.edges[0]?.node.id ?? '';
    const { releaseIncident } = await graphql<{ releaseIncident: object }>(
      `mutation { releaseIncident(incident: "${id}", reason: "x") { state } }`,
    );
    expect(releaseIncident).toStrictEqual({ state: 'released' });
    const { incident } = await graphql<{ incident: object }>(
      `query { incident(incident: "${id}") { state decisions { decisionId points } timeline { step } } }`,
    );
    expect(incident).toStrictEqual({
      state: 'released',
      decisions: [{ decisionId, points: null }],
      timeline: [{ step: 'IncidentOpened' }, { step: 'IncidentReleased' }],
    });
    expect(await graphql('query { quarantine { scoring { threshold } setBy } }')).toMatchObject({
      quarantine: { scoring: null },
    });
  });

  it('refuses rules that say nothing, or too much', async () => {
    const good = { name: 'x', on: 'denials', subject: 'agent', count: 1, windowSeconds: 60 };
    for (const wrong of [
      { scoring: { threshold: 3 } },
      { scoring: { threshold: 13 } },
      { scoring: { threshold: 6.5 } },
      { triggers: [good, good] },
      { triggers: [{ ...good, count: 0 }] },
      { triggers: [{ ...good, windowSeconds: 86_401 }] },
      { triggers: [{ ...good, on: 'label_hits' }] },
      { triggers: [{ ...good, labels: ['pii'] }] },
      { triggers: [{ ...good, name: 'X' }] },
      { triggers: Array.from({ length: 17 }, (_, i) => ({ ...good, name: `t${i}` })) },
    ])
      expectThat(JSON.stringify(wrong), (await acme.operator.refused('POST', '/v1/quarantine', wrong)).code).toBe(
        'INVALID_INPUT',
      );
    await rules({ triggers: [good] });
    expect(await rules({ triggers: [good] })).toMatchObject({ ledger: null });
  });
});
