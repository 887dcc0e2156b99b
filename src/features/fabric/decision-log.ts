import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { z } from 'zod';
import type { AgentAccess } from '#features/agents/contract';
import { EventIdReusedError, toNewEvents, type EventStore, type NewEvent } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { refuseWith } from '#platform/http/problem-details';
import { WorkSlices } from '#platform/http/work-slices';
import { Metrics } from '#platform/telemetry/metrics';
import { decisionLogStream } from './contract.js';
import { fabricEvents } from './events.js';
import { readEntry, type EntryData } from './log-entry.js';

/** Events, and characters of their data, that one append carries: decisions of others are waiting behind it. */
const [CHUNK_EVENTS, CHUNK_SIZE] = [50, 131_072];
/** Ids looked up at once. */
const LOOKUPS = 8;
const MAX_ATTEMPTS = 8;

export const LogAnswer = z
  .object({
    accepted: z.number().int().describe('Entries recorded now.'),
    duplicates: z.number().int().describe('Entries whose decision id was recorded before, or came twice.'),
    refused: z
      .array(z.object({ index: z.number().int().describe('Place in the batch, from 0.'), reason: z.string() }))
      .describe('Malformed entries; the others of the batch are recorded.'),
  })
  .meta({ id: 'DecisionLogAnswer' });
export type LogAnswer = z.output<typeof LogAnswer>;

/** Records what clients decided by themselves: every decision id of a tenant once, however often and to whichever process it is told. */
@Injectable()
export class DecisionLog {
  private readonly entries: Counter<'result'>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.entries = new Counter({
      name: 'writ_fabric_log_entries_total',
      help: 'Entries of decision logs that clients sent, by what became of them.',
      labelNames: ['result'],
      registers: [metrics.registry],
    });
  }

  /** Entries are hostile. When it rejects, some may have been recorded: the same batch again is the way to know. */
  async record(agent: AgentAccess, batch: readonly unknown[]): Promise<LogAnswer> {
    const answer = { accepted: 0, duplicates: 0, refused: [] as LogAnswer['refused'] };
    const seen = new Set<string>();
    let chunk: NewEvent[] = [];
    let size = 0;
    const send = async (): Promise<void> => {
      const accepted = chunk.length === 0 ? 0 : await this.append(agent, chunk);
      answer.accepted += accepted;
      answer.duplicates += chunk.length - accepted;
      [chunk, size] = [[], 0];
    };
    const slices = new WorkSlices();
    for (const [index, entry] of batch.entries()) {
      // Ten thousand refusals or repetitions in a row are work, too, although nothing is appended.
      await slices.rest();
      const read = readEntry(agent.id, entry);
      if ('reason' in read) {
        answer.refused.push({ index, reason: read.reason });
        continue;
      }
      const id = eventId(agent.tenant, read.data.decisionId);
      if (seen.has(id)) {
        answer.duplicates += 1;
        continue;
      }
      seen.add(id);
      if (chunk.length === CHUNK_EVENTS || size + read.size > CHUNK_SIZE) await send();
      chunk.push(eventOf(agent, id, read.data));
      size += read.size;
    }
    await send();
    this.count(answer);
    return answer;
  }

  /** How many of the events were new. */
  private async append({ tenant, id }: AgentAccess, events: readonly NewEvent[]): Promise<number> {
    let fresh = events;
    for (let attempt = 1; fresh.length > 0; attempt += 1) {
      try {
        const writes = [{ stream: decisionLogStream(id), expect: 'any' as const, events: fresh }];
        return (await this.store.append({ tenant, writes })).repeated ? 0 : fresh.length;
      } catch (error) {
        if (!(error instanceof EventIdReusedError)) throw error;
        if (attempt === MAX_ATTEMPTS) throw refuseWith('STREAM_BUSY', 'the same decisions are being reported elsewhere');
        fresh = (await this.unknown(tenant, fresh)).filter((event) => event.id !== error.original.id);
      }
    }
    return 0;
  }

  private async unknown(tenant: string, events: readonly NewEvent[]): Promise<NewEvent[]> {
    const left: NewEvent[] = [];
    for (let i = 0; i < events.length; i += LOOKUPS) {
      const some = events.slice(i, i + LOOKUPS);
      const found = await Promise.all(some.map((event) => this.store.readEvent(tenant, event.id)));
      left.push(...some.filter((_, at) => found[at] === undefined));
    }
    return left;
  }

  private count({ accepted, duplicates, refused }: LogAnswer): void {
    this.entries.inc({ result: 'accepted' }, accepted);
    this.entries.inc({ result: 'duplicate' }, duplicates);
    this.entries.inc({ result: 'refused' }, refused.length);
  }
}

/**
 * Follows from tenant and decision id alone, so that the ledger's own uniqueness of event ids keeps a decision from being
 * recorded twice: a name-based UUIDv8 (RFC 9562, 5.8).
 */
function eventId(tenant: string, decisionId: string): string {
  const hex = hash('sha256', `writ/reported-decision\n${tenant}\n${decisionId}`, 'hex');
  const variant = ((Number.parseInt(hex[16] as string, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Nothing in it comes from the request that brought it, so that a batch sent again is recognised by the ledger as a whole.
 * The trace is that of the decision.
 */
function eventOf({ tenant, id: agent }: AgentAccess, id: string, data: EntryData): NewEvent {
  const { traceId, spanId } = data;
  const trace = traceId !== null && spanId !== null ? `00-${traceId}-${spanId}-01` : null;
  const context = { tenant, actor: { kind: 'agent', id: agent }, correlation: null, causation: null, trace } as const;
  const [event] = toNewEvents(fabricEvents, context, [{ type: 'DecisionReported', ...data }], () => id);
  return event as NewEvent;
}
