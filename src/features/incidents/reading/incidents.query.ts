import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { fromRecorded, type EventStore, type RecordedEvent, type RowOf, type TablesOf } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodeCursor, pageOf, type Page } from '#platform/http/paging';
import { refuseWith } from '#platform/http/problem-details';
import { wasThere } from '#platform/past/moment';
import type { IncidentDetail, IncidentFilter, IncidentSummary } from '../answers.js';
import { incidentEvents } from '../events.js';
import { detailOf } from './incident-detail.js';
import type { incidentsTables } from './incidents.projection.js';

type Tables = TablesOf<typeof incidentsTables>;
type Row = RowOf<(typeof incidentsTables)[0]>;

const PAGE = 1_000;

@Injectable()
export class IncidentsQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** The open ones first, newest first. */
  async list(tenant: string, { state, subject, agent, session, limit, cursor }: IncidentFilter): Promise<Page<IncidentSummary>> {
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('incidents_incidents').selectAll();
      if (state !== undefined) query = query.where('open', '=', state === 'open' ? 1 : 0);
      if (subject !== undefined) query = query.where('subject', '=', subject);
      if (agent !== undefined) query = query.where('agent', '=', agent);
      if (session !== undefined) query = query.where('session', '=', session);
      if (cursor !== undefined) {
        const [open, position] = placeIn(cursor);
        query = query.where(sql<boolean>`(open, position) < (${open}, ${position})`);
      }
      return query
        .orderBy('open', 'desc')
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [row.open, Number(row.position)]);
  }

  /** As the ledger has it. */
  async find(tenant: string, incident: string): Promise<IncidentDetail | undefined> {
    const event = await this.store.readEvent(tenant, incident);
    if (!event || !wasThere(event) || fromRecorded(incidentEvents, event)?.type !== 'IncidentOpened') return undefined;
    return detailOf(await this.historyFrom(event), incident);
  }

  /** The stream from the opening on; what is bounded is how much can be said about each incident. */
  private async historyFrom({ tenant, stream, revision }: RecordedEvent): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let page: readonly RecordedEvent[] | undefined; page === undefined || page.length === PAGE;) {
      page = await this.store.readStream(tenant, stream, revision + events.length, PAGE);
      events.push(...page);
    }
    return events.filter(wasThere);
  }
}

function view(row: Row): IncidentSummary {
  return {
    id: row.id,
    state: row.open === 1 ? 'open' : 'released',
    subject: row.subject as IncidentSummary['subject'],
    subjectId: row.subject_id,
    agent: row.agent,
    sessionId: row.session,
    decisionId: row.decision,
    cause: parseJson(row.cause) as IncidentSummary['cause'],
    assignedTo: row.assigned_to,
    openedAt: row.opened_at.toISOString(),
    position: Number(row.position),
  };
}

function placeIn(cursor: string): [string, string] {
  const [open, position] = decodeCursor(cursor, 2);
  if ((open !== 0 && open !== 1) || typeof position !== 'number')
    throw refuseWith('INVALID_INPUT', 'cursor: not a cursor of this list');
  return [String(open), String(position)];
}
