import { describe, expect, it } from '@jest/globals';
import type { AppendReceipt, EventReceipt, NewEvent } from '#libs/event-sourcing';
import { newEvents } from '#libs/event-sourcing/testing';
import { EMPTY_LEDGER, planBatch } from './batch-plan.js';
import { prepareAppend, type PreparedAppend } from './prepared-append.js';
import { RecentReceipts, repetitionOf } from './repeated-append.js';

const asked = (events: readonly NewEvent[], { tenant = 'acme', stream = 'thing/1' } = {}): PreparedAppend =>
  prepareAppend({ tenant, writes: [{ stream, expect: 'any', events }] });

function appended(append: PreparedAppend): AppendReceipt {
  const draft = { tenant: append.tenant, known: EMPTY_LEDGER, head: EMPTY_LEDGER, revisions: new Map() };
  const { accepted } = planBatch([append], new Map([[append.tenant, draft]]), 1_796_000_000_000_000);
  return accepted[0]?.receipt as AppendReceipt;
}
const byId = (receipts: readonly EventReceipt[]) => new Map(receipts.map((receipt) => [receipt.id, receipt]));
const [first, second, third] = newEvents(3) as [NewEvent, NewEvent, NewEvent];
const { events: receipts } = appended(asked([first, second]));

describe('an append whose ids may be recorded', () => {
  it('is new when none of them is', () => {
    expect(repetitionOf(asked([third]), byId(receipts))).toStrictEqual({ is: 'new' });
    expect(repetitionOf(asked([first]), new Map())).toStrictEqual({ is: 'new' });
  });

  it('is the same again when all of it is there, and gets the first receipts in its own order', () => {
    for (const events of [[first, second], [second, first], [second]])
      expect(repetitionOf(asked(events), byId(receipts))).toStrictEqual({
        is: 'repeated',
        receipt: { tenant: 'acme', events: events.map(({ id }) => receipts.find((each) => each.id === id)), repeated: true },
      });
  });

  it('uses an id again when what stands there is something else, and names that id', () => {
    const changed = { ...second, data: { i: 7 } };
    for (const again of [
      asked([first, changed]),
      asked([third, changed]),
      asked([changed, third]),
      asked([{ ...second, actor: { kind: 'user', id: 'somebody else' } }]),
      asked([second], { stream: 'thing/2' }),
      asked([second], { tenant: 'rival' }),
    ])
      expect(
        repetitionOf(again, byId(receipts.slice(again.events.some(({ event }) => event.id === first.id) ? 0 : 1))),
      ).toStrictEqual({ is: 'reused', id: second.id });
  });

  it('uses an id again when only a part of it is there', () => {
    for (const events of [
      [first, third],
      [third, first],
    ])
      expect(repetitionOf(asked(events), byId(receipts))).toStrictEqual({ is: 'reused', id: first.id });
  });
});

describe('receipts of a moment ago', () => {
  it('are found by the ids of an append, each event for itself', () => {
    const recent = new RecentReceipts();
    recent.remember(appended(asked([first, second])));
    expect(recent.of(asked([second, third]))).toStrictEqual(byId(receipts.slice(1)));
    expect(recent.of(asked([first, second]))).toStrictEqual(byId(receipts));
    expect(recent.of(asked([third]))).toBeUndefined();
    expect(recent.of(asked([first], { tenant: 'rival' }))).toBeUndefined();
  });

  it('are so many, and then the oldest are forgotten', () => {
    const recent = new RecentReceipts(2);
    recent.remember(appended(asked([first, second])));
    recent.remember(appended(asked([third])));
    expect([first, third].map((event) => recent.of(asked([event])) !== undefined)).toStrictEqual([false, true]);
  });
});
