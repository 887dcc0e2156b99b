import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { z } from 'zod';
import { agentStream, AgentStanding, type AgentAccess } from '#features/agents/contract';
import { nameBasedId } from '#libs/event-ids';
import {
  ConflictError,
  EventIdReusedError,
  toNewEvents,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
} from '#libs/event-sourcing';
import { canonicalJson } from '#libs/evidence';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { refuseWith } from '#platform/http/problem-details';
import { WorkSlices } from '#platform/http/work-slices';
import { Metrics } from '#platform/telemetry/metrics';
import { decisionLogStream } from '../contract.js';
import { fabricEvents } from '../events.js';
import type { ReportRefusalCode } from '../refusals.js';
import { readEntry, type EntryData } from './log-entry.js';

/** Events, and characters of their data, that one append carries: decisions of others are waiting behind it. */
const [CHUNK_EVENTS, CHUNK_SIZE] = [50, 131_072];
/** Ids looked up at once. */
const LOOKUPS = 8;
const MAX_ATTEMPTS = 8;
const CONFLICT = {
  code: 'REPORTED_DECISION_CONFLICT' satisfies ReportRefusalCode,
  reason: 'this client told another decision under this id before',
};

export const LogAnswer = z
  .object({
    accepted: z.number().int().describe('Entries recorded now.'),
    duplicates: z.number().int().describe('Entries that this client told before, or that came twice.'),
    refused: z
      .array(
        z.object({
          index: z.number().int().describe('Place in the batch, from 0.'),
          code: z
            .string()
            .describe('`INVALID_INPUT`, or `REPORTED_DECISION_CONFLICT` when this client used the decision id before.'),
          reason: z.string(),
        }),
      )
      .describe('Entries that are malformed, or say something else than before; the others of the batch are recorded.'),
  })
  .meta({ id: 'DecisionLogAnswer' });
export type LogAnswer = z.output<typeof LogAnswer>;

/** One entry on its way into the ledger. */
interface Told {
  readonly index: number;
  readonly event: NewEvent;
  fate?: 'accepted' | 'duplicate' | 'conflict';
  /** What is recorded under its id, when that is something else. */
  recorded?: RecordedEvent;
}

/**
 * Records what clients decided by themselves: every decision id of a client once, however often and to whichever process it is
 * told. A client cannot take the id of another's decision, nor give one of its own another content.
 */
