import { expect, it } from '@jest/globals';
import type { Ask } from '../asks.js';
import { ForgottenRepeats } from './forgotten-repeats.js';

const by = (tenant: string, id: string) => ({ agent: { tenant, id } }) as Ask;

it('expects of an agent for two seconds that it repeats what this process does not remember', () => {
  let now = 0;
  const forgotten = new ForgottenRepeats(() => now);
  expect(forgotten.areExpectedOf(by('acme', 'a'))).toBe(false);
  forgotten.found(by('acme', 'a'));
  now = 2_000;
  expect([by('acme', 'a'), by('acme', 'b'), by('other', 'a')].map((ask) => forgotten.areExpectedOf(ask))).toStrictEqual([
    true,
    false,
    false,
  ]);
  now = 2_001;
  expect(forgotten.areExpectedOf(by('acme', 'a'))).toBe(false);
});
