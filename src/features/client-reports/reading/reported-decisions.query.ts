import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AgentId } from '#features/agents/contract';
import { fromRecorded, type EventStore, type RecordedEvent } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, PageQuery, pageOf, type Page } from '#platform/http/paging';
import { LedgerReceipt, receiptOf } from '#platform/http/receipt';
import { Attributes, fabricEvents } from '../events.js';

const words = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,1024}$/u, 'must be 1 to 1024 characters without control characters');
const instant = z.iso.datetime({ offset: true }).refine((text) => !text.startsWith('0000'), 'must not be in the year 0');

export const ReportedDecisionFilter = PageQuery.extend({
  client: AgentId.optional().describe('Agent id.'),
  path: words.optional().describe('Of the rule that was asked for, such as `writ/decision`.'),
  role: words.optional(),
  resource: words.optional(),
  action: words.optional(),
  environment: words.optional(),
  from: instant.optional().describe('Decided at or after, by the clock of the client.'),
  to: instant.optional().describe('Decided before.'),
});
export type ReportedDecisionFilter = z.output<typeof ReportedDecisionFilter>;

const text = z.string().nullable();
export const ReportedDecision = z
  .object({
    decisionId: z.string(),
    client: z.string().describe('Agent id.'),
    instance: z.string().describe('One process of the client.'),
    bundles: z.record(z.string(), text).describe('Revision by the name of the bundle.'),
    path: text,
    query: text,
    input: z.unknown(),
    result: z.unknown(),
    isDefined: z.boolean().describe('False when the rule had no value.'),
    error: z.unknown(),
    requestedBy: text,
    timestamp: z.string().describe('When the client decided, by its own clock.'),
    traceId: text,
    spanId: text,
    attributes: Attributes,
    erased: z.array(z.string()).describe('Paths the client took out before it told.'),
    masked: z.array(z.string()).describe('Paths the client replaced before it told.'),
    trace: text.describe('W3C traceparent.'),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'ReportedDecision' });
export type ReportedDecision = z.output<typeof ReportedDecision>;

const COLUMNS = ['client', 'path', 'role', 'resource', 'action', 'environment'] as const;

@Injectable()
export class ReportedDecisionsQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** Those recorded last come first. */
  async list(tenant: string, filter: ReportedDecisionFilter): Promise<Page<ReportedDecision>> {
    const before = filter.cursor === undefined ? undefined : decodePosition(filter.cursor);
    const rows = (await this.database.as(tenant, (db) => {
      let query = db.selectFrom('fabric_reported_decisions').select('position');
      for (const column of COLUMNS) {
        const wanted = filter[column];
        if (wanted !== undefined) query = query.where(column, '=', wanted);
      }
      if (filter.from !== undefined) query = query.where('decided_at', '>=', filter.from);
      if (filter.to !== undefined) query = query.where('decided_at', '<', filter.to);
      if (before !== undefined) query = query.where('position', '<', before);
      return query
        .orderBy('position', 'desc')
        .limit(filter.limit + 1)
        .execute();
    })) as { position: string }[];
    const events =
      rows.length === 0
        ? []
        : await this.store.readPositions(
            tenant,
            rows.map(({ position }) => Number(position)),
          );
    const recorded = new Map(events.map((event) => [event.position, event]));
    return pageOf(
      rows,
      filter.limit,
      ({ position }) => view(recorded.get(Number(position)), position),
      ({ position }) => [Number(position)],
    );
  }
}

function view(event: RecordedEvent | undefined, position: string): ReportedDecision {
  const known = event && fromRecorded(fabricEvents, event);
  if (!event || known?.type !== 'DecisionReported') throw new Error(`there is no reported decision at position ${position}`);
  const { type: _, ...data } = known;
  return { ...data, trace: event.trace, ledger: receiptOf(event) };
}