@Injectable()
export class DecisionLog {
  private readonly entries: Counter<'result'>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(AgentStanding) private readonly standing: AgentStanding,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.entries = new Counter({
      name: 'writ_fabric_log_entries_total',
      help: 'Entries of decision logs that clients sent, by what became of them.',
      labelNames: ['result'],
      registers: [metrics.registry],
    });
  }

  /**
   * Entries are hostile. When it rejects, some may have been recorded: the same batch again is the way to know. It does so as
   * soon as the key is revoked, wherever in the batch that is.
   */
  async record(agent: AgentAccess, batch: readonly unknown[]): Promise<LogAnswer> {
    const malformed: LogAnswer['refused'] = [];
    const firsts = new Map<string, Told>();
    const again: Told[] = [];
    let [access, chunk, size] = [agent, [] as Told[], 0];
    const slices = new WorkSlices();
    for (const [index, entry] of batch.entries()) {
      // Ten thousand refusals or repetitions in a row are work, too, although nothing is appended.
      await slices.rest();
      const read = readEntry(agent.id, entry);
      if ('reason' in read) {
        malformed.push({ index, code: 'INVALID_INPUT', reason: read.reason });
        continue;
      }
      const told: Told = { index, event: eventOf(agent, read.data) };
      if (firsts.has(told.event.id)) {
        again.push(told);
        continue;
      }
      firsts.set(told.event.id, told);
      if (chunk.length === CHUNK_EVENTS || size + read.size > CHUNK_SIZE) {
        access = await this.append(access, chunk);
        [chunk, size] = [[], 0];
      }
      chunk.push(told);
      size += read.size;
    }
    await this.append(access, chunk);
    for (const told of again) {
      await slices.rest();
      const first = firsts.get(told.event.id) as Told;
      told.fate = isSame(first.recorded ?? first.event, told.event) ? 'duplicate' : 'conflict';
    }
    return this.answer(malformed, [...firsts.values(), ...again]);
  }

  /** Says of each what became of it. Gives back the agent as it was known at the end. */
  private async append(agent: AgentAccess, chunk: readonly Told[]): Promise<AgentAccess> {
    let [access, left] = [agent, chunk];
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const { tenant, id, revision } = access;
      const writes = [{ stream: decisionLogStream(id), expect: 'any' as const, events: left.map(({ event }) => event) }];
      try {
        const { repeated } = await this.store.append({ tenant, writes, conditions: [{ stream: agentStream(id), at: revision }] });
        for (const told of left) told.fate = repeated ? 'duplicate' : 'accepted';
        return access;
      } catch (error) {
        if (!(error instanceof EventIdReusedError || error instanceof ConflictError)) throw error;
        if (attempt === MAX_ATTEMPTS) throw refuseWith('STREAM_BUSY', 'the same decisions are being reported elsewhere');
        if (error instanceof ConflictError) access = await this.stillGood(access);
        else left = await this.unknown(tenant, left, error.original);
      }
    }
    return access;
  }

  private async stillGood(agent: AgentAccess): Promise<AgentAccess> {
    const standing = await this.standing.recheck(agent);
    if (!standing) throw refuseWith('UNAUTHENTICATED', 'the key was revoked');
    return standing;
  }

  /** Those that are not in the ledger; says of the others what they are. */
  private async unknown(tenant: string, chunk: readonly Told[], known: RecordedEvent): Promise<Told[]> {
    const left: Told[] = [];
    for (let i = 0; i < chunk.length; i += LOOKUPS) {
      const some = chunk.slice(i, i + LOOKUPS);
      const look = async ({ id }: NewEvent) => (id === known.id ? known : this.store.readEvent(tenant, id));
      const found = await Promise.all(some.map(({ event }) => look(event)));
      for (const [at, told] of some.entries()) {
        const recorded = found[at];
        if (!recorded) left.push(told);
        else if (isSame(recorded, told.event)) told.fate = 'duplicate';
        else [told.fate, told.recorded] = ['conflict', recorded];
      }
    }
    return left;
  }

  private answer(malformed: LogAnswer['refused'], told: readonly Told[]): LogAnswer {
    const count = (fate: Told['fate']) => told.filter((one) => one.fate === fate).length;
    const conflicts = told.flatMap(({ fate, index }) => (fate === 'conflict' ? [{ index, ...CONFLICT }] : []));
    const refused = [...malformed, ...conflicts].sort((one, other) => one.index - other.index);
    const answer = { accepted: count('accepted'), duplicates: count('duplicate'), refused };
    this.entries.inc({ result: 'accepted' }, answer.accepted);
    this.entries.inc({ result: 'duplicate' }, answer.duplicates);
    this.entries.inc({ result: 'refused' }, malformed.length);
    this.entries.inc({ result: 'conflict' }, conflicts.length);
    return answer;
  }
}

/** What was recorded before labels and other members were kept can be told again only without them. */
function isSame(one: Pick<NewEvent, 'data' | 'schema'>, other: NewEvent): boolean {
  const { labels: _, more: __, ...before } = other.data;
  return canonicalJson(one.data) === canonicalJson(one.schema === 1 ? before : other.data);
}

/**
 * Follows from who reports and the decision id, so that the ledger's own uniqueness of event ids keeps a decision from being
 * recorded twice, and nobody can take the id of another's.
 */
function eventId(tenant: string, client: string, decisionId: string): string {
  return nameBasedId(`writ/reported-decision/2\n${tenant}\n${client}\n${decisionId}`);
}

/**
 * Nothing in it comes from the request that brought it, so that a batch sent again is recognised by the ledger as a whole.
 * The trace is that of the decision.
 */
function eventOf({ tenant, id: agent }: AgentAccess, data: EntryData): NewEvent {
  const id = eventId(tenant, agent, data.decisionId);
  const { traceId, spanId } = data;
  const trace = traceId !== null && spanId !== null ? `00-${traceId}-${spanId}-01` : null;
  const context = { tenant, actor: { kind: 'agent', id: agent }, correlation: null, causation: null, trace } as const;
  const [event] = toNewEvents(fabricEvents, context, [{ type: 'DecisionReported', ...data }], () => id);
  return event as NewEvent;
}
