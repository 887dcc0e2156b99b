import { describe, expect, it } from '@jest/globals';
import { canonicalEnvelope, chainOf, digestOf, GENESIS_CHAIN } from '#libs/evidence';
import { AppendLine, ConflictError, NO_STREAM, type Condition, type StreamWrite } from '#libs/event-sourcing';
import { newEvent, newEvents } from '#libs/event-sourcing/testing';
import { EMPTY_LEDGER, planBatch, type LedgerDraft, type LedgerPoint } from './batch-plan.js';
import { prepareAppend } from './prepared-append.js';

const NOW = 1_796_000_000_000_000;
const AT = '2026-11-30T00:53:20.000000Z';
const draftAt = (head: LedgerPoint = EMPTY_LEDGER, revisions: Readonly<Record<string, number>> = {}, tenant = 'acme') =>
  ({ tenant, known: head, head, revisions: new Map(Object.entries(revisions)) }) satisfies LedgerDraft;
const asked = (
  writes: readonly StreamWrite[],
  { tenant = 'acme', ...more }: { tenant?: string; conditions?: readonly Condition[]; line?: AppendLine } = {},
) => prepareAppend({ tenant, writes, ...more });
const write = (stream: string, expected: number | 'any', count = 1): StreamWrite => ({
  stream,
  expect: expected,
  events: newEvents(count),
});
const plan = (appends: readonly ReturnType<typeof asked>[], ...drafts: LedgerDraft[]) =>
  planBatch(appends, new Map(drafts.map((draft) => [draft.tenant, draft])), NOW);

describe('a batch', () => {
  it('gives events their places, one time and one chain, and moves the drafts there', () => {
    const draft = draftAt({ position: 7, chain: 'c'.repeat(64), at: NOW - 5 }, { 'a/1': 3 });
    const sealed = { to: 'somebody' };
    const event = newEvent({ sealed, causation: 'c-1', trace: 't-1', schema: 2 });
    const { accepted, conflicted, cutOff, events } = plan(
      [asked([write('a/1', 3, 2), { stream: 'b/1', expect: NO_STREAM, events: [event] }]), asked([write('a/1', 5)])],
      draft,
    );
    expect([conflicted, cutOff]).toStrictEqual([[], []]);
    expect(events.map(({ envelope: { position, stream, revision, at } }) => [position, stream, revision, at])).toStrictEqual([
      [8, 'a/1', 4, AT],
      [9, 'a/1', 5, AT],
      [10, 'b/1', 0, AT],
      [11, 'a/1', 6, AT],
    ]);
    let chain = 'c'.repeat(64);
    for (const { envelope, data, digest, atMicros, chain: chained } of events) {
      expect([digest, atMicros]).toStrictEqual([digestOf(canonicalEnvelope(envelope, data)), NOW]);
      chain = chainOf(chain, digest);
      expect(chained).toBe(chain);
    }
    const place = { tenant: 'acme', position: 10, stream: 'b/1', revision: 0, at: AT };
    expect(events[2]).toMatchObject({ data: '{"says":"something"}', sealed: '{"to":"somebody"}' });
    expect(events[2]?.envelope).toStrictEqual({ ...place, ...event });
    expect(accepted.map(({ receipt }) => receipt.events.length)).toStrictEqual([3, 1]);
    expect(accepted[0]?.receipt).toMatchObject({ tenant: 'acme', repeated: false });
    const { digest, chain: chainThere } = events[2]!;
    expect(accepted[0]?.receipt.events[2]).toStrictEqual({
      id: event.id,
      stream: 'b/1',
      revision: 0,
      position: 10,
      at: AT,
      digest,
      chain: chainThere,
    });
    expect(draft.head).toStrictEqual({ position: 11, chain, at: NOW });
    expect(draft.known.position).toBe(7);
    expect([...draft.revisions]).toStrictEqual([
      ['a/1', 6],
      ['b/1', 0],
    ]);
  });

  it('never goes back in time', () => {
    const draft = draftAt({ position: 1, chain: GENESIS_CHAIN, at: NOW + 1 });
    const { events } = plan([asked([write('a/1', 'any')])], draft);
    expect([events[0]?.atMicros, draft.head.at]).toStrictEqual([NOW + 1, NOW + 1]);
  });

  it('begins a ledger at position 1, on the genesis chain, and keeps ledgers apart', () => {
    expect(EMPTY_LEDGER).toStrictEqual({ position: 0, chain: GENESIS_CHAIN, at: 0 });
    const [acme, rival] = [draftAt(), draftAt(EMPTY_LEDGER, {}, 'rival')];
    const { events } = plan(
      [asked([write('a/1', NO_STREAM)]), asked([write('a/1', NO_STREAM)], { tenant: 'rival' })],
      acme,
      rival,
    );
    expect(events.map(({ envelope: { tenant, position } }) => [tenant, position])).toStrictEqual([
      ['acme', 1],
      ['rival', 1],
    ]);
  });

  it('leaves out what conflicts, tells where the stream stands, and goes on with the others', () => {
    const { accepted, conflicted, events } = plan(
      [
        asked([write('a/1', 2)]),
        asked([write('b/1', 0)]),
        asked([write('b/1', 'any')]),
        asked([write('a/1', 3)], { conditions: [{ stream: 'b/1', at: NO_STREAM }] }),
        asked([write('a/1', 3)], { conditions: [{ stream: 'c/1', at: 2 }] }),
        asked([write('a/1', 3)], {
          conditions: [
            { stream: 'c/1', at: NO_STREAM },
            { stream: 'b/1', at: 0 },
          ],
        }),
        asked([write('c/1', NO_STREAM), write('a/1', 3)]),
      ],
      draftAt(EMPTY_LEDGER, { 'a/1': 3 }),
    );
    expect(conflicted.map(({ conflict }) => conflict)).toStrictEqual([
      new ConflictError('a/1', 2, 3),
      new ConflictError('b/1', 0, NO_STREAM),
      new ConflictError('b/1', NO_STREAM, 0),
      new ConflictError('c/1', 2, NO_STREAM),
      new ConflictError('a/1', 3, 4),
    ]);
    expect(conflicted.map(({ conflict: { stream, expected, actual } }) => [stream, expected, actual]).at(-1)).toStrictEqual([
      'a/1',
      3,
      4,
    ]);
    expect([accepted.length, events.map(({ envelope }) => envelope.stream)]).toStrictEqual([2, ['b/1', 'a/1']]);
  });

  it('cuts off a line behind what conflicts, and nothing else', () => {
    const [line, other] = [new AppendLine(), new AppendLine()];
    const appends = [
      asked([write('a/1', NO_STREAM)], { line }),
      asked([write('a/1', 7)], { line }),
      asked([write('b/1', NO_STREAM)], { line }),
      asked([write('c/1', NO_STREAM)], { line: other }),
    ];
    const { accepted, conflicted, cutOff } = plan(appends, draftAt());
    expect([accepted.map(({ append }) => append), conflicted[0]?.append, cutOff]).toStrictEqual([
      [appends[0], appends[3]],
      appends[1],
      [appends[2]],
    ]);
    expect([line.broken, other.broken]).toStrictEqual([true, false]);
  });
});
