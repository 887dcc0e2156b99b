import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { expectThat } from '#libs/testing';
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
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is run when asked for, and what is due is run at start and at every look', async () => {
    const job = tellingJob();
    job.missed = ['missed by a process that is gone'];
    const runner = new JobRunner([job], 1_000);
    runner.request('spread', 'asked for');
    await settle();
    expect(job.ran.sort()).toStrictEqual(['asked for', 'missed by a process that is gone']);
    job.missed = ['missed meanwhile'];
    jest.advanceTimersByTime(1_000);
    await settle();
    expect(job.ran.slice(2)).toStrictEqual(['missed meanwhile']);
    jest.advanceTimersByTime(1_000);
    await settle();
    expectThat('nothing is due', job.ran).toHaveLength(3);
    await runner.close();
  });

  it('that fails is told, tried again later, and holds up no other run', async () => {
    const job = tellingJob();
    const runner = new JobRunner([job]);
    job.fails = 1;
    runner.request('spread', 'a');
    runner.request('spread', 'b');
    await settle();
    expect(job.ran).toStrictEqual(['a', 'b']);
    expect(runner.failures.map(({ job: name, id, attempts, error }) => [name, id, attempts, error.message])).toStrictEqual([
      ['spread', 'a', 1, 'not now'],
    ]);
    runner.request('spread', 'a');
    await settle();
    expectThat('it keeps waiting for its turn', job.ran).toStrictEqual(['a', 'b']);
    jest.advanceTimersByTime(60_000);
    await settle();
    expect(job.ran).toStrictEqual(['a', 'b', 'a']);
    expect(runner.failures).toStrictEqual([]);
    await runner.close();
  });

  it('whose due runs cannot be found out is told, and looked at again', async () => {
    const job = tellingJob();
    job.due = jest.fn(() => Promise.resolve(['late'])).mockRejectedValueOnce(new Error('no ledger'));
    const runner = new JobRunner([job]);
    await settle();
    expect(runner.failures.map(({ id, error }) => [id, error.message])).toStrictEqual([[null, 'no ledger']]);
    jest.advanceTimersByTime(1_000);
    await settle();
    expect([job.ran, runner.failures]).toStrictEqual([['late'], []]);
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
    expect(job.ran).toStrictEqual(['a']);
    release();
    await settle();
    expect(job.ran).toStrictEqual(['a', 'a']);
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
    expect(isClosed).toBe(false);
    release();
    await closing;
    runner.request('spread', 'c');
    await settle();
    expect(job.ran).toStrictEqual(['a']);
  });

  it('has a name of its own, and one that is not there is not started', async () => {
    expect(() => new JobRunner([tellingJob(), tellingJob()])).toThrow(/same name/);
    const runner = new JobRunner([tellingJob()]);
    expect(() => runner.request('spred', 'a')).toThrow(/there is no job spred/);
    await runner.close();
  });
});
