import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createPostgresEventStore } from '#libs/event-store-postgres';
import type { EventStore } from '#libs/event-sourcing';
import { expectThat, rejectionOf, skipWhen } from '#libs/testing';
import { loadConfiguration } from '#platform/config/configuration';
import { roleUrl } from '#platform/database/role-urls';
import { eventually } from '#test/support/conditions';
import { RedisServer, withoutRedis } from '#test/support/redis-server';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '#test/support/test-database';
import { JobQueues } from './job-queues.js';
import { USUAL_PACE, type Pace } from './lane-runner.js';
import { queueBackend, type QueuePlace } from './queue-backend.js';
import { RecordingJob } from './testing/recording-job.js';

const PACE: Pace = { ...USUAL_PACE, attempts: 3, firstRetryMs: 10, longestRetryMs: 20, heldMs: 1_000, reviveMs: 0 };
const MANY = Array.from({ length: 300 }, (_, i) => ({ id: `run-${i}` }));

let database: TestDatabase;
let store: EventStore;
let urls: { readonly jobs: string; readonly owner: string };

beforeAll(async () => {
  database = await createTestDatabase('migrated');
  const env = { NODE_ENV: 'test', DATABASE_URL: database.url, WRIT_SECRET: TEST_SECRET };
  const configuration = loadConfiguration(env);
  const of = (role: Parameters<typeof roleUrl>[1]) => roleUrl(configuration, role);
  store = createPostgresEventStore({ ledger: of('writ_ledger'), app: of('writ_app') });
  urls = { jobs: of('writ_jobs'), owner: database.url };
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

/** One kind of queue, and what can happen to it. */
interface Place {
  open(): Promise<QueuePlace>;
  /** All that it holds is lost. */
  wipe(): Promise<void>;
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urls.owner });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

class OnPostgres implements Place {
  open = () => Promise.resolve({ databaseUrl: urls.jobs, deployment: 'spec' });
  wipe = () => asOwner('truncate bullmq.job cascade');
  comeBack = () => asOwner('alter role writ_jobs connection limit -1; grant usage on schema bullmq to writ_jobs');
  close = () => Promise.resolve();
  async leave(): Promise<void> {
    await asOwner(`revoke usage on schema bullmq from writ_jobs`);
    await asOwner(`select pg_terminate_backend(pid) from pg_stat_activity
      where usename = 'writ_jobs' and datname = current_database()`);
  }
}

class OnRedis implements Place {
  private server: RedisServer | undefined;
  private get there(): RedisServer {
    return this.server ?? assert.fail('not opened');
  }
  async open(): Promise<QueuePlace> {
    this.server = await RedisServer.start();
    return { databaseUrl: urls.jobs, redisUrl: this.server.url, deployment: 'spec' };
  }
  async wipe(): Promise<void> {
    const client = new Redis(this.there.url);
    await client.flushall();
    client.disconnect();
  }
  leave = () => this.there.stop();
  comeBack = () => this.there.resume();
  close = async () => this.server?.remove();
}

const PLACES = [
  ['in PostgreSQL', new OnPostgres(), false],
  ['in Redis', new OnRedis(), withoutRedis],
] as const;

for (const [where, place, reason] of PLACES)
  skipWhen(reason, describe)(`the queues of jobs ${where}`, () => {
    const running: JobQueues[] = [];
    let at: QueuePlace;
    beforeAll(async () => void (at = await place.open()));
    afterAll(() => place.close());
    afterEach(async () => {
      await Promise.all(running.splice(0).map((queues) => queues.close()));
      await place.wipe();
    });

    let stories = 0;
    /** Runs with names of their own, and the job that records them. */
    function story(runs: readonly { id: string; at?: number }[] = MANY) {
      const name = `${where} ${(stories += 1)}`;
      const job = new RecordingJob(store);
      const wanted = runs.map((run) => ({ ...run, id: `${name} ${run.id}` }));
      const recorded = async () => (await job.recorded()).filter((id) => id.startsWith(`${name} `));
      const finished = () => eventually('all is done', async () => (await recorded()).length >= wanted.length, 30_000);
      return { job, wanted, recorded, finished };
    }
    function start(job: RecordingJob, more: Partial<Pace> = {}): JobQueues {
      const queues = new JobQueues({ backend: queueBackend(at), jobs: [job], pace: { ...PACE, ...more } });
      running.push(queues);
      return queues;
    }
    const exactlyOnce = async ({ recorded, wanted }: Pick<ReturnType<typeof story>, 'recorded' | 'wanted'>) =>
      expect([...(await recorded())].sort()).toStrictEqual(wanted.map(({ id }) => id).sort());

    it('run what is asked for, once however often it is asked for, and keep nothing of what is done', async () => {
      const { job, wanted, recorded, finished } = story();
      const queues = start(job);
      for (const { id } of [...wanted, ...wanted]) queues.request('record', id);
      await finished();
      await exactlyOnce({ recorded, wanted });
      const left = () =>
        queues.state('ledger').then(({ waiting, delayed, active, failed }) => waiting + delayed + active + failed);
      await eventually('nothing is left', async () => (await left()) === 0);
      expect(() => queues.request('recrod', 'x')).toThrow(/there is no job recrod/);
    });

    it('run nothing before its time', async () => {
      const time = Date.now() + 700;
      const { job, wanted, recorded, finished } = story([{ id: 'later', at: time }]);
      let ran = 0;
      job.before = () => Promise.resolve(void (ran = Date.now()));
      job.wanted = wanted;
      const queues = start(job);
      await queues.look();
      await eventually('it waits', async () => (await queues.state('ledger')).delayed === 1);
      expect(await recorded()).toStrictEqual([]);
      await finished();
      expect(ran).toBeGreaterThanOrEqual(time);
    });

    it('hold nothing that is later than the next look, which finds it', async () => {
      const time = Date.now() + 3_000_000;
      const { job, wanted } = story([{ id: 'tomorrow', at: time }]);
      const [run = assert.fail()] = wanted;
      const queues = start(job);
      const delayed = () => queues.state('ledger').then((state) => state.delayed);
      queues.request('record', run.id, time);
      queues.request('record', `${run.id} soon`, Date.now() + 60_000);
      await eventually('what is sooner is there', async () => (await delayed()) === 1);
      job.wanted = wanted;
      const looksFarther = start(job, { lookEveryMs: 3_600_000 });
      await looksFarther.look();
      await eventually('it is there', async () => (await delayed()) === 2);
    });

    it('hold nothing in which there is nothing to do, and what cannot be known is put', async () => {
      const { job, wanted, recorded, finished } = story([{ id: 'wanted' }, { id: 'unclear' }]);
      job.isWanted = (id) =>
        id.endsWith('unclear') ? Promise.reject(new Error('away')) : Promise.resolve(id.endsWith(' wanted'));
      const queues = start(job);
      for (const { id } of wanted) {
        queues.request('record', `${id} of nobody`);
        queues.request('record', id);
      }
      await finished();
      await exactlyOnce({ recorded, wanted });
    });

    it('may be lost in the middle of everything: looking finds what is left', async () => {
      const { job, wanted, recorded, finished } = story();
      job.wanted = wanted;
      let taken = 0;
      const half = new Promise<void>((resolve) => (job.before = () => Promise.resolve(++taken === 100 ? resolve() : undefined)));
      const queues = start(job);
      await half;
      await place.wipe();
      await place.wipe();
      await queues.look();
      await finished();
      await exactlyOnce({ recorded, wanted });
    });

    it('are shared by two workers that look at the same time', async () => {
      const { job, wanted, recorded, finished } = story();
      const other = new RecordingJob(store);
      job.wanted = other.wanted = wanted;
      const both = [start(job), start(other)];
      await Promise.all(both.map((queues) => queues.look()));
      await finished();
      await exactlyOnce({ recorded, wanted });
      expectThat('both of them worked', [job.attempts.length > 0, other.attempts.length > 0]).toStrictEqual([true, true]);
    });

    it('give what a killed worker held to another one', async () => {
      const { job, wanted, recorded, finished } = story([{ id: 'held' }]);
      const main = fileURLToPath(new URL('./testing/holding-worker.js', import.meta.url));
      const [run = assert.fail()] = wanted;
      const child = fork(
        main,
        [at, PACE, run].map((each) => JSON.stringify(each)),
        { execArgv: ['--enable-source-maps'] },
      );
      expect(await once(child, 'message')).toMatchObject([run.id]);
      child.kill('SIGKILL');
      await once(child, 'exit');
      start(job).request('record', run.id);
      await finished();
      await exactlyOnce({ recorded, wanted });
    });

    it('try what fails again, then give it up visibly, and try it once more later', async () => {
      const { job, wanted, recorded, finished } = story([{ id: 'fails' }]);
      job.before = () => Promise.reject(new Error('not now'));
      const queues = start(job);
      const [run = assert.fail()] = wanted;
      queues.request('record', run.id);
      await eventually('it is given up', async () => (await queues.state('ledger')).failed === 1);
      expect(await queues.givenUp('ledger')).toStrictEqual([{ job: 'record', run: run.id, reason: 'not now', attempts: 3 }]);
      expect(job.attempts).toHaveLength(3);
      job.before = () => Promise.resolve();
      await queues.look();
      await finished();
      await exactlyOnce({ recorded, wanted });
      await eventually('nothing is left', async () => (await queues.state('ledger')).failed === 0);
    });

    it('that are away are told, and reached again by themselves, at the start and later', async () => {
      const { job, wanted, recorded, finished } = story();
      job.wanted = wanted.slice(0, 100);
      await place.leave();
      const queues = start(job);
      await queues.look();
      expect(await rejectionOf(queues.state('ledger'))).toBeInstanceOf(Error);
      await place.comeBack();
      await eventually('the first are done', async () => (await recorded()).length === 100, 30_000);
      await place.leave();
      await eventually('it is told', () =>
        queues.state('ledger').then(
          () => false,
          () => true,
        ),
      );
      job.wanted = wanted;
      await queues.look();
      await place.comeBack();
      await finished();
      await exactlyOnce({ recorded, wanted });
    });
  });
