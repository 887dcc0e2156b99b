import { describe, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { newestOpa } from '#test/support/newest-opa';
import { compareGenerated } from './testing/index.js';

const SEED = Number(process.env['WRIT_SEED'] ?? 20_268);
/** More of them are asked for by hand. */
const POLICIES = Number(process.env['WRIT_FUZZ_POLICIES'] ?? 24);
const AT_ONCE = 40;
const newest = newestOpa();

async function compare(opaBin?: string): Promise<void> {
  for (let from = 0; from < POLICIES; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, POLICIES - from) }, (_, n) => from + n);
    const { answers, differences } = await compareGenerated(SEED, numbers, opaBin === undefined ? {} : { opaBin });
    expectThat(`WRIT_SEED=${SEED} ${JSON.stringify(differences, null, 2)}`, differences).toStrictEqual([]);
    expectThat(`answers of ${numbers.length} policies`, answers).toBeGreaterThan(0);
  }
}

describe('generated policies', () => {
  it('are answered as OPA itself answers them', () => compare(), 600_000);

  skipWhen(newest.path === undefined && newest.why, it)('and with the newest OPA', () => compare(newest.path), 600_000);
});
