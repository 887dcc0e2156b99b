import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { queueId } from './queue-id.js';

describe('the id of a run in its queue', () => {
  it('is another one for another run, bounded, no number and without colons', () => {
    const runs = fc.tuple(fc.constantFrom('a', 'b-c'), fc.string({ maxLength: 300, unit: 'binary' }));
    fc.assert(
      fc.property(runs, runs, ([job, run], [otherJob, otherRun]) => {
        const id = queueId(job, run);
        expect(id === queueId(otherJob, otherRun)).toBe(job === otherJob && run === otherRun);
        expect(id).not.toMatch(/:|^\d+$/);
        expect(id.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
