import { planBatch, type BatchPlan, type RecentReceipts } from '#libs/append-planning';
import { LedgerUnavailableError, LineBrokenError } from '#libs/event-sourcing';
import type { AppendQueue, PendingAppend } from './append-queue.js';
import { draftsFor, lockedDrafts, type Drafts } from './batch-preparation.js';
import type { DamagedLedgers } from '../damaged-ledgers.js';
import { LedgerStates } from './ledger-states.js';
import type { HeadMove, LedgerSession } from './ledger-session.js';
import { failureOf } from '../postgres-failures.js';
import type { RecordedAnswers } from './recorded-answers.js';
import type { WriterSessions } from './writer-sessions.js';

interface Flight {
  readonly plan: BatchPlan<PendingAppend>;
  readonly drafts: Drafts;
  /** Failures seen before it was planned; when there are more, something it built on did not commit. */
  readonly epoch: number;
  /** Resolves when the flight has landed or its failure has been dealt with; never rejects. */
  done: Promise<void>;
}

export interface GroupCommitOptions {
  readonly queue: AppendQueue;
  readonly sessions: WriterSessions;
  readonly answers: RecordedAnswers;
  readonly recent: RecentReceipts;
  readonly damaged: DamagedLedgers;
  /** Microseconds since 1970. */
  readonly clock: () => number;
  readonly watch?: { committed(events: number, ms: number): void } | undefined;
}

/** Batches under way at once: one being committed, one already sent behind it. */
const DEPTH = 2;
/** Batches written under lock after another process was seen moving a head. */
const CONTENDED_BATCHES = 16;
const MAX_FAILURES = 6;
/**
 * With this many waiting and nothing in flight, half of them go first: callers that wait for their answers would otherwise
 * all come back at once, and this process and the database would work in turns instead of side by side.
 */
const HALVE_FROM = 32;

/**
 * The writer loop. It gathers what waits, decides it against what this process knows of the ledgers, and hands the database one statement that
 * moves the heads only from where the batch was built. Normally nothing is locked or read first, and the next batch is
 * prepared and sent while the last one commits. When another process moved a head, batches lock the heads first for a while.
 */
export class GroupCommit {
  private readonly states = new LedgerStates();
  private flights: Flight[] = [];
  private epoch = 0;
  private settledEpoch = 0;
  private contended = 0;
  private closed = false;
  private readonly running: Promise<void>;

  constructor(private readonly options: GroupCommitOptions) {
    this.running = this.run();
  }

