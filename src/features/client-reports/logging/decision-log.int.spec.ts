import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Problem, WritClient } from '#test/support/writ-client';
import { logEntry, sendLog } from '../testing/log-entries.js';

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
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    other = (await writ.startSecondApi()).url;
  });
  afterAll(() => writ.close());

  const entryOf = (kind: Kind) => (kind.is === 'broken' ? kind.how : logEntry(`d-${kind.id}`, { input: { note: kind.note } }));
  const recorded = async ({ id }: SeededTenant) =>
    (await assertLedgerIsSound(writ.store, id)).filter(({ type }) => type === 'DecisionReported');

  it.prop([uploads], { numRuns: 15 })(
    'leave every decision in the ledger once, and say truly what became of each entry',
    async (rounds) => {
      const tenant = await writ.seedTenant(owner);
      const told = new Set<string>();
      /** What was said of each entry that was not malformed. */
      const fates: { readonly id: string; readonly note: string; readonly isConflict: boolean }[] = [];
      let accepted = 0;
      for (const round of rounds) {
        const answers = await Promise.all(
          round.map(({ batch: kinds, toSecond }) =>
            sendLog(toSecond ? tenant.agent.at(other) : tenant.agent, kinds.map(entryOf)),
          ),
        );
        for (const [i, { status, body }] of answers.entries()) {
          const kinds = (round[i] as (typeof round)[number]).batch;
          expectThat(JSON.stringify(body), status).toBe(200);
          const codes = new Map(body.refused.map(({ index, code }) => [index, code]));
          expect([...codes.keys()]).toStrictEqual([...codes.keys()].sort((one, next) => one - next));
          expect(body.accepted + body.duplicates + body.refused.length).toBe(kinds.length);
          accepted += body.accepted;
          for (const [index, kind] of kinds.entries()) {
            expect(codes.get(index) === 'INVALID_INPUT').toBe(kind.is === 'broken');
            if (kind.is === 'broken') continue;
            told.add(`d-${kind.id}`);
            fates.push({ id: `d-${kind.id}`, note: kind.note, isConflict: codes.get(index) === 'REPORTED_DECISION_CONFLICT' });
          }
        }
        expectThat('each decision was accepted once', accepted).toBe(told.size);
      }
      const events = await recorded(tenant);
      const notes = new Map(
        events.map(({ data }) => [String(data['decisionId']), (data['input'] as { note: string }).note] as const),
      );
      expect([events.length, [...notes.keys()].sort()]).toStrictEqual([told.size, [...told].sort()]);
      for (const { id, note, isConflict } of fates)
        expectThat(`${id}: what is not refused is what was recorded`, notes.get(id) !== note).toBe(isConflict);
    },
  );

  it('ten thousand decisions are recorded from one batch, the same again, and some of them among new ones', async () => {
    const tenant = await writ.seedTenant(owner);
    const entries = Array.from({ length: 10_000 }, (_, i) => logEntry(`d-${i}`));
    const timed = async (what: string, agent: WritClient, from: readonly unknown[], wanted: [number, number]) => {
      const started = performance.now();
      const { status, body } = await sendLog(agent, from);
      expect([status, body.accepted, body.duplicates]).toStrictEqual([200, ...wanted]);
      console.info(`${what}: ${from.length} entries in ${Math.round(performance.now() - started)} ms (shared machine)`);
    };
    await timed('new', tenant.agent, entries, [10_000, 0]);
    await timed('the same again, to the same process', tenant.agent, entries, [0, 10_000]);
    await timed('the same again, to another process', tenant.agent.at(other), entries, [0, 10_000]);
    const mixed = entries.slice(9_000).flatMap((entry, i) => [entry, logEntry(`new-${i}`)]);
    await timed('half known, half new', tenant.agent.at(other), mixed, [1_000, 1_000]);
    expect(await recorded(tenant)).toHaveLength(11_000);
  });

  it('an agent cannot take the id of a decision that another one will tell of', async () => {
    const tenant = await writ.seedTenant(owner);
    const second = await writ.registerAgent(tenant.operator, 'agent-2');
    expect((await sendLog(second, [logEntry('d', { result: 'made up' })])).body.accepted).toBe(1);
    expect((await sendLog(tenant.agent, [logEntry('d')])).body).toStrictEqual({ accepted: 1, duplicates: 0, refused: [] });
    expect((await sendLog(tenant.agent, [logEntry('d')])).body).toStrictEqual({ accepted: 0, duplicates: 1, refused: [] });
    const events = await recorded(tenant);
    expect(events.map(({ actor, data }) => [actor.id, data['result'] === 'made up'])).toStrictEqual([
      ['agent-2', true],
      ['agent-1', false],
    ]);
  });

  it('another content under an id of its own is told as a conflict, in a batch and later, and counted', async () => {
    const tenant = await writ.seedTenant(owner);
    const counted = async () => {
      const { body } = await owner.send<string>('GET', '/metrics');
      return Number(/writ_fabric_log_entries_total\{result="conflict"[^}]*} (\d+)/.exec(body)?.[1] ?? 0);
    };
    const before_ = await counted();
    const within = await sendLog(tenant.agent, [logEntry('a'), logEntry('a', { result: 7 }), logEntry('a')]);
    const later = await sendLog(tenant.agent, [logEntry('b'), logEntry('a', { query: 'x' }), logEntry('a'), logEntry('c')]);
    const conflict = {
      index: 1,
      code: 'REPORTED_DECISION_CONFLICT',
      reason: 'this client told another decision under this id before',
    };
    expect(within.body).toStrictEqual({ accepted: 1, duplicates: 1, refused: [conflict] });
    expect(later.body).toStrictEqual({ accepted: 2, duplicates: 1, refused: [conflict] });
    expect(await counted()).toBe(before_ + 2);
    expect(await recorded(tenant)).toHaveLength(3);
  });

  it('a key that is revoked in the middle of a batch records nothing from then on', async () => {
    const tenant = await writ.seedTenant(owner);
    const entries = Array.from({ length: 10_000 }, (_, i) => logEntry(`d-${i}`));
    const answer = sendLog(tenant.agent.at(other), entries);
    await eventually(
      'some are recorded',
      async () => (await writ.store.readStream(tenant.id, 'fabric-log/agent-1', 0, 1)).length > 0,
    );
    await tenant.operator.post('/v1/agents/agent-1/keys/rotate');
    const { status, body } = await answer;
    expect([status, (body as unknown as Problem).code]).toStrictEqual([401, 'UNAUTHENTICATED']);
    const events = await assertLedgerIsSound(writ.store, tenant.id);
    const revoked = events.findLastIndex(({ stream }) => stream === 'agent/agent-1');
    const reported = [...events.keys()].filter((at) => events[at]?.type === 'DecisionReported');
    expectThat(`${reported.length} were recorded`, reported.length > 0 && reported.length < entries.length).toBe(true);
    expect(reported.every((at) => at < revoked)).toBe(true);
  });
});
