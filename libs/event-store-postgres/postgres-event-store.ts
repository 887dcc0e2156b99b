import pg from 'pg';
import { prepareAppend, RecentReceipts, repetitionOf } from '#libs/append-planning';
import {
  EventIdReusedError,
  LedgerUnavailableError,
  type AppendReceipt,
  type AppendRequest,
  type DamagedLedger,
  type EventStore,
} from '#libs/event-sourcing';
import type { PreparedAppend } from '#libs/append-planning';
import { connectionConfig, surviveLostConnections, type Connection } from './connection-config.js';
import { AllLedgers } from './reading/all-ledgers.js';
import { AppendQueue, type QueueLimits } from './appending/append-queue.js';
import { DamagedLedgers } from './damaged-ledgers.js';
import { LEDGER_SESSION, ledgerTypes } from './reading/event-rows.js';
import { GroupCommit } from './appending/group-commit.js';
import { LedgerGrowth } from './ledger-growth.js';
import { LedgerReader } from './reading/ledger-reader.js';
import { RecordedAnswers } from './appending/recorded-answers.js';
import { WriterSessions } from './appending/writer-sessions.js';

export interface PostgresEventStoreOptions extends Partial<QueueLimits> {
  /** Connection of the role `writ_ledger`: a URL or pg's own configuration. The migrations MUST have been applied. */
  readonly ledger: Connection;
  /** Connection of the role `writ_app`, which sees one tenant at a time: everything read for a tenant is read with it. */
  readonly app: Connection;
  /** Microseconds since 1970; the system clock (in milliseconds) by default. It may go backwards, `at` does not. */
  readonly clock?: () => number;
  /** Connections for reads. */
  readonly readers?: number;
  /** Milliseconds after which an append that the ledger has not confirmed rejects with LedgerUnavailableError. */
  readonly appendTimeoutMs?: number;
  readonly watch?: LedgerWatch;
}

/** What measures the ledger from outside. */
export interface LedgerWatch {
  /** A batch is durable: how many events, and the milliseconds since it was sent. */
  committed(events: number, ms: number): void;
  /** Called once, with what tells how many appends wait or are in flight, and with the pools that read. */
  opened(waiting: () => number, pools: Readonly<Record<string, pg.Pool>>): void;
}

const LIMITS: QueueLimits = { maxPending: 20_000, maxPendingSize: 128_000_000, maxBatchEvents: 300, maxBatchSize: 8_000_000 };
const EXPIRY_MS = 100;
const READ_TIMEOUT_MS = 30_000;

/**
 * Opens the ledger on PostgreSQL. Does not wait for a connection: appends wait for one, within their time, and the store
 * recovers by itself when the server was away.
 */
export function createPostgresEventStore(options: PostgresEventStoreOptions): EventStore {
  return new PostgresEventStore(options);
}

/** A tenant's reads alone, over one connection of the role `writ_app`, for a thread or process that appends nothing. */
export function createPostgresTenantReads(
  app: Connection,
): Pick<EventStore, 'readLedger' | 'readPositions' | 'readStream' | 'end'> &
  Pick<LedgerReader, 'readTexts'> & { close(): Promise<void> } {
  const pool = readPool(app, 1, 'writ-thread');
  const reader = new LedgerReader(pool);
  return {
    readStream: (tenant, stream, fromRevision, limit) => reader.readStream(tenant, stream, fromRevision, limit),
    readTexts: (tenant, range, types) => reader.readTexts(tenant, range, types),
    readPositions: (tenant, positions) => reader.readPositions(tenant, positions),
    readLedger: (tenant, fromPosition, limit) => reader.readLedger(tenant, fromPosition, limit),
    end: (tenant) => reader.end(tenant),
    close: () => pool.end(),
  };
}

class PostgresEventStore implements EventStore {
  private readonly tenantPool: pg.Pool;
  private readonly ledgerPool: pg.Pool;
  private readonly reader: LedgerReader;
  private readonly all: AllLedgers;
  private readonly damage: DamagedLedgers;
  private readonly growth: LedgerGrowth;
  private readonly queue: AppendQueue;
  private readonly recent = new RecentReceipts();
  private readonly sessions: WriterSessions;
  private readonly writer: GroupCommit;
  private readonly timeoutMs: number;
  private readonly expiry: NodeJS.Timeout;
  private closed = false;

