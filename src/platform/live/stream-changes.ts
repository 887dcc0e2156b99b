import { setTimeout as pause } from 'node:timers/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { EventStore } from '#libs/event-sourcing';

const PAGE = 200;
const RETRY_MS = 250;

/**
 * Tells who waits when something of theirs changed, whichever process recorded it. What is new in a tenant's ledger is read
 * once for all who wait in this process, and only events of those types are read at all.
 */
export abstract class StreamChanges implements BeforeApplicationShutdown {
  private readonly tenants = new Map<string, TenantChanges>();
  private readonly closing = new AbortController();
  private stopWaking: (() => void) | undefined;

  constructor(
    private readonly store: EventStore,
    /** The types of events that tell somebody something. */
    private readonly types: readonly string[],
  ) {}

  /** Rejects as the store does when it cannot be reached. The watch MUST be left in the end. */
  async watch(tenant: string, streams: readonly string[]): Promise<Watch> {
    // Before the ledger's end is looked up, so that nothing recorded afterwards goes unnoticed.
    this.stopWaking ??= this.store.onGrowth((grown) => this.tenants.get(grown)?.wake());
    const changes = this.tenants.get(tenant) ?? new TenantChanges(this.store, tenant, this.types);
    this.tenants.set(tenant, changes);
    const watch = new Watch(new Set(streams), this.closing.signal, () => {
      changes.watches.delete(watch);
      if (changes.watches.size === 0) this.forget(changes);
    });
    changes.watches.add(watch);
    try {
      await changes.opened;
    } catch (error) {
      this.forget(changes);
      throw error;
    }
    return watch;
  }

  /** Whoever waits goes away with what it has. */
  beforeApplicationShutdown(): void {
    this.closing.abort();
  }

  private forget(changes: TenantChanges): void {
    if (this.tenants.get(changes.tenant) === changes) this.tenants.delete(changes.tenant);
    if (this.tenants.size > 0) return;
    this.stopWaking?.();
    this.stopWaking = undefined;
  }
}

/** One who waits for events of some streams. */
export class Watch {
  private isMarked = false;
  private interrupt: (() => void) | undefined;

  constructor(
    private readonly streams: ReadonlySet<string>,
    private readonly closing: AbortSignal,
    readonly leave: () => void,
  ) {}

  /** The process is stopping: nothing more will be told. */
  get isOver(): boolean {
    return this.closing.aborted;
  }

  /** Changes recorded before this are taken as known. Call it before looking, not after. */
  rest(): void {
    this.isMarked = false;
  }

  mark(stream: string): void {
    if (!this.streams.has(stream)) return;
    this.isMarked = true;
    this.interrupt?.();
  }

  /** Resolves after a change since `rest`, after `ms`, when `stop` is aborted, or when the process stops. */
  async changed(ms: number, stop: AbortSignal): Promise<void> {
    if (this.isMarked || ms <= 0 || stop.aborted || this.isOver) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        for (const signal of [stop, this.closing]) signal.removeEventListener('abort', end);
        this.interrupt = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      for (const signal of [stop, this.closing]) signal.addEventListener('abort', end);
      this.interrupt = end;
    });
  }
}

/** The end of one tenant's ledger, looked at while somebody waits. */
class TenantChanges {
  readonly watches = new Set<Watch>();
  readonly opened: Promise<void>;
  private position = 0;
  private isReading = true;
  private hasGrown = false;

  constructor(
    private readonly store: EventStore,
    readonly tenant: string,
    private readonly types: readonly string[],
  ) {
    this.opened = this.open();
    // Whoever waits for it is told.
    this.opened.catch(() => undefined);
  }

  wake(): void {
    this.hasGrown = true;
    if (!this.isReading) void this.read();
  }

  private async open(): Promise<void> {
    this.position = (await this.store.head(this.tenant)).position;
    this.isReading = false;
    if (this.hasGrown) void this.read();
  }

  private async read(): Promise<void> {
    this.isReading = true;
    while (this.hasGrown && this.watches.size > 0) {
      this.hasGrown = false;
      try {
        const { events, upTo, more } = await this.store.readTypes(this.tenant, this.position + 1, PAGE, this.types);
        this.position = upTo;
        if (more) this.hasGrown = true;
        for (const { stream } of events) for (const watch of this.watches) watch.mark(stream);
      } catch {
        // The store is away; readiness reports it. Those who wait keep what they have until it is back or their time is over.
        this.hasGrown = true;
        await pause(RETRY_MS, undefined, { ref: false });
      }
    }
    this.isReading = false;
  }
}
