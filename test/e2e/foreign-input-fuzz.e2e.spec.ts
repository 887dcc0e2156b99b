import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit } from '#test/support/running-writ';
import { stoppedIn, toldProjections } from '#test/support/told-projections';
import { Draw } from './foreign-input-fuzz/draw.js';
import { stopSending } from './foreign-input-fuzz/requests.js';
import { ROUTES } from './foreign-input-fuzz/rest-inputs.js';
import { Roads, type Look } from './foreign-input-fuzz/roads.js';
import { makeWorld, signInAgain, type World } from './foreign-input-fuzz/world.js';

/** A few seconds of them; a long run is asked for: `WRIT_FUZZ_INPUTS=150000 npm test -- foreign-input-fuzz`. */
const INPUTS = Number(process.env['WRIT_FUZZ_INPUTS'] ?? 600);
const SEED = Number(process.env['WRIT_FUZZ_SEED'] ?? 20_261);
/** The first input: `WRIT_FUZZ_FROM=4711 WRIT_FUZZ_INPUTS=1` makes one again. */
const FROM = Number(process.env['WRIT_FUZZ_FROM'] ?? 0);
/** Where a long run tells how far it is, and what it found. */
const LOG = process.env['WRIT_FUZZ_LOG'];
/** A test of its own for so many, so that a long run is seen to be alive. */
const PART = 2_000;
const PARTS = Array.from({ length: Math.ceil(INPUTS / PART) }, (_, index) => [
  FROM + index * PART,
  FROM + Math.min(INPUTS, (index + 1) * PART),
]) as [number, number][];
const CALLERS = 8;
const MOST_FINDINGS = 10;
/** Machines that do other work take a tenth of a second for an input. */
const MOST_MS = 120_000 + PART * 100;

let writ: RunningWrit;
let world: World;
beforeAll(async () => {
  writ = await RunningWrit.start({ env: { WRIT_READ_WAIT_MS: '50' } });
  world = await makeWorld(writ);
});
afterAll(async () => {
  stopSending();
  await writ.close();
});

function tell(line: string): void {
  if (LOG !== undefined) appendFileSync(LOG, `${line}\n`);
}

describe('no input by any road is answered with a fault, accepted with two meanings or recorded as something else', () => {
  it.each(PARTS)(
    'inputs %i to %i',
    async (from, end) => {
      await signInAgain(world);
      const { findings, refused, counts } = await tried(from, end);
      tell([...counts].map(([what, count]) => `${count} ${what}`).join('\n'));
      tell(`seed ${SEED}: inputs ${from} to ${end}, ${refused} refused, ${findings.length} findings`);
      expectThat(findings.join('\n\n'), findings).toHaveLength(0);
      if (end - from < 100) return;
      expectThat(`seed ${SEED}: ${refused} of ${end - from} were refused`, refused).toBeGreaterThan((end - from) / 4);
      expectThat(`seed ${SEED}: ${refused} of ${end - from} were refused`, refused).toBeLessThan(((end - from) * 9) / 10);
    },
    MOST_MS,
  );

  it('and what came after them is served as before', () => nothingStands(), MOST_MS);
});

interface Tried {
  readonly findings: readonly string[];
  readonly refused: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** The inputs from `from` on, by several callers side by side. */
async function tried(from: number, end: number): Promise<Tried> {
  const findings: string[] = [];
  const counts = new Map<string, number>();
  let [next, refused] = [from, 0];
  const note = (nth: number, { what, finding, isRefused }: Look): void => {
    if (isRefused) refused += 1;
    if (finding === undefined) counts.set(what, (counts.get(what) ?? 0) + 1);
    else tell(findings[findings.push(`seed ${SEED}, input ${nth}: ${finding}`) - 1] as string);
  };
  const caller = async (): Promise<void> => {
    const roads = new Roads(world);
    while (next < end && findings.length < MOST_FINDINGS) {
      const nth = next++;
      note(nth, await roads.look(new Draw(SEED, nth), nth));
    }
    roads.close();
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return { findings, refused, counts };
}

/** What came after the inputs is served as before: no list stands still, and the record is whole. */
async function nothingStands(): Promise<void> {
  const { operator } = world.acme;
  for (const { name, state } of await toldProjections(operator))
    if (state === 'paused') await operator.post(`/v1/projections/${name}/resume`, { reason: 'x' });
  const { position } = await operator.get<{ position: number }>('/v1/ledger/head');
  for (const { path, operationId, parameters = [] } of ROUTES) {
    const isList = parameters.some(({ name }) => name === 'cursor') && !path.includes('{');
    if (!isList) continue;
    // All tenants are for the owner of the deployment, out of the ledger itself.
    const asking = path === '/v1/tenants' ? world.owner : operator;
    await eventually(`${operationId} has seen all`, async () => {
      const answer = await asking.send('GET', path, undefined, { 'writ-min-position': String(position) });
      return answer.status === 200;
    });
  }
  await eventually('it is ready', async () => (await operator.send('GET', '/readyz')).status === 200);
  expect(await stoppedIn(operator)).toStrictEqual([]);
  expect(await operator.get<object>('/v1/ledger/verify')).toMatchObject({ ok: true });
}
