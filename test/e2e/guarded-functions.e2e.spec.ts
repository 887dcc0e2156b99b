import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rejectionOf } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { ApprovalRequired, CallDeferred, CallDenied, ObligationUnmet } from '../../clients/sdk-typescript/not-run.js';
import { Guard, type GuardOptions } from '../../clients/sdk-typescript/guard.js';
import { systemClock } from '../../clients/sdk-typescript/local/clock.js';
import { NotSent } from '../../clients/sdk-typescript/recordable.js';
import { WritProblem, WritUnreachable } from '../../clients/contract/problem.js';
import { Writ } from '../../clients/sdk-typescript/writ.js';

const POLICY = `package writ

default decision := {"verdict": "DENY", "rule": "none", "reason": "nobody allows this"}

decision := {"verdict": "ALLOW", "rule": "small", "reason": "it is small"} if {
	input.tool == "pay"
	input.arguments.amount < 10
}

decision := {"verdict": "MODIFY", "rule": "capped", "reason": "at most 100", "changes": {"amount": 100}} if {
	input.tool == "pay"
	input.arguments.amount > 1000
}

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "large", "reason": "it is large", "obligations": [{"type": "approval"}]} if {
	input.tool == "pay"
	input.arguments.amount >= 10
	input.arguments.amount <= 1000
}

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "soon", "reason": "ask soon", "obligations": [{"type": "approval", "expiresInSeconds": 1}]} if {
	input.tool == "hasty"
}

decision := {"verdict": "DEFER", "rule": "later", "reason": "not twice in a row", "retryAfter": 1} if {
	input.tool == "wait"
	input.session.decisions < input.arguments.times
}

decision := {"verdict": "ALLOW", "rule": "waited", "reason": "it is time"} if {
	input.tool == "wait"
	input.session.decisions >= input.arguments.times
}

decision := {"verdict": "ALLOW", "rule": "told", "reason": "tell the team", "obligations": [{"type": "notify", "team": "finance"}]} if input.tool == "told"
`;

interface Payment {
  readonly amount: number;
}

