import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { AgentPrincipal } from '#platform/auth/principal';
import { Authentication } from '#platform/auth/authentication';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn, type Decision, type Problem, type WritClient } from '#test/support/writ-client';
import { DecisionDesk } from './decision-desk.js';

const MIRROR = 'package writ\ndecision := {"verdict": input.arguments.verdict, "rule": "mirror", "reason": "as asked"}';
type BatchAnswer = { items: (Decision | Problem)[] };

describe('deciding', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let other: string;
  let sessions = 0;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'mirror', MIRROR);
    other = (await writ.startSecondApi()).url;
  });
  afterAll(() => writ.close());

  const newSession = () => `s-${(sessions += 1)}`;
  const call = (sessionId: string, more: object = {}) => ({ sessionId, tool: 'pay', arguments: { verdict: 'ALLOW' }, ...more });
  const decide = (sessionId: string, more: object = {}, at = writ.url) =>
    acme.agent.at(at).post<Decision>('/v1/decisions', call(sessionId, more));
  const batch = (calls: readonly object[], at = writ.url) => acme.agent.at(at).post<BatchAnswer>('/v1/decisions/batch', calls);
  const eventsOf = (session: string) => writ.store.readStream(acme.id, `session/${session}`);
  const position = async () => (await writ.store.head(acme.id)).position;

  describe('a call', () => {
    it('is in the ledger, with the digest it was told, before the answer leaves', async () => {
      const session = newSession();
      const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const headers = { traceparent: trace, 'x-request-id': 'request-7' };
      const { decisionId, ledger } = await acme.agent.post<Decision>('/v1/decisions', call(session), headers);
      const event = await writ.store.readEvent(acme.id, decisionId);
      expect([event?.position, event?.digest, event?.chain, event?.at]).toStrictEqual([
        ledger.position,
        ledger.digest,
        ledger.chain,
        ledger.recordedAt,
      ]);
      expect([event?.trace, event?.correlation, event?.actor]).toStrictEqual([
        trace,
        'request-7',
        { kind: 'agent', id: 'agent-1' },
      ]);
    });

    it('is denied as KILL_SWITCH without asking the policy, and other verdicts are told with what belongs to them', async () => {
      const session = newSession();
      for (const [verdict, code] of [
        ['ALLOW', 'ALLOWED'],
        ['DENY', 'POLICY_DENIED'],
        ['REQUIRE_APPROVAL', 'APPROVAL_REQUIRED'],
        ['DEFER', 'DEFERRED'],
      ] as const) {
        const answer = await decide(session, { arguments: { verdict } });
        expect([answer.verdict, answer.code, answer.rule, answer.retryAfter]).toStrictEqual([
          verdict,
          code,
          'mirror',
          verdict === 'DEFER' ? 60 : undefined,
        ]);
      }
    });

    it('belongs to the session of its agent', async () => {
      const session = newSession();
      await decide(session);
      const stranger = await writ.registerAgent(acme.operator, 'stranger');
      const before_ = await position();
      for (const at of [writ.url, other])
        expect((await stranger.at(at).refused('POST', '/v1/decisions', call(session))).code).toBe('TENANT_MISMATCH');
      expect((await stranger.refused('POST', `/v1/sessions/${session}/close`)).code).toBe('TENANT_MISMATCH');
      expect((await stranger.refused('GET', `/v1/sessions/${session}`)).code).toBe('SESSION_NOT_FOUND');
      expect(await position()).toBe(before_);
    });

    it('is refused once the session is closed, on every API', async () => {
      const session = newSession();
      await decide(session, {}, other);
      await acme.agent.post(`/v1/sessions/${session}/close`);
      for (const at of [other, writ.url])
        expect((await acme.agent.at(at).refused('POST', '/v1/decisions', call(session))).code).toBe('SESSION_CLOSED');
      expect((await acme.agent.refused('POST', `/v1/sessions/${session}/close`)).code).toBe('SESSION_CLOSED');
      expect((await acme.agent.refused('POST', '/v1/sessions', { id: session })).code).toBe('SESSION_ALREADY_EXISTS');
    });

    it('may hold NUL and any member name, exactly', async () => {
      const hostile = {
        'a\0b': 'x\0y',
        constructor: { prototype: 1 },
        hasOwnProperty: 'toString',
        '': '',
        verdict: 'ALLOW',
        '💥': ['\u2028', '\\', '"'],
      };
      const { decisionId, ledger } = await decide(newSession(), { arguments: hostile, context: { nul: '\0' } });
      const event = await writ.store.readEvent(acme.id, decisionId);
      expect((event?.data as { input: { arguments: object } }).input.arguments).toStrictEqual(hostile);
      const read = await acme.operator.get<{ arguments: object }>(`/v1/decisions/${decisionId}`, {
        'writ-min-position': String(ledger.position),
      });
      expect(read.arguments).toStrictEqual(hostile);
    });
  });

  describe('the counters of a session', () => {
    it('are exact, on two APIs and in batches', async () => {
      const session = newSession();
      const verdicts = ['ALLOW', 'DENY', 'ALLOW', 'DEFER', 'REQUIRE_APPROVAL', 'ALLOW'];
      await Promise.all([
        ...Array.from({ length: 12 }, (_, i) =>
          decide(session, { arguments: { verdict: verdicts[i % 6] } }, i % 2 ? other : writ.url),
        ),
        batch(Array.from({ length: 30 }, (_, i) => call(session, { arguments: { verdict: verdicts[i % 6] } }))),
        batch(
          Array.from({ length: 30 }, (_, i) => call(session, { arguments: { verdict: verdicts[i % 6] } })),
          other,
        ),
      ]);
      const counted = { decisions: 0, allowed: 0, denied: 0 };
      const decided = (await eventsOf(session))
        .filter(({ type }) => type === 'DecisionRecorded')
        .map(({ data }) => data as { verdict: string; input: { session: typeof counted } });
      expect(decided).toHaveLength(72);
      for (const { verdict, input } of decided) {
        const { decisions, allowed, denied } = input.session;
        expect({ decisions, allowed, denied }).toStrictEqual(counted);
        counted.decisions += 1;
        counted.allowed += verdict === 'ALLOW' ? 1 : 0;
        counted.denied += verdict === 'DENY' ? 1 : 0;
      }
    });
  });

  describe('the same request id in a session', () => {
    it('gets the first answer, on every API, however often and however much at once', async () => {
      const session = newSession();
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) => decide(session, { requestId: 'q' }, i % 2 ? other : writ.url)),
      );
      for (const answer of answers) expect(answer).toStrictEqual(answers[0]);
      expectThat('opened, decided once', await eventsOf(session)).toHaveLength(2);
    });

    it('gets the first answer after the controls, the policy or the session have changed', async () => {
      const session = newSession();
      const first = await decide(session, { requestId: 'q' });
      await acme.operator.post('/v1/controls/kill', { scope: 'session', target: session, reason: 'x', forLater: true });
      expect(await decide(session, { requestId: 'q' }, other)).toStrictEqual(first);
      await acme.agent.post(`/v1/sessions/${session}/close`);
      for (const at of [writ.url, other]) expect(await decide(session, { requestId: 'q' }, at)).toStrictEqual(first);
      expect((await acme.agent.refused('POST', '/v1/decisions', call(session, { requestId: 'q2' }))).code).toBe('SESSION_CLOSED');
    });

    it('gets nothing with a key that was revoked elsewhere, of a closed session neither', async () => {
      const leaver = await writ.registerAgent(acme.operator, 'leaver');
      const [open, closed] = [newSession(), newSession()];
      for (const session of [open, closed]) {
        const first = await leaver.post<Decision>('/v1/decisions', call(session, { requestId: 'q' }));
        expect(await leaver.at(other).post('/v1/decisions', call(session, { requestId: 'q' }))).toStrictEqual(first);
      }
      await leaver.post(`/v1/sessions/${closed}/close`);
      expect((await leaver.at(other).refused('POST', '/v1/decisions', call(closed))).code).toBe('SESSION_CLOSED');
      await acme.operator.post('/v1/agents/leaver/keys/rotate');
      for (const session of [closed, open])
        expect((await leaver.at(other).refused('POST', '/v1/decisions', call(session, { requestId: 'q' }))).code).toBe(
          'UNAUTHENTICATED',
        );
    });

    it('is refused for another call, and is another request in another session', async () => {
      const session = newSession();
      const first = await decide(session, { requestId: 'q' });
      for (const more of [
        { tool: 'read' },
        { arguments: { verdict: 'DENY' } },
        { context: { a: 1 } },
        { prompt: { type: 'x', confidence: 'low', action: 'skip' } },
      ])
        expect((await acme.agent.refused('POST', '/v1/decisions', call(session, { requestId: 'q', ...more }))).code).toBe(
          'IDEMPOTENCY_CONFLICT',
        );
      expect((await decide(newSession(), { requestId: 'q' })).decisionId).not.toBe(first.decisionId);
    });

    it('gets all its answers again when a whole batch is repeated', async () => {
      const session = newSession();
      const calls = Array.from({ length: 120 }, (_, i) => call(session, { requestId: `q-${i}` }));
      const first = await batch(calls);
      expect(await batch(calls.toReversed(), other)).toStrictEqual({ items: first.items.toReversed() });
      const mixed = await batch([...calls.slice(0, 50), call(session, { requestId: 'new' }), ...calls.slice(50)]);
      expect(mixed.items.toSpliced(50, 1)).toStrictEqual(first.items);
      expect(await eventsOf(session)).toHaveLength(122);
    });
  });

  describe('a batch', () => {
    it('answers in order, and a bad item fails alone', async () => {
      const [session, closed] = [newSession(), newSession()];
      await decide(closed);
      await acme.agent.post(`/v1/sessions/${closed}/close`);
      const calls = [
        call(session),
        { nonsense: true },
        call(closed),
        call(session, { tool: 'a/b' }),
        null,
        call(newSession()),
        call(session),
      ];
      const { items } = await batch(calls as object[]);
      expect(items.map(({ code }) => code)).toStrictEqual([
        'ALLOWED',
        'INVALID_INPUT',
        'SESSION_CLOSED',
        'INVALID_INPUT',
        'INVALID_INPUT',
        'ALLOWED',
        'ALLOWED',
      ]);
      expect([(items[1] as Problem).status, (items[2] as Problem).status]).toStrictEqual([400, 409]);
    });

    it('may be NDJSON', async () => {
      const session = newSession();
      const lines = [call(session), call(session)].map((line) => JSON.stringify(line)).join('\n');
      const { items } = await acme.agent.post<BatchAnswer>('/v1/decisions/batch', `${lines}\n`, {
        'content-type': 'application/x-ndjson',
      });
      expect(items.map(({ code }) => code)).toStrictEqual(['ALLOWED', 'ALLOWED']);
    });

    it('of a thousand calls is decided, one more is refused', async () => {
      const calls = Array.from({ length: 1_000 }, (_, i) => call(`big-${i % 5}`));
      expect((await batch(calls)).items.every(({ code }) => code === 'ALLOWED')).toBe(true);
      const before_ = await position();
      for (const wrong of [[...calls, call('big-0')], []])
        expect((await acme.agent.refused('POST', '/v1/decisions/batch', wrong)).code).toBe('INVALID_INPUT');
      expect(await position()).toBe(before_);
    });

    it('fails only the call that is too large to be recorded, and the others of its session go on', async () => {
      const session = newSession();
      const large = call(session, { arguments: { verdict: 'ALLOW', text: 'x'.repeat(1_040_000) } });
      const grown = call(session, { arguments: { verdict: 'ALLOW', list: Array.from({ length: 160_000 }, () => 1e15) } });
      const send = (body: string) => acme.agent.send<Decision | Problem>('POST', '/v1/decisions', body);
      // 1e15 is five bytes on the way here and seventeen in the canonical form.
      const texts = [JSON.stringify(large), JSON.stringify(grown).replaceAll('1000000000000000', '1e15')];
      const [tooLarge, tooLong, ...fine] = await Promise.all([
        ...texts.map(send),
        ...Array.from({ length: 5 }, () => send(JSON.stringify(call(session)))),
      ]);
      for (const refused of [tooLarge, tooLong])
        expect([refused?.status, refused && problemIn(refused).code]).toStrictEqual([413, 'BODY_TOO_LARGE']);
      expect(fine.map(({ body }) => body.code)).toStrictEqual(Array.from({ length: 5 }, () => 'ALLOWED'));
    });
  });

  describe('an outcome', () => {
    const outcome = (id: string, body: object = { status: 'succeeded' }, at = writ.url) =>
      acme.agent.at(at).send('POST', `/v1/decisions/${id}/outcome`, body);

    it('is recorded once, on any API, and shown with its decision', async () => {
      const { decisionId } = await decide(newSession());
      const body = {
        status: 'failed',
        durationMs: 12.5,
        result: { nul: '\0' },
        labels: ['slow'],
        error: 'boom\0',
        usage: { tokens: 3 },
      };
      const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => outcome(decisionId, body, i % 2 ? other : writ.url)));
      const [won, ...more] = answers.filter(({ status }) => status === 200);
      assert(won && more.length === 0);
      for (const lost of answers.filter((answer) => answer !== won))
        expect([problemIn(lost).code, problemIn(lost)['ledger']]).toStrictEqual(['OUTCOME_ALREADY_RECORDED', won.body['ledger']]);
      const position_ = (won.body['ledger'] as { position: number }).position;
      const read = await acme.operator.get<{ outcome: object }>(`/v1/decisions/${decisionId}`, {
        'writ-min-position': String(position_),
      });
      expect({ ...read.outcome, at: undefined }).toStrictEqual({
        status: 'failed',
        at: undefined,
        position: position_,
        durationMs: 12.5,
        result: { nul: '\0' },
        labels: ['slow'],
        error: 'boom\0',
        usage: { tokens: 3 },
      });
    });

    it('of a call that was not allowed can only be that it was refused', async () => {
      const { decisionId } = await decide(newSession(), { arguments: { verdict: 'DENY' } });
      expect(problemIn(await outcome(decisionId)).code).toBe('CALL_WAS_NOT_ALLOWED');
      expect((await outcome(decisionId, { status: 'refused' }, other)).status).toBe(200);
    });

    it('of a decision of anybody else does not exist', async () => {
      const { decisionId } = await decide(newSession());
      const colleague = await writ.registerAgent(acme.operator, 'colleague');
      const stranger = await writ.seedTenant(owner);
      const before_ = await position();
      for (const caller of [colleague, stranger.agent])
        expect((await caller.refused('POST', `/v1/decisions/${decisionId}/outcome`, { status: 'succeeded' })).code).toBe(
          'DECISION_NOT_FOUND',
        );
      expect(problemIn(await outcome('0198b1b0-0000-7000-8000-000000000001')).code).toBe('DECISION_NOT_FOUND');
      expect(problemIn(await outcome('not-an-id')).code).toBe('INVALID_INPUT');
      expect(await position()).toBe(before_);
    });

    it('is taken by an API that remembers the session as never opened', async () => {
      const session = newSession();
      const large = call(session, { arguments: { text: 'x'.repeat(1_040_000) } });
      expect((await acme.agent.at(other).refused('POST', '/v1/decisions', large)).code).toBe('BODY_TOO_LARGE');
      const { decisionId } = await decide(session);
      expect((await outcome(decisionId, { status: 'succeeded' }, other)).status).toBe(200);
    });
  });

  it('never takes a revoked key along with a good one of the same agent', async () => {
    const desk = writ.api.app.get(DecisionDesk);
    const principalOf = (token?: string) =>
      writ.api.app.get(Authentication).fromToken(token ?? assert.fail()) as Promise<AgentPrincipal>;
    const twofold = await writ.registerAgent(acme.operator, 'twofold');
    const old = await principalOf(twofold.token);
    const { key } = await acme.operator.post<{ key: string }>('/v1/agents/twofold/keys/rotate');
    const renewed = await principalOf(key);
    const facts = { requestId: 'r', trace: null };
    for (const order of [
      [old, renewed],
      [renewed, old],
    ]) {
      const session = newSession();
      const results = await Promise.all(order.map((agent) => desk.decide(agent, call(session), facts)));
      expect(results.map((result) => ('refused' in result ? result.refused : result.code))).toStrictEqual(
        order.map((agent) => (agent === old ? 'UNAUTHENTICATED' : 'ALLOWED')),
      );
      expect(await eventsOf(session)).toHaveLength(2);
    }
  });

  it('lists decisions newest first, page by page and by every filter', async () => {
    const session = newSession();
    const made = (
      await batch(
        Array.from({ length: 7 }, (_, i) =>
          call(session, { tool: i % 2 ? 'read' : 'pay', arguments: { verdict: i % 3 ? 'ALLOW' : 'DENY' } }),
        ),
      )
    ).items as Decision[];
    const seen = { 'writ-min-position': String(made.at(-1)?.ledger.position) };
    type Page = { items: { decisionId: string; ledger: object }[]; nextCursor: string | null };
    const list = (query: string) => acme.operator.get<Page>(`/v1/decisions?session=${session}&${query}`, seen);
    const all = await list('');
    expect(all.items.map(({ decisionId }) => decisionId)).toStrictEqual(made.map(({ decisionId }) => decisionId).toReversed());
    expect(all.items.map(({ ledger }) => ledger)).toStrictEqual(made.map(({ ledger }) => ledger).toReversed());
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await list(`limit=3${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items.map(({ decisionId }) => decisionId));
      cursor = page.nextCursor;
    }
    expect(paged).toStrictEqual(all.items.map(({ decisionId }) => decisionId));
    const count = async (query: string) => (await list(query)).items.length;
    expect(
      await Promise.all(
        [
          'tool=read',
          'verdict=DENY',
          'code=POLICY_DENIED',
          'tool=read&verdict=DENY',
          'agent=agent-1',
          'agent=nobody',
          'policy=mirror',
          'policy=other',
        ].map(count),
      ),
    ).toStrictEqual([3, 3, 3, 1, 7, 0, 7, 0]);
    expect(
      await Promise.all(['from=2000-01-01T00:00:00Z', 'to=2000-01-01T00:00:00Z', 'from=2999-01-01T00:00:00%2B02:00'].map(count)),
    ).toStrictEqual([7, 0, 0]);
  });
});
