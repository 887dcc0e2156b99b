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
  readonly sent: { readonly moves: readonly HeadMove[]; readonly answer: () => void; readonly fail: (why: Error) => void }[] = [];
  /** What was asked besides, in order. */
  readonly asked: string[] = [];
  /** Why heads cannot be read, once for each. */
  readonly unread: Error[] = [];
  private notice: (() => void) | undefined;

  append(moves: readonly HeadMove[]): Promise<void> {
    return new Promise((answer, fail) => {
      this.sent.push({ moves, answer, fail });
      this.notice?.();
    });
  }

  async heads() {
    const why = this.unread.shift();
    if (why) throw why;
    return new Map();
  }

  async begin(): Promise<void> {
    this.asked.push('begin');
  }

  async commit(): Promise<void> {
    this.asked.push('commit');
  }

  async rollback(): Promise<void> {
    this.asked.push('rollback');
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

/** As PostgreSQL says no. */
const refusedWith = (code: string) => Object.assign(new Error(code), { code, severity: 'ERROR' });

let writer: GroupCommit;
afterEach(() => writer.close());

function writing() {
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
  return { session, queue, append };
}

describe('a batch under lock', () => {
  it('is rolled back when the heads cannot be read, and written by the next transaction', async () => {
    const { session, queue, append } = writing();
    const receipt = append(-1);
    expect(queue.waitingNow).toBe(1);
    await session.until(1);
    session.unread.push(refusedWith('57014'));
    session.sent[0]?.fail(refusedWith('LG001'));
    await session.until(2);
    session.sent[1]?.answer();
    expect((await receipt).events[0]).toMatchObject({ revision: 0, position: 1 });
    expect(session.asked).toStrictEqual(['begin', 'rollback', 'begin', 'commit']);
    expect(queue.waitingNow).toBe(0);
  });
});

describe('batches that are under way together', () => {
  it('land in the order in which they were sent, in whatever order it is told that they are in', async () => {
    const { session, append } = writing();
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