  /** Stops after what is in flight. */
  async close(): Promise<void> {
    this.closed = true;
    this.options.queue.nudge();
    await this.running;
    await this.landed();
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      await this.options.queue.filled();
      if (this.closed) return;
      const session = await this.options.sessions.current();
      if (!session) continue;
      while (this.flights.length >= (this.contended > 0 ? 1 : DEPTH)) await this.flights[0]?.done;
      if (this.epoch !== this.settledEpoch) {
        await this.landed();
        this.settledEpoch = this.epoch;
      }
      const batch = this.options.queue.take(this.flights.length === 0 ? HALVE_FROM : undefined);
      await this.write(session, batch).catch((error: unknown) => this.failBatch(batch, error));
    }
  }

  private async write(session: LedgerSession, taken: readonly PendingAppend[]): Promise<void> {
    const doubtful = taken.filter((append) => append.doubtful);
    if (doubtful.length > 0) await this.options.answers.answerRecorded(doubtful, false);
    this.refuseDamaged(taken);
    const batch = taken.filter((append) => !append.answered);
    if (batch.length === 0) return;
    await (this.contended > 0 ? this.writeLocked(session, batch) : this.writeAhead(session, batch));
  }

  private async writeAhead(session: LedgerSession, batch: readonly PendingAppend[]): Promise<void> {
    const epoch = this.epoch;
    const drafts = await draftsFor(
      batch,
      this.flights.map((flight) => flight.drafts),
      this.states,
      this.options.sessions.lookups(),
    );
    if (epoch !== this.epoch) return this.options.queue.putBack(batch);
    const plan = planBatch(batch, drafts, this.options.clock());
    this.launch(plan, drafts, epoch, session.append(movesOf(drafts), plan.events));
  }

  private async writeLocked(session: LedgerSession, batch: readonly PendingAppend[]): Promise<void> {
    await this.landed();
    const { drafts, moved } = await lockedDrafts(batch, this.states, session).catch(async (error: unknown) => {
      await session.rollback();
      throw error;
    });
    this.contended = moved ? CONTENDED_BATCHES : this.contended - 1;
    const plan = planBatch(batch, drafts, this.options.clock());
    const results = Promise.allSettled([session.append(movesOf(drafts), plan.events), session.commit()]).then((all) => {
      const failed = all.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    });
    this.launch(plan, drafts, this.epoch, results);
  }

  private launch(plan: BatchPlan<PendingAppend>, drafts: Drafts, epoch: number, sent: Promise<unknown>): void {
    const flight: Flight = { plan, drafts, epoch, done: Promise.resolve() };
    const before = this.flights.at(-1)?.done;
    this.flights.push(flight);
    const sentAt = performance.now();
    flight.done = (before ? behind(before, sent) : sent)
      .then(
        () => {
          this.options.watch?.committed(plan.events.length, performance.now() - sentAt);
          this.land(flight);
        },
        (error: unknown) => this.crash(flight, error),
      )
      .finally(() => {
        this.flights = this.flights.filter((other) => other !== flight);
      });
  }

  private land({ plan, drafts }: Flight): void {
    this.states.adopt(drafts.values());
    for (const { append, receipt } of plan.accepted) {
      this.options.recent.remember(receipt);
      this.options.queue.resolve(append, receipt);
    }
    for (const append of plan.cutOff) this.options.queue.reject(append, new LineBrokenError());
    if (plan.conflicted.length > 0) void this.options.answers.answerConflicts(plan.conflicted);
  }

  private async crash(flight: Flight, error: unknown): Promise<void> {
    const builtOnFailure = flight.epoch !== this.epoch;
    const { accepted, conflicted, cutOff } = flight.plan;
    const batch = [...[...accepted, ...conflicted].map(({ append }) => append), ...cutOff];
    if (failureOf(error) === 'moved' && !builtOnFailure) this.contended = CONTENDED_BATCHES;
    this.states.forget(flight.drafts.keys());
    await this.failBatch(batch, error);
  }

  /** Decides what a failed batch's appends do next: be looked up, be tried again, or be given up. */
  private async failBatch(batch: readonly PendingAppend[], error: unknown): Promise<void> {
    this.epoch += 1;
    const failure = failureOf(error);
    for (const append of batch) append.lastError = error;
    if (failure === 'connection') {
      this.options.sessions.destroy();
      markDoubtful(batch);
    } else if (failure === 'duplicate') {
      await this.options.answers.answerRecorded(batch, true).catch(() => markDoubtful(batch));
    }
    const stopped = (failure === 'damaged' || failure === 'duplicate') && (await this.stopDamaged(batch));
    if (failure === 'duplicate' || failure === 'refused' || (failure === 'damaged' && !stopped)) this.countFailures(batch, error);
    this.options.queue.putBack(batch);
  }

  /**
   * Finds out which of a failed batch's ledgers are damaged and stops those alone; the other appends go again. An event beyond
   * its head shows as a duplicate: its position is taken.
   */
  private async stopDamaged(batch: readonly PendingAppend[]): Promise<boolean> {
    const tenants = [...new Set(batch.map(({ tenant }) => tenant))];
    const found = await this.options.damaged.look(tenants).catch(() => false);
    this.refuseDamaged(batch);
    return found;
  }

  private refuseDamaged(batch: readonly PendingAppend[]): void {
    for (const append of batch) {
      const refusal = this.options.damaged.refusal(append.tenant);
      if (refusal) this.options.queue.reject(append, refusal);
    }
  }

  private countFailures(batch: readonly PendingAppend[], error: unknown): void {
    for (const append of batch) {
      append.failures += 1;
      append.alone = append.failures > 1;
      const hopeless = append.failures >= MAX_FAILURES || (append.alone && batch.length === 1);
      if (hopeless)
        this.options.queue.reject(append, new LedgerUnavailableError('the ledger could not store the append', { cause: error }));
    }
  }

  private async landed(): Promise<void> {
    while (this.flights.length > 0) await Promise.all(this.flights.map((flight) => flight.done));
  }
}

/**
 * In the order in which they were sent, however many turns each takes to be told of its end: a flight that landed behind a later one would
 * have the ledger remembered as it was before that.
 */
function behind(before: Promise<void>, sent: Promise<unknown>): Promise<unknown> {
  return Promise.allSettled([before, sent]).then(() => sent);
}

function markDoubtful(batch: readonly PendingAppend[]): void {
  for (const append of batch) append.doubtful = true;
}

/**
 * Sorted, so that all processes move heads in the same order. A ledger in which nothing was accepted has its head checked, because its conflicts
 * were decided on what this process believed.
 */
function movesOf(drafts: Drafts): HeadMove[] {
  return [...drafts.values()]
    .map((draft) => ({ tenant: draft.tenant, known: draft.known, next: draft.head }))
    .sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
}
