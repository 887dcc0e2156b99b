import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freePort } from '#features/policy-distribution/testing/stock-opa';
import { expectThat, skipWhen } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RedisServer, withoutRedis } from '#test/support/redis-server';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision } from '#test/support/writ-client';

const HOLDING = `package writ

decision := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "people-decide",
	"reason": "a person has to look",
	"obligations": [{"type": "approval", "expiresInSeconds": 2}],
}
`;
const MANY = 30;

describe('what expires', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<{ writ: RunningWrit; acme: SeededTenant }> {
    const writ = await RunningWrit.start({ worker: false, env });
    ends.push(() => writ.close());
    const acme = await writ.seedTenant(await writ.owner());
    await publishPolicy(acme.operator, 'holding', HOLDING);
    return { writ, acme };
  }

  /** Opens requests for approval that nobody answers. Gives back their ids. */
  async function hold({ agent }: SeededTenant, session: string): Promise<string[]> {
    const calls = Array.from({ length: MANY }, (_, n) => ({ sessionId: session, tool: 'pay', arguments: { n } }));
    const answers = await Promise.all(calls.map((call) => agent.post<Decision>('/v1/decisions', call)));
    return answers.map(({ approval }) => (approval as { id: string }).id);
  }

  async function expired(writ: RunningWrit, { id }: SeededTenant): Promise<string[]> {
    const events = await writ.store.readTypes(id, 1, 1_000, ['ApprovalExpired']);
    return events.events.map(({ data }) => String(data['approval']));
  }

  async function expiresOnce(writ: RunningWrit, acme: SeededTenant, ids: readonly string[]): Promise<void> {
    await eventually('all have expired', async () => (await expired(writ, acme)).length >= ids.length, 30_000);
    expect((await expired(writ, acme)).sort()).toStrictEqual([...ids].sort());
  }

  it('does so once, with two workers, one of which is killed, and a queue that is emptied', async () => {
    const { writ, acme } = await start();
    const killed = await writ.startWorkerProcess();
    await writ.startWorker();
    const ids = await hold(acme, 's-1');
    const database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
    const waiting = async () =>
      (await database.query<{ n: number }>('select count(*)::int as n from bullmq.job')).rows[0]?.n ?? 0;
    await eventually('they wait for their time', async () => (await waiting()) > 0 || (await expired(writ, acme)).length > 0);
    await database.query('truncate bullmq.job cascade');
    await eventually('some have expired', async () => {
      await writ.worker?.jobs.look();
      return (await expired(writ, acme)).length > 0;
    });
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    await database.query('truncate bullmq.job cascade');
    await database.end();
    await writ.worker?.jobs.look();
    await expiresOnce(writ, acme, ids);
  });

  skipWhen(withoutRedis, it)('waits for a Redis that is away, while decisions and lists go on', async () => {
    const redis = await RedisServer.stopped();
    ends.push(() => redis.remove());
    const port = await freePort();
    const { writ, acme } = await start({ REDIS_URL: redis.url, WRIT_WORKER_PORT: String(port) });
    await writ.startWorker();
    const readiness = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
      const { status, jobs } = (await answer.json()) as { status: string; jobs: { queues: string; isAway: boolean | null } };
      return [answer.status, status, jobs.queues, jobs.isAway];
    };
    await eventually('it is told', async () => (await readiness())[3] === true);
    expect(await readiness()).toStrictEqual([200, 'degraded', 'redis', true]);
    const ids = await hold(acme, 's-1');
    const position = String((await writ.store.head(acme.id)).position);
    const { items } = await acme.operator.get<{ items: object[] }>('/v1/approvals', { 'writ-min-position': position });
    expectThat('the list is up to date', items).toHaveLength(MANY);
    await redis.resume();
    await expiresOnce(writ, acme, ids);
    await eventually('it is there', async () => (await readiness())[3] === false);
    await redis.stop();
    await eventually('it is away again', async () => (await readiness())[3] === true);
    const more = await hold(acme, 's-2');
    await redis.resume();
    await writ.worker?.jobs.look();
    await expiresOnce(writ, acme, [...ids, ...more]);
  });
});
