import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { BoundedMap } from '#libs/bounded';
import { fromRecorded, type EventReceipt, type EventStore } from '#libs/event-sourcing';
import { decisionEvents, type DecisionRecorded } from '../events.js';

export interface MadeDecision {
  readonly session: string;
  readonly agent: string;
  readonly tool: string;
  readonly allowed: boolean;
}

/** A decision as it was recorded, and where. */
export interface RecordedDecision {
  readonly decided: DecisionRecorded;
  readonly proof: Pick<EventReceipt, 'position' | 'digest' | 'chain' | 'at'>;
}

/** Decisions kept in memory; each takes about 200 bytes. */
const CAPACITY = 40_000;
/** Characters of decisions that are kept whole; they take about three times as many bytes. Larger ones are read again. */
const MOST_CHARACTERS = 8_000_000;
const LARGE_CHARACTERS = 8_000;
/** What a list or an object takes, however little is in it, in characters. */
const CONTAINER_CHARACTERS = 20;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Decisions that an outcome or a repeated call comes back to: the last ones from memory, older ones from the ledger. */
@Injectable()
export class DecisionMemory {
  private readonly recent = new BoundedMap<string, MadeDecision>(CAPACITY);
  private readonly whole = new LRUCache<string, RecordedDecision>({ maxSize: MOST_CHARACTERS, maxEntrySize: LARGE_CHARACTERS });

  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  remember(tenant: string, id: string, recorded: RecordedDecision): void {
    const key = `${tenant}\n${id}`;
    const { input, verdict } = recorded.decided;
    const allowed = verdict === 'ALLOW' || verdict === 'MODIFY';
    this.recent.set(key, { session: input.session.id, agent: input.agent.id, tool: input.tool, allowed });
    this.whole.set(key, recorded, { size: sizeOf(recorded.decided) });
  }

  has(tenant: string, id: string): boolean {
    return this.recent.get(`${tenant}\n${id}`) !== undefined;
  }

  async find(tenant: string, id: string): Promise<MadeDecision | undefined> {
    const known = this.recent.get(`${tenant}\n${id}`);
    if (known || !UUID.test(id)) return known;
    await this.recorded(tenant, id);
    return this.recent.get(`${tenant}\n${id}`);
  }

  /** The decision as it was recorded. `id` MUST be a UUID. */
  async recorded(tenant: string, id: string): Promise<RecordedDecision | undefined> {
    const known = this.whole.get(`${tenant}\n${id}`);
    if (known) return known;
    const event = await this.store.readEvent(tenant, id);
    if (!event) return undefined;
    const decided = fromRecorded(decisionEvents, event);
    if (decided?.type !== 'DecisionRecorded') return undefined;
    const { position, digest, chain, at } = event;
    const recorded = { decided, proof: { position, digest, chain, at } };
    this.remember(tenant, id, recorded);
    return recorded;
  }
}

/** About as many characters as it has as JSON, and what its containers take. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 3;
  if (typeof value !== 'object' || value === null) return 6;
  let size = CONTAINER_CHARACTERS + 3;
  if (Array.isArray(value)) for (const item of value as readonly unknown[]) size += sizeOf(item);
  else for (const name in value) size += name.length + 3 + sizeOf((value as Readonly<Record<string, unknown>>)[name]);
  return size;
}
