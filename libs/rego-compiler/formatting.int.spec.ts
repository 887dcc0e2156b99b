import { expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { compareFormatted } from './testing/index.js';

const SEED = Number(process.env['WRIT_SEED'] ?? 4_711);
/** More of them are asked for by hand. */
const POLICIES = Number(process.env['WRIT_FUZZ_POLICIES'] ?? 30);

it('formatting keeps comments and answers, and formatting again changes nothing', async () => {
  const { policies, answers, problems } = await compareFormatted(SEED, POLICIES);
  expectThat(`WRIT_SEED=${SEED}`, problems).toStrictEqual([]);
  expect([policies > POLICIES / 3, answers > 0]).toStrictEqual([true, true]);
});
