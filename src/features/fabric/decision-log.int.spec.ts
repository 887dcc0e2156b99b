import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import { logEntry, sendLog } from './testing/log-entries.js';

/** One entry of a batch: a decision, new or told before, or something that is no entry. */
type Kind =
  | { readonly is: 'decision'; readonly id: number; readonly note: string }
  | { readonly is: 'broken'; readonly how: unknown };

const note = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom('\0', '\u2028', 'x'.repeat(50_000)));
const decision = fc.record({ is: fc.constant('decision' as const), id: fc.nat(40), note });
const huge = logEntry('huge', { input: 'y'.repeat(1_100_000) });
const broken = fc.record({
  is: fc.constant('broken' as const),
  how: fc.oneof(
    fc.constantFrom(
      null,
      7,
      'text',
      [],
      {},
      { ...logEntry('x'), decision_id: '' },
      { ...logEntry('x'), input: { n: 1e300 } },
      huge,
    ),
    // A valid entry with one member replaced by a value it cannot have.
    fc
      .constantFrom('labels', 'decision_id', 'timestamp', 'bundles', 'erased', 'trace_id')
      .map((member) => ({ ...logEntry('x'), [member]: 7 })),
  ),
});
const batch = fc.array(fc.oneof({ arbitrary: decision, weight: 5 }, { arbitrary: broken, weight: 1 }), { maxLength: 30 });
/** What is sent side by side, to either process; and that again and again. */
const uploads = fc.array(fc.array(fc.record({ batch, toSecond: fc.boolean() }), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
});

describe('decision logs in any order, to any process', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let other: string;
  before(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    other = (await writ.startSecondApi()).url;
  });
  after(() => writ.close());

  const entryOf = (kind: Kind) => (kind.is === 'broken' ? kind.how : logEntry(`d-${kind.id}`, { input: { note: kind.note } }));
  const recorded = async ({ id }: SeededTenant) =>
    (await assertLedgerIsSound(writ.store, id)).filter(({ type }) => type === 'DecisionReported');

  it('leave every decision in the ledger once, and say truly what became of each entry', async () => {
    await fc.assert(
      fc.asyncProperty(uploads, async (rounds) => {
        const tenant = await writ.seedTenant(owner);
        const told = new Map<string, Set<string>>();
        let accepted = 0;
        for (const round of rounds) {
          const answers = await Promise.all(
            round.map(({ batch: kinds, toSecond }) =>
              sendLog(toSecond ? tenant.agent.at(other) : tenant.agent, kinds.map(entryOf)),
            ),
          );
          for (const [i, { status, body }] of answers.entries()) {
            const kinds = (round[i] as (typeof round)[number]).batch;
            assert.equal(status, 200, JSON.stringify(body));
            assert.deepEqual(
              body.refused.map(({ index }) => index),
              [...kinds.keys()].filter((index) => kinds[index]?.is === 'broken'),
            );
            assert.equal(body.accepted + body.duplicates + body.refused.length, kinds.length);
            accepted += body.accepted;
            for (const kind of kinds)
              if (kind.is === 'decision') told.set(`d-${kind.id}`, (told.get(`d-${kind.id}`) ?? new Set()).add(kind.note));
          }
          assert.equal(accepted, told.size, 'each decision was accepted once');
        }
        const events = await recorded(tenant);
        assert.deepEqual(events.map(({ data }) => String(data['decisionId'])).sort(), [...told.keys()].sort());
        for (const { data } of events)
          assert.ok(told.get(String(data['decisionId']))?.has((data['input'] as { note: string }).note), 'as somebody told it');
      }),
      { numRuns: 15 },
    );
  });

  it('ten thousand decisions are recorded from one batch, the same again, and some of them among new ones', async (t) => {
    const tenant = await writ.seedTenant(owner);
    const entries = Array.from({ length: 10_000 }, (_, i) => logEntry(`d-${i}`));
    const timed = async (what: string, agent: WritClient, from: readonly unknown[], wanted: [number, number]) => {
      const started = performance.now();
      const { status, body } = await sendLog(agent, from);
      assert.deepEqual([status, body.accepted, body.duplicates], [200, ...wanted]);
      t.diagnostic(`${what}: ${from.length} entries in ${Math.round(performance.now() - started)} ms (shared machine)`);
    };
    await timed('new', tenant.agent, entries, [10_000, 0]);
    await timed('the same again, to the same process', tenant.agent, entries, [0, 10_000]);
    await timed('the same again, to another process', tenant.agent.at(other), entries, [0, 10_000]);
    const mixed = entries.slice(9_000).flatMap((entry, i) => [entry, logEntry(`new-${i}`)]);
    await timed('half known, half new', tenant.agent.at(other), mixed, [1_000, 1_000]);
    assert.equal((await recorded(tenant)).length, 11_000);
  });
});
