import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewEvent } from '#libs/event-sourcing';
import { expectThat, seededChoices, skipWhen } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RedisServer, withoutRedis } from '#test/support/redis-server';
import { addRevision, always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';

/** Ten stretches: two at most are done between a start and the kill that follows. */
const DECISIONS = 2_000;
const KILLS = 3;
/** To each worker that follows: more than a step of it. */
const SHADOWED = 1_200;
const SHADOW_KILLS = 2;

/** Denies every third call, and adds up so many numbers for each: four thousand take some milliseconds. */
const slow = (numbers: number) => `package writ

default decision := {"verdict": "ALLOW", "rule": "always", "reason": "always ALLOW"}

decision := {"verdict": "DENY", "rule": "third", "reason": "every third"} if {
	sum([x | some x in numbers.range(1, ${numbers})]) > 0
	input.arguments.n % 3 == 0
}
`;

interface Told {
  readonly state: string;
  readonly report: string | null;
  readonly detail: string | null;
  readonly progress: { readonly done: number; readonly total: number };
}

interface Totals {
  readonly through: number;
  readonly decisions: number;
}

describe('a replay whose workers are killed', () => {
  let writ: RunningWrit;
  let tenant: SeededTenant;
  let range: { readonly to: number };
  let undisturbed: string | null;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    tenant = await writ.seedTenant(await writ.owner());
    await publishPolicy(tenant.operator, 'gate', always('ALLOW'));
    await addRevision(tenant.operator, 'gate', slow(4_000));
    // A shadow yields to everybody else: on a busy machine a thousand slow ones take it minutes.
    await addRevision(tenant.operator, 'gate', slow(400));
    await tenant.agent.decide('s-1', 'pay', { arguments: { n: 0 } });
    await recordedLikeTheFirst();
    range = { to: (await writ.store.head(tenant.id)).position };
    const worker = await writ.startWorkerProcess();
    undisturbed = (await completed(await requested())).report;
    await worker.stop();
  });
  afterAll(() => writ.close());

  /** As many more decisions as are wanted, appended as they would have been. */
  async function recordedLikeTheFirst(count = DECISIONS): Promise<void> {
    const [first] = (await writ.store.readLedger(tenant.id, 1, 200)).filter(({ type }) => type === 'DecisionRecorded');
    if (!first) throw new Error('nothing was decided');
    const input = first.data['input'] as object;
    const events = Array.from({ length: count }, (_, n): NewEvent => {
      const { type, schema, actor, correlation, causation, trace, sealed } = first;
      const data = { ...first.data, requestId: null, input: { ...input, arguments: { n } } };
      return { id: randomUUID(), type, schema, actor, correlation, causation, trace, sealed, data };
    });
    for (let at = 0; at < events.length; at += 200)
      await writ.store.append({
        tenant: tenant.id,
        writes: [{ stream: 'session/s-1', expect: 'any', events: events.slice(at, at + 200) }],
      });
  }

  async function requested(): Promise<string> {
    const request = { range, candidate: { policy: 'gate', revision: 2 }, listed: 20 };
    return (await tenant.operator.post<{ id: string }>('/v1/replays', request)).id;
  }
  const told = (id: string) => tenant.operator.get<Told>(`/v1/replays/${id}`);

  async function completed(id: string): Promise<Told> {
    await eventually(
      'it is completed',
      async () => {
        const { state, detail } = await told(id);
        if (state === 'failed') throw new Error(`the replay failed: ${detail}`);
        return state === 'completed';
      },
      120_000,
    );
    return told(id);
  }

  it(`${KILLS} times at moments nobody chose comes to the same report, and counts nothing twice`, async () => {
    const seed = randomInt(2 ** 31);
    const choose = seededChoices(seed);
    const id = await requested();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { done } = (await told(id)).progress;
      const worker = await writ.startWorkerProcess();
      const moved = choose(3) > 0;
      if (moved) await eventually('it gets on', async () => (await told(id)).progress.done !== done, 60_000);
      process.kill(worker.pid, 'SIGKILL');
      await worker.ended;
      if ((await told(id)).state === 'completed') break;
    }
    expectThat(`some of it was left to do, seed ${seed}`, (await told(id)).state).toBe('running');
    const last = await writ.startWorkerProcess();
    const { report, progress } = await completed(id);
    await last.stop();
    expect(report).toBe(undisturbed);
    expect(progress.done).toBe(progress.total);
    const { totals } = await tenant.operator.get<{ totals: { decisions: number; different: number } }>(
      `/v1/replays/${id}/report`,
    );
    expect(totals).toMatchObject({ decisions: DECISIONS + 1, different: Math.ceil(DECISIONS / 3) + 1 });
  });

  it('leaves to the next one what a shadow has still to compare, and nothing of it is counted twice', async () => {
    const { id } = await tenant.operator.post<{ id: string }>('/v1/shadows', { candidate: { policy: 'gate', revision: 3 } });
    const found = async () =>
      await tenant.operator.get<{ state: string; digest: string | null; findings: { totals: Totals } }>(`/v1/shadows/${id}`);
    const seed = randomInt(2 ** 31);
    const choose = seededChoices(seed);
    for (let kill = 0; kill < SHADOW_KILLS; kill += 1) {
      // Before it starts, so that there is something to get on with whatever the workers before it came to.
      await recordedLikeTheFirst(SHADOWED);
      const { through } = (await found()).findings.totals;
      const worker = await writ.startWorkerProcess();
      if (choose(3) > 0) await eventually('it gets on', async () => (await found()).findings.totals.through !== through, 60_000);
      process.kill(worker.pid, 'SIGKILL');
      await worker.ended;
    }
    const [one, other] = [await writ.startWorkerProcess(), await writ.startWorkerProcess()];
    await tenant.operator.post(`/v1/shadows/${id}/end`);
    await eventually('it is over', async () => (await found()).state === 'ended', 120_000);
    await Promise.all([one.stop(), other.stop()]);
    const { totals } = (await found()).findings;
    const decisions = SHADOWED * SHADOW_KILLS;
    expectThat(`seed ${seed}`, totals).toMatchObject({ decisions, different: decisions / 3, diverged: 0 });
    const ended = (await writ.store.readStream(tenant.id, `shadow/${id}`)).filter(({ type }) => type === 'ShadowEnded');
    expect(ended.map(({ data }) => data['totals'])).toStrictEqual([totals]);
  });

  skipWhen(withoutRedis, it)('comes to the same report when the queues are in Redis', async () => {
    const redis = await RedisServer.start();
    const worker = await writ.startWorkerProcess({ REDIS_URL: redis.url });
    const { report } = await completed(await requested());
    await worker.stop();
    await redis.remove();
    expect(report).toBe(undisturbed);
  });
});
