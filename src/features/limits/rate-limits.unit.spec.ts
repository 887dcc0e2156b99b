import { expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { Json } from '#libs/event-sourcing';
import { rateLimitsIn } from './rate-limits.js';

const declared = (rateLimits: Json) => rateLimitsIn({ writ: { rateLimits } });

it('finds what a data document declares, or nothing', () => {
  for (const nothing of [{}, [], null, 'x', { writ: null }, { writ: [] }, { writ: { facts: {} } }, { rateLimits: { pay: {} } }])
    expectThat(JSON.stringify(nothing), rateLimitsIn(nothing as Json)).toStrictEqual({});
  expect(declared({ 'mail.send': { limit: 0, windowSeconds: 1 } })).toStrictEqual({
    'mail.send': { limit: 0, windowSeconds: 1 },
  });
});

it('refuses what is no declaration, and says where', () => {
  for (const [wrong, says] of [
    [[], /writ.rateLimits is no object/],
    [null, /writ.rateLimits is no object/],
    [{ pay: 5 }, /writ\.rateLimits\.pay: /],
    [{ pay: {} }, /writ\.rateLimits\.pay\.limit: /],
    [{ pay: { limit: 1 } }, /writ\.rateLimits\.pay\.windowSeconds: /],
    [{ pay: { limit: 1.5, windowSeconds: 60 } }, /pay\.limit: /],
    [{ pay: { limit: -1, windowSeconds: 60 } }, /pay\.limit: /],
    [{ pay: { limit: 1, windowSeconds: 0 } }, /pay\.windowSeconds: /],
    [{ pay: { limit: 1, windowSeconds: 2_678_401 } }, /pay\.windowSeconds: /],
    [{ pay: { limit: 1, windowSeconds: 60, per: 'agent' } }, /writ\.rateLimits\.pay: /],
    [{ 'a tool': { limit: 1, windowSeconds: 60 } }, /writ\.rateLimits\.a tool: /],
    [
      Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`t${i}`, { limit: 1, windowSeconds: 60 }])),
      /65 members, more than 64/,
    ],
  ] as const)
    expect(declared(wrong as Json)).toMatchObject({ refused: 'RATE_LIMITS_INVALID', detail: expect.stringMatching(says) });
});
