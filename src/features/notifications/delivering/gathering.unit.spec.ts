import { describe, expect } from '@jest/globals';
import { fc, it } from '@fast-check/jest';
import { MINUTE_MS, shared } from './gathering.js';

describe('what happens too often', () => {
  const arrivals = fc.array(
    fc.record({
      after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })),
      happened: fc.integer({ min: 1, max: 40 }),
    }),
    { maxLength: 60 },
  );
  const late = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 }));

  it.prop([arrivals, fc.integer({ min: 1, max: 12 }), late])(
    'is told in at most so many deliveries a minute, all of it, once, in order',
    (steps, most, lateMs) => {
      const begun: { at: number; tells: number[] }[] = [];
      let digest: { at: number; tells: number[] } | undefined;
      let [now, n] = [0, 0];
      for (const { after, happened } of steps) {
        now += after;
        if (digest && now >= digest.at + lateMs) digest = undefined;
        const told = Array.from({ length: happened }, () => (n += 1));
        const sentFrom = begun.map(({ at }) => at);
        const { alone, digestAt } = shared({ sentFrom, isGathering: digest !== undefined }, happened, most, now);
        begun.push(...told.slice(0, alone).map((each) => ({ at: now, tells: [each] })));
        if (digestAt !== undefined) {
          expect(digestAt).toBeGreaterThan(now);
          expect(digestAt).toBeLessThanOrEqual(Math.max(now, ...sentFrom) + MINUTE_MS);
          digest = { at: digestAt, tells: [] };
          begun.push(digest);
        }
        digest?.tells.push(...told.slice(alone));
        if (alone < happened) expect(digest).toBeDefined();
      }
      expect(begun.flatMap(({ tells }) => tells)).toStrictEqual(Array.from({ length: n }, (_, i) => i + 1));
      for (const { at } of begun)
        expect(begun.filter((each) => each.at <= at && each.at > at - MINUTE_MS).length).toBeLessThanOrEqual(most);
    },
  );
});