describe('a guarded function', () => {
  let server: RunningWrit;
  let acme: SeededTenant;
  let writ: Writ;
  const ran: unknown[] = [];
  let sessions = 0;

  beforeAll(async () => {
    server = await RunningWrit.start();
    acme = await server.seedTenant(await server.owner());
    await publishPolicy(acme.operator, 'guarded', POLICY);
    writ = Writ.fromEnv({}, { WRIT_URL: server.url, WRIT_AGENT_KEY: acme.agent.token });
  });
  afterAll(() => server.close());
  beforeEach(() => void ran.splice(0));

  function guarded<A extends object>(tool: string, options: Partial<GuardOptions<A, string>> = {}, run?: (given: A) => string) {
    const sessionId = `s-${(sessions += 1)}`;
    const guard = writ.guard<A, string>(
      tool,
      (given) => {
        ran.push(given);
        return run?.(given) ?? 'done';
      },
      { sessionId, ...options },
    );
    /** Of its one decision, once the list has it. */
    const outcome = () =>
      eventually('its outcome is in the list', async () => {
        const path = `/v1/decisions?session=${sessionId}`;
        const { items } = await acme.operator.get<{ items: { outcome: Record<string, unknown> | null }[] }>(path);
        return items[0]?.outcome;
      });
    return { guard, sessionId, outcome };
  }

  it('runs what may run, and tells what came of it, no more than was asked for', async () => {
    const quiet = guarded<Payment>('pay');
    expect(await quiet.guard({ amount: 5 })).toBe('done');
    expect(ran).toStrictEqual([{ amount: 5 }]);
    expect(await quiet.outcome()).toMatchObject({ status: 'succeeded', result: null, error: null, usage: null });
    const telling = guarded<Payment>('pay', { result: (text) => ({ text }), usage: () => ({ tokens: 7 }) });
    await telling.guard({ amount: 5 });
    expect(await telling.outcome()).toMatchObject({ result: { text: 'done' }, usage: { tokens: 7 } });
  });

  it('runs with what the policy changes', async () => {
    const { guard } = guarded<Payment & { readonly to: string }>('pay');
    await guard({ amount: 5_000, to: 'x' });
    expect(ran).toStrictEqual([{ amount: 100, to: 'x' }]);
  });

  it('does not run what is denied', async () => {
    const error = await rejectionOf(guarded<object>('burn').guard({}));
    expect(error).toBeInstanceOf(CallDenied);
    expect(error).toMatchObject({ name: 'CallDenied', code: 'POLICY_DENIED', decision: { rule: 'none', verdict: 'DENY' } });
    expect(ran).toStrictEqual([]);
  });

  it('throws at once where people have to decide, or waits for them when told to', async () => {
    const impatient = guarded<Payment>('pay');
    const error = await rejectionOf(impatient.guard({ amount: 50 }));
    expect(error).toBeInstanceOf(ApprovalRequired);
    const { approvalId } = error as ApprovalRequired;
    expect(ran).toStrictEqual([]);
    const patient = guarded<Payment>('pay', { waitSeconds: 60, sessionId: impatient.sessionId });
    const waiting = patient.guard({ amount: 50 });
    await acme.operator.post(`/v1/approvals/${approvalId}/approve`, {});
    expect(await waiting).toBe('done');
    const refused = guarded<Payment>('pay', { waitSeconds: 60, sessionId: impatient.sessionId });
    const hopeless = rejectionOf(refused.guard({ amount: 60 }));
    const pending = await eventually('it is asked for', async () => {
      const { items } = await acme.operator.get<{ items: { id: string }[] }>('/v1/approvals?state=pending');
      return items.find(({ id }) => id !== approvalId)?.id;
    });
    await acme.operator.post(`/v1/approvals/${pending}/deny`, { reason: 'no' });
    expect(await hopeless).toMatchObject({ name: 'CallDenied', code: 'APPROVAL_DENIED' });
    expect(ran).toStrictEqual([{ amount: 50 }]);
  });

  it('throws where it is not time, or waits until it is', async () => {
    const error = await rejectionOf(guarded<{ times: number }>('wait').guard({ times: 1 }));
    expect(error).toBeInstanceOf(CallDeferred);
    expect(error).toMatchObject({ code: 'DEFERRED', retryAfter: 1 });
    expect(await guarded<{ times: number }>('wait', { waitSeconds: 30 }).guard({ times: 1 })).toBe('done');
    expect(ran).toHaveLength(1);
  });

  it('meets obligations before it runs, and does not run with one that nobody meets', async () => {
    const met: unknown[] = [];
    const meeting = guarded<object>('told', {
      obligations: { notify: ({ team }, { tool }) => met.push([team, tool, ran.length]) },
    });
    await meeting.guard({});
    expect([met, ran.length]).toStrictEqual([[['finance', 'told', 0]], 1]);
    const failing = () => Promise.reject(new Error('no mail today'));
    for (const obligations of [{}, { ['constructor']: () => 1 }, { notify: failing }]) {
      const { guard, outcome } = guarded<object>('told', {
        obligations: obligations as GuardOptions<object, string>['obligations'] & object,
      });
      const error = await rejectionOf(guard({}));
      expect(error).toBeInstanceOf(ObligationUnmet);
      expect((error as ObligationUnmet).obligation).toStrictEqual({ type: 'notify', team: 'finance' });
      expect(await outcome()).toMatchObject({ status: 'refused' });
    }
    expect(ran).toHaveLength(1);
  });

  it("passes the function's own error on, and tells its message", async () => {
    const own = new Error('the bank is closed');
    const { guard, outcome } = guarded<Payment>('pay', {}, () => {
      throw own;
    });
    expect(await rejectionOf(guard({ amount: 1 }))).toBe(own);
    expect(await outcome()).toMatchObject({ status: 'failed', error: 'the bank is closed' });
  });

  it('decides on what it runs, whatever becomes of the arguments meanwhile', async () => {
    const given = { amount: 5 };
    const calling = guarded<Payment>('pay').guard(given);
    given.amount = 900;
    await calling;
    expect(ran).toStrictEqual([{ amount: 5 }]);
  });

  it('runs nothing when nothing was decided', async () => {
    const nobody = new Writ({ url: 'http://127.0.0.1:9', agentKey: 'wrk_x', deadlineMs: 1 });
    const stranger = new Writ({ url: server.url, agentKey: 'wrk_x' });
    for (const [client, kind] of [
      [nobody, WritUnreachable],
      [stranger, WritProblem],
    ] as const) {
      const guard = client.guard('pay', () => ran.push('it'), { sessionId: 's' });
      expect(await rejectionOf(guard({ amount: 1 }))).toBeInstanceOf(kind);
    }
    for (const value of [() => 1, new Date(), new Map(), Number.NaN])
      expect(await rejectionOf(guarded<object>('pay').guard({ amount: value }))).toBeInstanceOf(NotSent);
    expect(ran).toStrictEqual([]);
  });

  it('gives its result although the outcome cannot be told, and says so', async () => {
    const problems: unknown[] = [];
    const { guard } = guarded<Payment>('pay', { result: () => Number.NaN, onProblem: (problem) => problems.push(problem) });
    expect(await guard({ amount: 1 })).toBe('done');
    expect(problems).toMatchObject([{ name: 'NotSent' }]);
  });

  it('tells how a call ended although a detail of it cannot be told', async () => {
    const unfit: Partial<GuardOptions<Payment, string>>[] = [
      { result: () => ({ at: new Date() }) as never },
      { result: () => ({ lost: undefined }) as never },
      { result: () => 'x'.repeat(2_000_000) },
      {
        result: () => {
          throw new Error('no such member');
        },
      },
      { usage: () => ({ tokens: 1.5 }) },
      { usage: () => ({ tokens: Number.NaN }) },
    ];
    for (const options of unfit) {
      const problems: unknown[] = [];
      const { guard, outcome } = guarded<Payment>('pay', { ...options, onProblem: (problem) => problems.push(problem) });
      expect(await guard({ amount: 1 })).toBe('done');
      expect(problems).toHaveLength(1);
      expect(await outcome()).toMatchObject({ status: 'succeeded', result: null, usage: null });
    }
  });

  it.each([
    ['cut within a pair', `${'x'.repeat(4_095)}😀`, 'x'.repeat(4_095)],
    ['cut after a pair', `${'x'.repeat(4_094)}😀y`, `${'x'.repeat(4_094)}😀`],
    ['half a pair', 'lost \ud83d half', 'lost \ufffd half'],
  ])('tells an error message with whole characters: %s', async (_, message, told) => {
    const { guard, outcome } = guarded<Payment>('pay', {}, () => {
      throw new Error(message);
    });
    await rejectionOf(guard({ amount: 1 }));
    expect(await outcome()).toMatchObject({ status: 'failed', error: told });
  });

  it('does not ask again for what was withdrawn', async () => {
    const { guard, sessionId } = guarded<Payment>('pay', { waitSeconds: 60 });
    const hopeless = rejectionOf(guard({ amount: 70 }));
    const list = () => acme.operator.get<{ items: { id: string; sessionId: string }[] }>('/v1/approvals?state=pending');
    const pending = await eventually(
      'it is asked for',
      async () => (await list()).items.find((item) => item.sessionId === sessionId)?.id,
    );
    await acme.agent.post(`/v1/approvals/${pending}/withdraw`, { reason: 'not needed' });
    const error = await hopeless;
    expect(error).toBeInstanceOf(ApprovalRequired);
    expect((error as ApprovalRequired).approvalId).toBe(pending);
    expect(ran).toStrictEqual([]);
  });

  it('does not ask again for what nobody decided in time', async () => {
    const { guard } = guarded<object>('hasty', { waitSeconds: 60 });
    const error = await rejectionOf(guard({}));
    expect(error).toBeInstanceOf(ApprovalRequired);
    const { state } = await acme.operator.get<{ state: string }>(`/v1/approvals/${(error as ApprovalRequired).approvalId}`);
    expect([state, ran]).toStrictEqual(['expired', []]);
  });

  it('runs once for one approval, whoever else waits for it', async () => {
    const used = Promise.withResolvers<void>();
    /** Looks at the approval only when another one has used it. */
    const late = {
      decide: writ.decide.bind(writ),
      recordOutcome: writ.recordOutcome.bind(writ),
      awaitApproval: async (...asked: Parameters<typeof writ.awaitApproval>) => {
        await used.promise;
        return writ.awaitApproval(...asked);
      },
    };
    const { guard, sessionId } = guarded<Payment>('pay', { waitSeconds: 60 });
    const other = new Guard<Payment, unknown>(late, systemClock, 'pay', (given) => ran.push(given), {
      sessionId,
      waitSeconds: 60,
    });
    const loser = rejectionOf(other.call({ amount: 80 }));
    const winner = guard({ amount: 80 });
    const list = () => acme.operator.get<{ items: { id: string; sessionId: string }[] }>('/v1/approvals?state=pending');
    const pending = await eventually(
      'it is asked for',
      async () => (await list()).items.find((item) => item.sessionId === sessionId)?.id,
    );
    await acme.operator.post(`/v1/approvals/${pending}/approve`, {});
    expect(await winner).toBe('done');
    used.resolve();
    const error = await loser;
    expect(error).toBeInstanceOf(ApprovalRequired);
    expect((error as ApprovalRequired).approvalId).toBe(pending);
    const { state } = await acme.operator.get<{ state: string }>(`/v1/approvals/${pending}`);
    expect([state, ran]).toStrictEqual(['used', [{ amount: 80 }]]);
  });

  it('sends nothing of what a copy would change', async () => {
    class Money {
      readonly amount = 1;
    }
    const reading = {
      get amount() {
        return 1;
      },
    };
    for (const given of [new Money(), reading, { inside: new Money() }, { [Symbol('hidden')]: 1 }])
      expect(await rejectionOf(guarded<object>('pay').guard(given))).toBeInstanceOf(NotSent);
    expect(ran).toStrictEqual([]);
  });

  it('decides on and runs what it was given, whatever its callbacks do to it', async () => {
    const spoil = (given: { to?: string[] }) => void given.to?.push('mallory');
    const { guard } = guarded<{ to: string[] }>('told', {
      context: (given) => {
        spoil(given);
        return {};
      },
      obligations: { notify: (_, call) => spoil(call.arguments) },
    });
    await guard({ to: ['alice'] });
    expect(ran).toStrictEqual([{ to: ['alice'] }]);
  });
});

describe('Writ.fromEnv', () => {
  it('says which setting is missing', () => {
    expect(() => Writ.fromEnv({}, {})).toThrow('WRIT_AGENT_KEY is not set');
    expect(() => Writ.fromEnv({}, { WRIT_AGENT_KEY: 'x', WRIT_URL: ' ' })).toThrow('WRIT_URL is not set');
  });
});
