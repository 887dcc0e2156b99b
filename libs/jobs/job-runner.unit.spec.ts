import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import type { Job } from './job.js';
import { JobRunner } from './job-runner.js';

/** Lets everything that is ready run. */
const settle = async () => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

/** A job that tells what it ran, and fails or waits where it is told to. */
function tellingJob(name = 'spread') {
  const ran: string[] = [];
  const job = {
    name,
    ran,
    missed: [] as string[],
    fails: 0,
    held: undefined as Promise<void> | undefined,
    due: () => Promise.resolve(job.missed),
    run: async (id: string) => {
      ran.push(id);
      await job.held;
      if (job.fails > 0) {
        job.fails -= 1;
        throw new Error('not now');
      }
      job.missed = job.missed.filter((missed) => missed !== id);
    },
  };
  return job satisfies Job;
}

describe('a job', () => {
  it('is run when asked for, and what is due is run at start and at every look', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const job = tellingJob();
    job.missed = ['missed by a process that is gone'];
    const runner = new JobRunner([job], 1_000);
    runner.request('spread', 'asked for');
    await settle();
    assert.deepEqual(job.ran.sort(), ['asked for', 'missed by a process that is gone']);
    job.missed = ['missed meanwhile'];
    t.mock.timers.tick(1_000);
    await settle();
    assert.deepEqual(job.ran.slice(2), ['missed meanwhile']);
    t.mock.timers.tick(1_000);
    await settle();
    assert.equal(job.ran.length, 3, 'nothing is due');
    await runner.close();
  });

  it('that fails is told, tried again later, and holds up no other run', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const job = tellingJob();
    const runner = new JobRunner([job]);
    job.fails = 1;
    runner.request('spread', 'a');
    runner.request('spread', 'b');
    await settle();
    assert.deepEqual(job.ran, ['a', 'b']);
    assert.deepEqual(
      runner.failures.map(({ job: name, id, attempts, error }) => [name, id, attempts, error.message]),
      [['spread', 'a', 1, 'not now']],
    );
    runner.request('spread', 'a');
    await settle();
    assert.deepEqual(job.ran, ['a', 'b'], 'it keeps waiting for its turn');
    t.mock.timers.tick(60_000);
    await settle();
    assert.deepEqual(job.ran, ['a', 'b', 'a']);
    assert.deepEqual(runner.failures, []);
    await runner.close();
  });

  it('whose due runs cannot be found out is told, and looked at again', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const job = tellingJob();
    job.due = mock.fn(
      () => Promise.resolve(['late']),
      () => Promise.reject(new Error('no ledger')),
      { times: 1 },
    );
    const runner = new JobRunner([job]);
    await settle();
    assert.deepEqual(
      runner.failures.map(({ id, error }) => [id, error.message]),
      [[null, 'no ledger']],
    );
    t.mock.timers.tick(1_000);
    await settle();
    assert.deepEqual([job.ran, runner.failures], [['late'], []]);
    await runner.close();
  });

  it('asked for again while it runs runs once more, one at a time', async () => {
    const job = tellingJob();
    let release: () => void = () => undefined;
    job.held = new Promise<void>((resolve) => (release = resolve));
    const runner = new JobRunner([job]);
    runner.request('spread', 'a');
    await settle();
    for (let i = 0; i < 5; i += 1) runner.request('spread', 'a');
    await settle();
    assert.deepEqual(job.ran, ['a']);
    release();
    await settle();
    assert.deepEqual(job.ran, ['a', 'a']);
    await runner.close();
  });

  it('under way is waited for when the process ends, and no other begins', async () => {
    const job = tellingJob();
    let release: () => void = () => undefined;
    job.held = new Promise<void>((resolve) => (release = resolve));
    const runner = new JobRunner([job]);
    runner.request('spread', 'a');
    runner.request('spread', 'b');
    await settle();
    let isClosed = false;
    const closing = runner.close().then(() => (isClosed = true));
    await settle();
    assert.equal(isClosed, false);
    release();
    await closing;
    runner.request('spread', 'c');
    await settle();
    assert.deepEqual(job.ran, ['a']);
  });

  it('has a name of its own, and one that is not there is not started', async () => {
    assert.throws(() => new JobRunner([tellingJob(), tellingJob()]), /same name/);
    const runner = new JobRunner([tellingJob()]);
    assert.throws(() => runner.request('spred', 'a'), /there is no job spred/);
    await runner.close();
  });
});
