import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { expectThat, seededChoices } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { RACED_FACTS, RACED_LIMITS, RACED_PRICES, RecountedHistory } from '#test/support/recounted-history';
import { RACED_QUARANTINE } from '#test/support/recounted-quarantine';
import { publishPolicy, RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';

const CALLERS = 12;
const CALLS_EACH = 20;
/** Rules as the arguments say, but for what the facts forbid; for some of what people have to agree to they have a second. */
const POLICY = `package writ
default decision := {"verdict": "DENY", "rule": "facts", "reason": "enough is done"}
decision := {"verdict": input.arguments.verdict, "rule": "mirror", "reason": "as asked", "obligations": obligations} if input.facts.done < 40

default obligations := []
obligations := [{"type": "approval", "expiresInSeconds": 1}] if {
	input.arguments.verdict == "REQUIRE_APPROVAL"
	input.arguments.amount == 3
}`;

describe('agents, people and outcomes racing over two API processes that die', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let apis: ApiProcess[];
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    apis = await Promise.all([writ.startApiProcess(), writ.startApiProcess()]);
  });
  afterAll(() => writ.close());

  /** The same request again, at whichever API is there, until one answers: what was recorded is told again. */
  async function untilAnswered<T>(ask: (url: string) => Promise<T>, first: number): Promise<T> {
    for (let attempt = first; attempt < first + 200; attempt += 1) {
      try {
        return await ask(apis[attempt % 2]?.url ?? '');
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // fetch: nobody is there, or was there when the answer was due
      }
    }
    return assert.fail('no API answered');
  }

  async function callAll(agent: WritClient, name: string, choose: (below: number) => number): Promise<Decision[]> {
    const told: Decision[] = [];
    for (let i = 0; i < CALLS_EACH; i += 1) {
      const verdict = ['ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'REQUIRE_APPROVAL'][choose(5)];
      const given = { verdict, customer: `c-${choose(4)}`, amount: [0.1, 12.5, 3][choose(3)] };
      const session = `s-${name.at(-1)}-${choose(3)}`;
      const more = { requestId: `${name}-${i}`, arguments: given };
      const tool = choose(3) ? 'pay' : 'read';
      const decision = await untilAnswered((url) => agent.at(url).decide(session, tool, more), choose(2));
      told.push(decision);
      const status = ['succeeded', 'failed', undefined][choose(3)];
      if (decision.verdict !== 'ALLOW' || status === undefined) continue;
      await untilAnswered(
        (url) => agent.at(url).send('POST', `/v1/decisions/${decision.decisionId}/outcome`, { status }),
        choose(2),
      );
    }
    return told;
  }

  /** Lets some calls of one agent pass, and perhaps thinks better of it. */
  async function except(one: WritClient, another: WritClient, choose: (below: number) => number): Promise<void> {
    const exception = {
      agent: `racer-${choose(2)}`,
      rule: 'mirror',
      seconds: choose(2) ? 1 : 3_600,
      uses: 1 + choose(3),
      reason: 'race',
    };
    // It may be busy: calls use the exceptions there are.
    const { id } = (await one.send<{ id?: string }>('POST', '/v1/exceptions', exception)).body;
    if (id === undefined) return;
    await another.send('POST', `/v1/exceptions/${id}/approve`, {});
    if (choose(3) === 0) await one.send('POST', `/v1/exceptions/${id}/revoke`, { reason: 'race' });
  }

  /** Until the race is over: says yes to whatever waits, releases whoever is contained, kills and excepts a little. */
  async function attend(people: readonly WritClient[], choose: (below: number) => number, isOver: () => boolean): Promise<void> {
    const [one = assert.fail(), another = assert.fail()] = people;
    const refusable = (path: string, body: object = {}) => one.send('POST', path, body);
    const each = async (list: string, act: (id: string) => Promise<unknown>) => {
      const { items } = await one.get<{ items: { id: string }[] }>(list);
      await Promise.all(items.map(({ id }) => act(id)));
    };
    while (!isOver()) {
      await each('/v1/approvals?state=pending', (id) => refusable(`/v1/approvals/${id}/approve`));
      await each('/v1/incidents?state=open', (id) => refusable(`/v1/incidents/${id}/release`, { reason: 'race' }));
      if (choose(3) === 0)
        await each('/v1/incidents?state=released&limit=1', (id) => refusable(`/v1/incidents/${id}/reopen`, { reason: 'race' }));
      if (choose(3) === 0) await except(one, another, choose);
      const killed = [
        { scope: 'tool', target: 'pay' },
        { scope: 'agent', target: 'racer-1' },
        { scope: 'session', target: 's-0-1' },
      ][choose(6)];
      for (const verb of ['kill', 'restore'])
        if (killed) await refusable(`/v1/controls/${verb}`, { ...killed, reason: 'race', forLater: true });
    }
  }

  async function race(seed: number): Promise<void> {
    const tenant: SeededTenant = await writ.seedTenant(owner);
    await publishPolicy(tenant.operator, 'mirror', POLICY);
    for (const [name, definition] of Object.entries(RACED_FACTS)) await tenant.operator.post('/v1/facts', { name, definition });
    await tenant.operator.post('/v1/usage/prices', RACED_PRICES);
    for (const limit of RACED_LIMITS) await tenant.operator.post('/v1/limits', limit);
    await tenant.operator.post('/v1/quarantine', RACED_QUARANTINE);
    const agents = await Promise.all([0, 1].map((n) => writ.registerAgent(tenant.operator, `racer-${n}`)));
    let isOver = false;
    const colleague = { name: 'Colleague', roles: ['approval_admin'] };
    const another = await owner.post<{ clientId: string; clientSecret: string }>(`/v1/tenants/${tenant.id}/operators`, colleague);
    const people = attend([tenant.operator, await writ.signIn(another)], seededChoices(seed - 1), () => isOver);
    const callers = Array.from({ length: CALLERS }, (_, n) =>
      callAll(agents[n % 2] ?? assert.fail(), `q${n}-${n % 2}`, seededChoices(seed + n)),
    );
    await Promise.race(callers);
    const victim = seed % 2;
    process.kill(apis[victim]?.pid ?? assert.fail(), 'SIGKILL');
    await apis[victim]?.ended;
    apis[victim] = await writ.startApiProcess();
    const told = (await Promise.all(callers)).flat();
    isOver = true;
    await people;
    const history = new RecountedHistory();
    const events = await assertLedgerIsSound(writ.store, tenant.id);
    for (const event of events) history.apply(event);
    history.end();
    const decided = new Set(events.filter(({ type }) => type === 'DecisionRecorded').map(({ id }) => id));
    expectThat('what was told is recorded, and nothing else', decided).toStrictEqual(
      new Set(told.map(({ decisionId }) => decisionId)),
    );
    expect(told).toHaveLength(CALLERS * CALLS_EACH);
    console.info(`seed ${seed}: ${history.quarantine.incidents} incidents, ${JSON.stringify(history.codes)}`);
  }

  it.prop([fc.nat()], { numRuns: 2, endOnFailure: true })(
    'count everything exactly: every fact and score is what a recount of the ledger comes to, nothing passes a kill or a quarantine, no limit, approval or exception is overshot',
    (seed) => race(seed),
  );
});
