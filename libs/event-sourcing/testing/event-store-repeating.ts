import assert from 'node:assert/strict';
import { expect, it } from '@jest/globals';
import { rejectionOf } from '#libs/testing';
import type { NewEvent } from '../envelope.js';
import { EventIdReusedError, NO_STREAM } from '../event-store.js';
import { assertLedgerIsSound } from './ledger-checks.js';
import { newEvent, newEvents } from './new-events.js';
import { write, type SuiteContext } from './suite-context.js';

export function recognisesRepetition({ fresh }: SuiteContext): void {
  it('answers the original receipt, however often and wherever the stream is now', async () => {
    const { store, tenant, append, open } = fresh();
    const request = { tenant, writes: [write('a/1', NO_STREAM, ...newEvents(2)), write('b/1', 'any', newEvent())] };
    const original = await store.append(request);
    await append(write('a/1', 'any', newEvent()));
    const again = await open();
    try {
      const anywhere = { ...request, writes: request.writes.map((each) => ({ ...each, expect: 'any' as const })) };
      const answers = await Promise.all([store.append(request), store.append(request), again.append(request)]);
      answers.push(await again.append(anywhere));
      for (const answer of answers) expect(answer).toStrictEqual({ ...original, repeated: true });
    } finally {
      await again.close();
    }
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(4);
  });

  it('appends once when the same request arrives many times at once', async () => {
    const { store, tenant } = fresh();
    const request = { tenant, writes: [write('a/1', 'any' as const, ...newEvents(3))] };
    const receipts = await Promise.all(Array.from({ length: 20 }, () => store.append(request)));
    expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1);
    for (const receipt of receipts) expect(receipt.events).toStrictEqual(receipts[0]?.events);
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(3);
  });

  it('refuses an id with other content and shows the original', async () => {
    const { store, tenant, append, open } = fresh();
    const event = newEvent();
    await append(write('a/1', NO_STREAM, event));
    const original = await store.readEvent(tenant, event.id);
    const changes: Partial<NewEvent>[] = [
      { data: { says: 'else' } },
      { type: 'OtherHappened' },
      { schema: 2 },
      { actor: { kind: 'user', id: 'agent-7' } },
      { correlation: null },
      { sealed: {} },
    ];
    const attempts = [
      ...changes.map((change) => write('a/1', 'any' as const, { ...event, ...change })),
      write('b/1', 'any', event),
      write('a/1', 'any', event, newEvent()),
    ];
    const another = await open();
    try {
      for (const attempt of attempts) {
        for (const through of [store, another]) {
          const error = await rejectionOf(through.append({ tenant, writes: [attempt] }));
          assert(error instanceof EventIdReusedError, String(error));
          expect(error.original).toStrictEqual(original);
        }
      }
    } finally {
      await another.close();
    }
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(1);
  });
}
