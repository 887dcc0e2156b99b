import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#test/support/conditions';
import { CrashStage, POLICY, type Operation } from '../testing/crash-stage.js';
import { circleAt, dataOf, draftOf, onRevision } from '#test/support/review-circle';

let stage: CrashStage;
beforeAll(async () => {
  stage = await CrashStage.set();
});
afterAll(() => stage.writ.close());

const OPERATIONS: Readonly<Record<string, Operation>> = {
  publish: {
    prepare: async () => {
      const next = await stage.nextToPublish();
      return (of) => of.publisher.send('POST', onRevision(POLICY, next, 'publish'));
    },
    records: ['PolicyPublished', 'PolicyActivated'],
    whenDone: ['POLICY_REVISION_ALREADY_PUBLISHED'],
  },
  rollBack: {
    prepare: async () => {
      const from = await stage.nextToPublish();
      await stage.acme.publisher.post(onRevision(POLICY, from, 'publish'));
      return (of) => of.publisher.send('POST', `/v1/policies/${POLICY}/rollback`, { reason: 'x', from });
    },
    records: ['PolicyRolledBack', 'PolicyActivated'],
    whenDone: ['POLICY_PUBLISHED_MEANWHILE', 'NOTHING_TO_ROLL_BACK_TO'],
  },
};

describe('a process that ends', () => {
  for (const [name, operation] of Object.entries(OPERATIONS))
    it(`at any step of ${name} leaves all of it or nothing, and it can be repeated`, () => stage.endAtEveryStep(operation));

  it('in the middle of everything, killed for real, leaves whole operations only, and work goes on', async () => {
    const told: string[] = [];
    for (const growth of [4, 9, 15, 22]) {
      const doomed = await stage.writ.startApiProcess();
      const there = circleAt(stage.acme, doomed.url);
      const from = await stage.position();
      /** Until there is no answer any more. */
      const forever = async (work: () => Promise<unknown>) => {
        for (;;) await work();
      };
      const working = [
        forever(async () => {
          const next = await stage.nextToPublish(there);
          await there.publisher.send('POST', onRevision(POLICY, next, 'publish'));
          if (next === 2) await there.publisher.send('POST', `/v1/policies/${POLICY}/rollback`, { reason: 'x' });
        }),
        forever(async () => {
          for (const status of ['in_review', 'approved', 'changes_requested'] as const) await stage.standAt(3, status, there);
          await there.author.send('POST', onRevision(POLICY, 3, 'signatures'), { envelope: await stage.envelopeFor(3) });
        }),
        forever(async () => {
          await draftOf(there, POLICY, 'ALLOW');
          await dataOf(there, POLICY, 'DENY');
        }),
      ];
      const settled = Promise.allSettled(working);
      await eventually('work goes on', async () => (await stage.position()) >= from + growth, 30_000);
      process.kill(doomed.pid, 'SIGKILL');
      await Promise.all([settled, doomed.ended]);
      await stage.afterRestart(async (of, whole) => {
        told.push(String((await whole(from)).length));
        const next = await stage.nextToPublish(of);
        const again = await stage.position();
        await of.publisher.post(onRevision(POLICY, next, 'publish'));
        expect(await whole(again)).toStrictEqual(['PolicyPublished', 'PolicyActivated']);
      });
    }
    console.info(`events recorded until each kill: ${told.join(', ')}`);
  });
});
