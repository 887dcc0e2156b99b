import {
  ConflictError,
  NO_STREAM,
  type AppendReceipt,
  type AppendRequest,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
} from '#libs/event-sourcing';

interface SimulatedStream {
  /** Events that were recorded before the simulation begins. */
  readonly recorded: number;
  readonly events: RecordedEvent[];
}

const PAGE = 1_000;

/**
 * A ledger as it would have become: what was recorded before a position, and behind that what a simulation appends. In memory, and of
 * streams alone: whoever decides asks for nothing else.
 */
export class SimulatedLedger implements EventStore {
  private readonly streams = new Map<string, SimulatedStream>();
  private position: number;

  constructor(
    private readonly recorded: Pick<EventStore, 'readStream'>,
    /** The first position that is simulated. */
    private readonly from: number,
  ) {
    this.position = from - 1;
  }

  async append({ tenant, writes, conditions = [] }: AppendRequest): Promise<AppendReceipt> {
    for (const { stream, at } of conditions) this.assertAt(stream, at, await this.load(tenant, stream));
    for (const { stream, expect } of writes) {
      const known = await this.load(tenant, stream);
      if (expect !== 'any') this.assertAt(stream, expect, known);
    }
    const events: RecordedEvent[] = [];
    for (const { stream, events: written } of writes)
      for (const event of written) events.push(this.put(tenant, stream, event, ''));
    return { tenant, events, repeated: false };
  }

  /** Something that happened in any case, behind what is simulated of its stream. */
  async carry({ tenant, stream, at, ...event }: NewEvent & Pick<RecordedEvent, 'tenant' | 'stream' | 'at'>): Promise<void> {
    await this.load(tenant, stream);
    this.put(tenant, stream, event, at);
  }

  async readStream(tenant: string, stream: string, fromRevision = 0, limit = PAGE * 10): Promise<RecordedEvent[]> {
    const { recorded, events } = await this.load(tenant, stream);
    const before = fromRevision < recorded ? await this.recorded.readStream(tenant, stream, fromRevision, limit) : [];
    const own = before.filter(({ position }) => position < this.from);
    return [...own, ...events.slice(Math.max(0, fromRevision - recorded))].slice(0, limit);
  }

  readLedger = nobodyAsks;
  readTypes = nobodyAsks;
  readPositions = nobodyAsks;
  readEvent = nobodyAsks;
  head = nobodyAsks;
  end = nobodyAsks;
  heads = nobodyAsks;
  damaged = nobodyAsks;
  onGrowth = (): (() => void) => () => undefined;
  close = (): Promise<void> => Promise.resolve();

  private put(tenant: string, stream: string, event: NewEvent, at: string): RecordedEvent {
    const { recorded, events } = this.streams.get(stream) as SimulatedStream;
    this.position += 1;
    const revision = recorded + events.length;
    const put = { ...event, tenant, stream, revision, position: this.position, at, digest: '', chain: '' };
    events.push(put);
    return put;
  }

  private assertAt(stream: string, expected: number, { recorded, events }: SimulatedStream): void {
    const actual = recorded + events.length === 0 ? NO_STREAM : recorded + events.length - 1;
    if (actual !== expected) throw new ConflictError(stream, expected, actual);
  }

  private async load(tenant: string, stream: string): Promise<SimulatedStream> {
    const known = this.streams.get(stream);
    if (known) return known;
    const loaded = { recorded: this.from === 1 ? 0 : await this.countBefore(tenant, stream), events: [] };
    this.streams.set(stream, loaded);
    return loaded;
  }

  private async countBefore(tenant: string, stream: string): Promise<number> {
    for (let count = 0; ;) {
      const page = await this.recorded.readStream(tenant, stream, count, PAGE);
      const own = page.filter(({ position }) => position < this.from).length;
      count += own;
      if (own < PAGE) return count;
    }
  }
}

function nobodyAsks(): Promise<never> {
  throw new Error('a simulation is asked for streams alone');
}
