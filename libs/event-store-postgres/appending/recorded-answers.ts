import { repetitionOf, type RecentReceipts } from '#libs/append-planning';
import {
  EventIdReusedError,
  LedgerUnavailableError,
  type ConflictError,
  type EventReceipt,
  type RecordedEvent,
} from '#libs/event-sourcing';
import type { AppendQueue, PendingAppend } from './append-queue.js';
import type { LedgerSession } from './ledger-session.js';

/** Answers appends from what the ledger already holds under their ids. */
export class RecordedAnswers {
  constructor(
    private readonly queue: AppendQueue,
    private readonly recent: RecentReceipts,
    private readonly lookups: () => LedgerSession,
    private readonly readEvent: (tenant: string, id: string) => Promise<RecordedEvent | undefined>,
  ) {}

  /**
   * Answers those of the appends whose ids are recorded; the others stay unanswered. `repeated` is false when it was this
   * process that recorded them and only the answer was lost.
   */
  async answerRecorded(appends: readonly PendingAppend[], repeated: boolean): Promise<void> {
    const found = await this.receiptsOf(appends);
    await Promise.all(appends.map((append) => this.answer(append, found.get(append.tenant) ?? new Map(), repeated)));
  }

  /** A retry of a recorded append finds its stream moved on by itself, so a conflict is one only if the ids are not recorded. */
  async answerConflicts(conflicted: readonly { append: PendingAppend; conflict: ConflictError }[]): Promise<void> {
    try {
      await this.answerRecorded(
        conflicted.map(({ append }) => append),
        true,
      );
      for (const { append, conflict } of conflicted) this.queue.reject(append, conflict);
    } catch (error) {
      const unavailable = new LedgerUnavailableError('the ledger could not be read to tell a conflict from a retry', {
        cause: error,
      });
      for (const { append } of conflicted) this.queue.reject(append, unavailable);
    }
  }

  private async receiptsOf(appends: readonly PendingAppend[]): Promise<Map<string, Map<string, EventReceipt>>> {
    const ids = new Map<string, string[]>();
    for (const { tenant, events } of appends)
      ids.set(tenant, [...(ids.get(tenant) ?? []), ...events.map(({ event }) => event.id)]);
    const session = this.lookups();
    return new Map(
      await Promise.all([...ids].map(async ([tenant, wanted]) => [tenant, await session.receipts(tenant, wanted)] as const)),
    );
  }

  private async answer(append: PendingAppend, recorded: ReadonlyMap<string, EventReceipt>, repeated: boolean): Promise<void> {
    const repetition = repetitionOf(append, recorded);
    if (repetition.is === 'repeated') {
      this.recent.remember(repetition.receipt);
      this.queue.resolve(append, { ...repetition.receipt, repeated });
    } else if (repetition.is === 'reused') {
      const original = await this.readEvent(append.tenant, repetition.id);
      if (original) this.queue.reject(append, new EventIdReusedError(original));
    }
  }
}