  constructor(options: PostgresEventStoreOptions) {
    const { ledger, app } = options;
    this.timeoutMs = options.appendTimeoutMs ?? 10_000;
    this.tenantPool = readPool(app, options.readers ?? 4);
    this.ledgerPool = readPool(ledger, 1);
    this.reader = new LedgerReader(this.tenantPool);
    this.all = new AllLedgers(this.ledgerPool);
    this.damage = new DamagedLedgers((tenants) => this.all.damaged(tenants));
    this.growth = new LedgerGrowth(ledger, () => this.heads());
    this.queue = new AppendQueue({ ...LIMITS, ...defined(options) });
    this.sessions = new WriterSessions(ledger, this.timeoutMs);
    const { queue, sessions, recent } = this;
    const answers = new RecordedAnswers(
      queue,
      recent,
      () => sessions.lookups(),
      (tenant, id) => this.readEvent(tenant, id),
    );
    const clock = options.clock ?? (() => Date.now() * 1000);
    this.writer = new GroupCommit({ queue, sessions, answers, recent, damaged: this.damage, clock, watch: options.watch });
    options.watch?.opened(() => queue.waitingNow, { 'ledger-reads': this.tenantPool, 'all-ledgers': this.ledgerPool });
    this.expiry = setInterval(() => this.queue.expire(performance.now(), this.sessions.connectError), EXPIRY_MS).unref();
  }

  async append(request: AppendRequest): Promise<AppendReceipt> {
    const deadline = performance.now() + this.timeoutMs;
    const prepared = prepareAppend(request);
    const { tenant, line } = prepared;
    // Nothing that stands behind it in a line may overtake it while it waits here.
    if (this.queue.sameIds(prepared) || this.damage.refusal(tenant) || this.recent.of(prepared)) line?.break();
    for (let other = this.queue.sameIds(prepared); other; other = this.queue.sameIds(prepared)) await other;
    if (this.closed) throw new LedgerUnavailableError('the ledger is closed');
    const damaged = this.damage.refusal(tenant) && (await this.damage.currentRefusal(tenant));
    if (damaged) throw damaged;
    const recorded = this.recent.of(prepared);
    return (recorded && (await this.repeated(prepared, recorded))) ?? this.queue.add(prepared, deadline);
  }

  readStream: EventStore['readStream'] = (tenant, stream, fromRevision, limit) =>
    this.reader.readStream(tenant, stream, fromRevision, limit);
  readLedger: EventStore['readLedger'] = (tenant, fromPosition, limit) => this.reader.readLedger(tenant, fromPosition, limit);
  readTypes: EventStore['readTypes'] = (tenant, fromPosition, limit, types) =>
    this.reader.readTypes(tenant, fromPosition, limit, types);
  readPositions: EventStore['readPositions'] = (tenant, positions) => this.reader.readPositions(tenant, positions);
  readEvent: EventStore['readEvent'] = (tenant, id) => this.reader.readEvent(tenant, id);
  head: EventStore['head'] = (tenant) => this.reader.head(tenant);
  end: EventStore['end'] = (tenant) => this.reader.end(tenant);
  heads: EventStore['heads'] = () => this.all.heads();
  onGrowth: EventStore['onGrowth'] = (wake) => this.growth.subscribe(wake);

  /** Found by asking the database, and by having been refused there, which also finds a head that is gone altogether. */
  async damaged(): Promise<DamagedLedger[]> {
    const found = await this.all.damaged();
    return [...found, ...this.damage.known.filter(({ tenant }) => !found.some((other) => other.tenant === tenant))];
  }

  /** Appends still waiting are told that they were not recorded; what is in flight is waited for. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.writer.close();
    this.queue.rejectAll(new LedgerUnavailableError('the ledger was closed'));
    clearInterval(this.expiry);
    await Promise.all([this.sessions.close(), this.growth.close(), this.tenantPool.end(), this.ledgerPool.end()]);
  }

  /** The remembered receipts say yes or no when they cover the whole request; undefined leaves the answer to the ledger. */
  private async repeated(
    prepared: PreparedAppend,
    recorded: NonNullable<ReturnType<RecentReceipts['of']>>,
  ): Promise<AppendReceipt | undefined> {
    if (recorded.size < prepared.events.length) return undefined;
    const repetition = repetitionOf(prepared, recorded);
    if (repetition.is === 'repeated') return repetition.receipt;
    const original = repetition.is === 'reused' ? await this.readEvent(prepared.tenant, repetition.id) : undefined;
    if (original) throw new EventIdReusedError(original);
    return undefined;
  }
}

function readPool(connection: Connection, max: number, name?: string): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(connection, LEDGER_SESSION),
    max,
    ...(name && { application_name: name }),
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: READ_TIMEOUT_MS,
    // A tenant's read is a transaction, sent at once.
    pipeline: true,
    types: ledgerTypes,
  });
  surviveLostConnections(pool);
  return pool;
}

function defined(options: PostgresEventStoreOptions): Partial<QueueLimits> {
  const { maxPending, maxPendingSize, maxBatchEvents, maxBatchSize } = options;
  return Object.fromEntries(
    Object.entries({ maxPending, maxPendingSize, maxBatchEvents, maxBatchSize }).filter(([, value]) => value !== undefined),
  );
}
