import { afterEach, describe, expect, it } from '@jest/globals';
import { EMPTY_LEDGER, prepareAppend, RecentReceipts } from '#libs/append-planning';
import { newId } from '#libs/event-ids';
import type { NewEvent } from '#libs/event-sourcing';
import { AppendQueue } from './append-queue.js';
import { GroupCommit } from './group-commit.js';
import type { HeadMove } from './ledger-session.js';
import { RecordedAnswers } from './recorded-answers.js';

const LIMITS = { maxPending: 10, maxPendingSize: 1_000_000, maxBatchEvents: 100, maxBatchSize: 1_000_000 };

/** The connection to a database of which a spec says when it answers. */
class HeldSession {
  readonly sent: { readonly moves: readonly HeadMove[]; readonly answer: () => void }[] = [];
  private notice: (() => void) | undefined;

  append(moves: readonly HeadMove[]): Promise<void> {
    return new Promise((answer) => {
      this.sent.push({ moves, answer });
      this.notice?.();
    });
  }

  async heads() {
    return new Map();
  }

  async revisions() {
    return new Map();
  }

  async receipts() {
    return new Map();
  }

  async until(count: number): Promise<void> {
    while (this.sent.length < count) await new Promise<void>((resolve) => (this.notice = resolve));
  }
}

describe('batches that are under way together', () => {
  let writer: GroupCommit;
  afterEach(() => writer.close());

  it('land in the order in which they were sent, in whatever order it is told that they are in', async () => {
    const session = new HeldSession();
    const queue = new AppendQueue(LIMITS);
    const recent = new RecentReceipts();
    const lookups = () => session as never;
    const answers = new RecordedAnswers(queue, recent, lookups, async () => undefined);
    const sessions = { current: async () => session, lookups, destroy: () => undefined } as never;
    const damaged = { refusal: () => undefined } as never;
    writer = new GroupCommit({ queue, sessions, answers, recent, damaged, clock: () => 1_796_000_000_000_000 });
    const append = (expect: number) => {
      const by = { actor: { kind: 'user', id: 'u' }, correlation: null, causation: null, trace: null } as const;
      const event: NewEvent = { id: newId(), type: 'Noted', schema: 1, ...by, data: {}, sealed: null };
      return queue.add(prepareAppend({ tenant: 'acme', writes: [{ stream: 'notes/1', expect, events: [event] }] }), Infinity);
    };

    const appends = [append(-1)];
    await session.until(1);
    appends.push(append(0));
    await session.until(2);
    session.sent[1]?.answer();
    await new Promise(setImmediate);
    session.sent[0]?.answer();
    expect((await Promise.all(appends)).map(({ events }) => events[0]?.revision)).toStrictEqual([0, 1]);

    const third = append(1);
    await session.until(3);
    session.sent[2]?.answer();
    expect((await third).events[0]).toMatchObject({ revision: 2, position: 3 });
    expect(session.sent.map(({ moves }) => moves[0]?.known.position)).toStrictEqual([EMPTY_LEDGER.position, 1, 2]);
  });
});
