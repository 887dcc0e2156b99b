import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { eventually } from '#test/support/conditions';
import { holdLedger } from '#test/support/held-ledger';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';

const ALLOW = 'package writ\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": "as asked"}';

describe('calls of one lane', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let agent: WritClient;
  let other: string;
  let storeOfOther: EventStore;
  let sessions = 0;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    acme = await writ.seedTenant(await writ.owner());
    agent = acme.agent;
    await publishPolicy(acme.operator, 'allow', ALLOW);
    const second = await writ.startSecondApi();
    other = second.url;
    storeOfOther = second.app.get<EventStore>(EVENT_STORE);
    // The first one learns what was published meanwhile, and a lane that loses takes turns for a while.
    await decide(newSession(), 'first');
  });
  afterAll(() => writ.close());

  const newSession = () => `s-${(sessions += 1)}`;
  const decide = (sessionId: string, requestId: string, at = writ.url) =>
    agent.at(at).post<Decision>('/v1/decisions', { sessionId, requestId, tool: 'pay', arguments: {} });
  /** Of an agent of its own, so that nothing is known of it from before. */
  const openSessions = async (count: number): Promise<string[]> => {
    agent = await writ.registerAgent(acme.operator, `agent-of-${sessions}`);
    const opened = Array.from({ length: count }, newSession);
    for (const session of opened) await decide(session, 'q-0');
    return opened;
  };
  const recorded = async (session: string) =>
    (await writ.store.readStream(acme.id, `session/${session}`)).flatMap(({ type, data }) =>
      type === 'DecisionRecorded'
        ? [{ requestId: data['requestId'], input: data['input'] as { session: { decisions: number } } }]
        : [],
    );

  /** Nothing commits while `send` runs; gives back how many appends were handed over meanwhile, and then the answers. */
  async function whileHeld(send: (handedOver: (count: number) => Promise<void>) => Promise<Promise<Decision>[]>) {
    const append = jest.spyOn(writ.store, 'append');
    const release = await holdLedger(writ.databaseUrl, acme.id);
    try {
      const answers = await send(async (count) => {
        await eventually(`${count} are handed over`, () => append.mock.calls.length >= count);
      });
      const handedOver = append.mock.calls.length;
      await release();
      return { handedOver, answers: await Promise.all(answers) };
    } finally {
      append.mockRestore();
    }
  }

  it('are handed to the ledger one behind the other while nothing of them is in, and counted as if it were', async () => {
    const session = newSession();
    await decide(session, 'q-0');
    const { handedOver, answers } = await whileHeld(async (until) => {
      const sent: Promise<Decision>[] = [];
      for (let i = 1; i <= 5; i += 1) {
        sent.push(decide(session, `q-${i}`));
        await until(i);
      }
      return sent;
    });
    expect([handedOver, answers.map(({ code }) => code)]).toStrictEqual([5, Array.from({ length: 5 }, () => 'ALLOWED')]);
    const events = await recorded(session);
    expect(events.map(({ requestId }) => requestId)).toStrictEqual([0, 1, 2, 3, 4, 5].map((i) => `q-${i}`));
    expect(events.map(({ input }) => input.session.decisions)).toStrictEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are all decided again, in their order, when another process moved what the first of them stood on', async () => {
    const session = newSession();
    await decide(session, 'q-0');
    await decide(session, 'elsewhere', other);
    const { handedOver, answers } = await whileHeld(async (until) => {
      const sent: Promise<Decision>[] = [];
      for (let i = 1; i <= 3; i += 1) {
        sent.push(decide(session, `q-${i}`));
        await until(i);
      }
      return sent;
    });
    expect([handedOver, answers.map(({ code }) => code)]).toStrictEqual([3, ['ALLOWED', 'ALLOWED', 'ALLOWED']]);
    const events = await recorded(session);
    expect(events.map(({ requestId }) => requestId)).toStrictEqual(['q-0', 'elsewhere', 'q-1', 'q-2', 'q-3']);
    expect(events.map(({ input }) => input.session.decisions)).toStrictEqual([0, 1, 2, 3, 4]);
  });

  it('wait for the one before with the same request id, and get its answer', async () => {
    const session = newSession();
    await decide(session, 'q-0');
    const { handedOver, answers } = await whileHeld(async (until) => {
      const first = decide(session, 'q-1');
      await until(1);
      return [first, decide(session, 'q-1'), decide(session, 'q-1')];
    });
    expect([handedOver, new Set(answers.map(({ decisionId }) => decisionId)).size]).toStrictEqual([1, 1]);
    expect(await recorded(session)).toHaveLength(2);
  });

  it('are told again from what is recorded, without waiting for anybody or asking the ledger', async () => {
    const session = newSession();
    const first = await decide(session, 'q-0');
    const read = jest.spyOn(writ.store, 'readEvent');
    const { handedOver, answers } = await whileHeld(async (until) => {
      const waits = decide(session, 'q-1');
      await until(1);
      expect(await decide(session, 'q-0')).toStrictEqual(first);
      return [waits];
    });
    expect([handedOver, answers[0]?.code, read.mock.calls]).toStrictEqual([1, 'ALLOWED', []]);
    read.mockRestore();
    expect(await recorded(session)).toHaveLength(2);
  });

  it('are looked for before they are decided, once an agent was seen to repeat what another process recorded', async () => {
    const [session = ''] = await openSessions(1);
    const originals = [];
    for (let i = 1; i <= 5; i += 1) originals.push(await decide(session, `q-${i}`));
    const append = jest.spyOn(storeOfOther, 'append');
    const repeated = [];
    for (let i = 1; i <= 5; i += 1) {
      repeated.push(await decide(session, `q-${i}`, other));
      if (i === 1) append.mockClear();
    }
    expect([repeated, append.mock.calls.length]).toStrictEqual([originals, 0]);
    expect((await decide(session, 'q-new', other)).code).toBe('ALLOWED');
    append.mockRestore();
    expect((await recorded(session)).map(({ requestId }) => requestId).at(-1)).toBe('q-new');
  });

  it('do not get in the way of one another when a limit wants some calls of a session elsewhere', async () => {
    const limited = await writ.seedTenant(await writ.owner());
    await publishPolicy(limited.operator, 'allow', ALLOW);
    await limited.operator.post('/v1/limits', {
      name: 'pays',
      subject: 'tool',
      tool: 'pay',
      limit: 1_000,
      windowSeconds: 3_600,
    });
    const ask = (session: string, requestId: string, tool: string) =>
      limited.agent.post<Decision>('/v1/decisions', { sessionId: session, requestId, tool, arguments: {} });
    // The first ones learn of the limit.
    for (const session of ['a', 'b']) await ask(session, 'q-first', 'pay');
    const append = jest.spyOn(writ.store, 'append');
    const asked = ['a', 'b'].flatMap((session) =>
      Array.from({ length: 24 }, (_, i) => ask(session, `q-${i}`, i % 3 === 0 ? 'pay' : 'look')),
    );
    const answers = await Promise.all(asked);
    const appended = await Promise.allSettled(append.mock.results.map(({ value }) => value));
    append.mockRestore();
    expect(new Set(answers.map(({ code }) => code))).toStrictEqual(new Set(['ALLOWED']));
    expect(appended.filter(({ status }) => status === 'rejected')).toStrictEqual([]);
  });

  it('of one agent go into one append, whatever their sessions', async () => {
    const sessions = await openSessions(5);
    const { handedOver, answers } = await whileHeld(async (until) => {
      const sent = sessions.map((session) => decide(session, 'q-1'));
      await until(1);
      return [...sent, decide(sessions[0]!, 'q-2')];
    });
    expect([handedOver, answers.map(({ code }) => code)]).toStrictEqual([1, Array.from({ length: 6 }, () => 'ALLOWED')]);
    expect((await recorded(sessions[0]!)).map(({ requestId }) => requestId)).toStrictEqual(['q-0', 'q-1', 'q-2']);
  });

  it('that are refused neither wait for the others nor hold them up', async () => {
    const [foreign] = await openSessions(1);
    const sessions = await openSessions(3);
    const { handedOver, answers } = await whileHeld(async (until) => {
      const sent = sessions.map((session) => decide(session, 'q-1'));
      const call = { sessionId: foreign, requestId: 'q-1', tool: 'pay', arguments: {} };
      expect(await agent.refused('POST', '/v1/decisions', call)).toMatchObject({ code: 'TENANT_MISMATCH' });
      await until(1);
      return sent;
    });
    expect([handedOver, answers.map(({ code }) => code)]).toStrictEqual([1, ['ALLOWED', 'ALLOWED', 'ALLOWED']]);
  });

  it('are decided session by session for a while after another process moved two of them', async () => {
    const sessions = await openSessions(4);
    for (const session of sessions.slice(0, 2)) await decide(session, 'elsewhere', other);
    const first = [];
    for (const session of sessions) first.push(await decide(session, 'q-1'));
    const { handedOver, answers } = await whileHeld(async (until) => {
      const sent = sessions.map((session) => decide(session, 'q-2'));
      await until(4);
      return sent;
    });
    expect([handedOver, new Set([...first, ...answers].map(({ code }) => code))]).toStrictEqual([4, new Set(['ALLOWED'])]);
    expect((await recorded(sessions[0]!)).map(({ requestId }) => requestId)).toStrictEqual(['q-0', 'elsewhere', 'q-1', 'q-2']);
  });

  it('are decided in shares, so that others have their turn, also when a race was lost for very many', async () => {
    const [session = ''] = await openSessions(1);
    await decide(session, 'elsewhere', other);
    const calls = Array.from({ length: 350 }, (_, i) => ({
      sessionId: session,
      requestId: `b-${i}`,
      tool: 'look',
      arguments: {},
    }));
    const append = jest.spyOn(writ.store, 'append');
    const { items } = await agent.post<{ items: Decision[] }>('/v1/decisions/batch', calls);
    const sizes = append.mock.calls.map(([{ writes }]) => writes.flatMap(({ events }) => events).length);
    append.mockRestore();
    expect(new Set(items.map(({ code }) => code))).toStrictEqual(new Set(['ALLOWED']));
    expect([Math.max(...sizes) <= 100, sizes.length > 4]).toStrictEqual([true, true]);
    expect((await recorded(session)).map(({ requestId }) => requestId)).toStrictEqual([
      'q-0',
      'elsewhere',
      ...calls.map(({ requestId }) => requestId),
    ]);
  });
});
