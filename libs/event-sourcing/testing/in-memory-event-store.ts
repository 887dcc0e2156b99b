import {
  EMPTY_LEDGER,
  planBatch,
  prepareAppend,
  repetitionOf,
  type LedgerDraft,
  type LedgerPoint,
  type PlannedEvent,
} from '#libs/append-planning';
import type { RecordedEvent } from '../envelope.js';
import {
  EventIdReusedError,
  LedgerUnavailableError,
  LineBrokenError,
  type AppendReceipt,
  type AppendRequest,
  type DamagedLedger,
  type EventReceipt,
  type EventStore,
  type LedgerEnd,
  type LedgerHead,
  type TypedEvents,
} from '../event-store.js';

interface Ledger {
  point: LedgerPoint;
  readonly events: RecordedEvent[];
  readonly revisions: Map<string, number>;
  readonly byId: Map<string, RecordedEvent>;
}

/** A ledger in this process's memory, for tests of what stands on the port. It forgets everything when dropped. */
export class InMemoryEventStore implements EventStore {
  private readonly ledgers: Map<string, Ledger>;
  private readonly wakes = new Set<(tenant: string) => void>();
  private closed = false;

  /** `clock` gives microseconds since 1970. With `sameAs`, this store reads and writes that one's ledgers. */
  constructor(
    private readonly clock: () => number = () => Date.now() * 1000,
    sameAs?: InMemoryEventStore,
  ) {
    this.ledgers = sameAs?.ledgers ?? new Map();
  }

  async append(request: AppendRequest): Promise<AppendReceipt> {
    const prepared = prepareAppend(request);
    if (this.closed) throw new LedgerUnavailableError('the ledger is closed');
    if (prepared.line?.broken) throw new LineBrokenError();
    const ledger = this.ledger(request.tenant);
    const repetition = repetitionOf(
      prepared,
      receiptsOf(
        ledger,
        prepared.events.map(({ event }) => event.id),
      ),
    );
    if (repetition.is !== 'new') prepared.line?.break();
    if (repetition.is === 'repeated') return repetition.receipt;
    if (repetition.is === 'reused') throw new EventIdReusedError(ledger.byId.get(repetition.id) as RecordedEvent);
    const draft: LedgerDraft = {
      tenant: request.tenant,
      known: ledger.point,
      head: ledger.point,
      revisions: new Map(ledger.revisions),
    };
    const plan = planBatch([prepared], new Map([[request.tenant, draft]]), this.clock());
    const [conflicted] = plan.conflicted;
    if (conflicted) throw conflicted.conflict;
    this.keep(ledger, draft, plan.events);
    return (plan.accepted[0] as (typeof plan.accepted)[number]).receipt;
  }

  async readStream(tenant: string, stream: string, fromRevision = 0, limit = 10_000): Promise<RecordedEvent[]> {
    const events = this.ledger(tenant).events.filter((event) => event.stream === stream && event.revision >= fromRevision);
    return events.slice(0, limit);
  }

  async readLedger(tenant: string, fromPosition: number, limit: number): Promise<RecordedEvent[]> {
    const from = Math.max(0, fromPosition - 1);
    return this.ledger(tenant).events.slice(from, from + limit);
  }

  async readTypes(tenant: string, fromPosition: number, limit: number, types: readonly string[]): Promise<TypedEvents> {
    const { events: all, point } = this.ledger(tenant);
    const events = all.filter(({ position, type }) => position >= fromPosition && types.includes(type)).slice(0, limit);
    const last = events.length === limit ? events.at(-1) : undefined;
    const upTo = last?.position ?? Math.max(fromPosition - 1, point.position);
    return { events, upTo, more: upTo < point.position };
  }

  async readPositions(tenant: string, positions: readonly number[]): Promise<RecordedEvent[]> {
    return this.ledger(tenant).events.filter((event) => positions.includes(event.position));
  }

  async readEvent(tenant: string, id: string): Promise<RecordedEvent | undefined> {
    return this.ledger(tenant).byId.get(id);
  }

  async head(tenant: string): Promise<LedgerHead> {
    const { point, events } = this.ledger(tenant);
    return { tenant, position: point.position, chain: point.chain, at: events.at(-1)?.at ?? null };
  }

  async end(tenant: string): Promise<LedgerEnd> {
    const head = await this.head(tenant);
    return { head, lastPosition: head.position };
  }

  /** The head is kept nowhere but in the events. */
  async damaged(): Promise<DamagedLedger[]> {
    return [];
  }

  async heads(): Promise<LedgerHead[]> {
    const tenants = [...this.ledgers.keys()].filter((tenant) => this.ledger(tenant).point.position > 0).sort();
    return Promise.all(tenants.map((tenant) => this.head(tenant)));
  }

  onGrowth(wake: (tenant: string) => void): () => void {
    this.wakes.add(wake);
    return () => this.wakes.delete(wake);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wakes.clear();
  }

  private ledger(tenant: string): Ledger {
    const ledger = this.ledgers.get(tenant) ?? {
      point: EMPTY_LEDGER,
      events: [],
      revisions: new Map<string, number>(),
      byId: new Map(),
    };
    this.ledgers.set(tenant, ledger);
    return ledger;
  }

  private keep(ledger: Ledger, draft: LedgerDraft, events: readonly PlannedEvent[]): void {
    ledger.point = draft.head;
    for (const { envelope, digest, chain } of events) {
      // A copy, as if it had been stored: whoever changes what it appended does not change the ledger.
      const event: RecordedEvent = { ...structuredClone(envelope), digest, chain };
      ledger.events.push(event);
      ledger.byId.set(event.id, event);
      ledger.revisions.set(event.stream, event.revision);
    }
    for (const wake of this.wakes) queueMicrotask(() => wake(draft.tenant));
  }
}

function receiptsOf(ledger: Ledger, ids: readonly string[]): Map<string, EventReceipt> {
  const receipts = new Map<string, EventReceipt>();
  for (const recorded of ids.map((id) => ledger.byId.get(id))) {
    if (!recorded) continue;
    const { id, stream, revision, position, at, digest, chain } = recorded;
    receipts.set(id, { id, stream, revision, position, at, digest, chain });
  }
  return receipts;
}
