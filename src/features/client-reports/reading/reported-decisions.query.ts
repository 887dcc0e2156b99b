import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { fromRecorded, type EventStore, type RecordedEvent, type TablesOf } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { eventsWithin } from '#platform/http/sizes/page-size';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import { receiptOf } from '#libs/operations';
import type { ReportedDecision, ReportedDecisionFilter } from '../answers.js';
import { fabricEvents } from '../events.js';
import type { reportedDecisionsTables } from './reported-decisions.projection.js';

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
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof reportedDecisionsTables>>) => {
      let query = db.selectFrom('fabric_reported_decisions').select('position');
      for (const column of COLUMNS) {
        const wanted = filter[column];
        if (wanted !== undefined) query = query.where(column, '=', wanted);
      }
      if (filter.from !== undefined) query = query.where('decided_at', '>=', sql<Date>`${filter.from}`);
      if (filter.to !== undefined) query = query.where('decided_at', '<', sql<Date>`${filter.to}`);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(filter.limit + 1)
        .execute();
    });
    const { count, events } = await eventsWithin(rows, filter.limit, (slice) =>
      this.store.readPositions(
        tenant,
        slice.map(({ position }) => Number(position)),
      ),
    );
    return pageOf(
      rows,
      count,
      ({ position }) => view(events.get(Number(position)), position),
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
