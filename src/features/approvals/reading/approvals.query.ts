import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { fromRecorded, type EventStore, type RecordedEvent, type RowOf, type TablesOf } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import type { Principal, SystemPrincipal } from '#platform/auth/principal';
import { TenantDatabase } from '#platform/database/tenant-database';
import { eventsWithin } from '#platform/http/sizes/page-size';
import { decodeCursor, pageOf, type Page } from '#platform/http/paging';
import { refuseWith } from '#platform/http/problem-details';
import { momentLookedAt, timeLookedAt, wasThere } from '#platform/past/moment';
import type { ApprovalDetail, ApprovalFilter, ApprovalSummary } from '../answers.js';
import { ApprovalDesk } from '../approval-desk.js';
import { statusAt, type ApprovalStatus } from '../approval-states.js';
import { approvalEvents } from '../events.js';
import { ApprovalTokens } from '../guards/approval-tokens.js';
import { detailOf, summaryOf } from './approval-views.js';
import type { approvalsTables } from './approvals.projection.js';
import { HeldRequests } from './held-requests.js';

type Tables = TablesOf<typeof approvalsTables>;
type Row = RowOf<(typeof approvalsTables)[0]>;

const PAGE = 1_000;

@Injectable()
export class ApprovalsQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ApprovalDesk) private readonly desk: ApprovalDesk,
    @Inject(HeldRequests) private readonly held: HeldRequests,
    @Inject(ApprovalTokens) private readonly tokens: ApprovalTokens,
  ) {}

  /** What expires first, first. */
  async list(tenant: string, filter: ApprovalFilter): Promise<Page<ApprovalSummary>> {
    const now = timeLookedAt();
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('approvals_approvals').selectAll();
      if (filter.agent !== undefined) query = query.where('agent', '=', filter.agent);
      if (filter.tool !== undefined) query = query.where('tool', '=', filter.tool);
      if (filter.state !== undefined) query = query.where(stateAt(now), '=', filter.state);
      if (filter.cursor !== undefined) {
        const [urgency, position] = placeIn(filter.cursor);
        query = query.where(sql<boolean>`(urgency, position) > (${urgency}, ${position})`);
      }
      return query
        .orderBy('urgency')
        .orderBy('position')
        .limit(filter.limit + 1)
        .execute();
    });
    const { count, events } = await eventsWithin(rows, filter.limit, (slice) => this.requestsOf(tenant, slice));
    return pageOf(
      rows,
      count,
      (row) => summaryOf(events.get(Number(row.position)), statusOf(row, now)),
      (row) => [Number(row.urgency), Number(row.position)],
    );
  }

  /** As the ledger has it. Undefined when there is none, or none of this agent's. `wait` in seconds. */
  async find(principal: Principal | SystemPrincipal, approval: string, wait: number): Promise<ApprovalDetail | undefined> {
    const { tenant } = principal;
    const found = await this.desk.find(tenant, approval);
    if (!found || !wasThere(found.event) || (principal.kind === 'agent' && found.request.agent !== principal.id))
      return undefined;
    const { stream, revision } = found.event;
    const look = () => this.historyFrom(tenant, stream, revision);
    const view = (events: readonly RecordedEvent[]) => detailOf(events, approval, timeLookedAt().toISOString());
    const events =
      wait === 0 || momentLookedAt() !== undefined
        ? await look()
        : await this.held.until(
            tenant,
            stream,
            wait * 1_000,
            look,
            (history) => view(history).state !== 'pending',
            (history) => Date.parse(view(history).expiresAt),
          );
    const detail = view(events);
    const decision = await this.store.readEvent(tenant, detail.decisionId);
    // Only operators look at the past, so nobody is given a token for what was approved once.
    const isOwn = principal.kind === 'agent' && detail.state === 'approved';
    return { ...detail, facts: decision?.data['input'] ?? null, token: isOwn ? this.tokenFor(tenant, events) : null };
  }

  /** The whole stream from the request on: what is bounded is how much can be said about each request, not how often a call is asked for. */
  private async historyFrom(tenant: string, stream: string, revision: number): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let page: readonly RecordedEvent[] | undefined; page === undefined || page.length === PAGE;) {
      page = await this.store.readStream(tenant, stream, revision + events.length, PAGE);
      events.push(...page);
    }
    return events.filter(wasThere);
  }

  private tokenFor(tenant: string, [first]: readonly RecordedEvent[]): string | null {
    const request = first && fromRecorded(approvalEvents, first);
    if (request?.type !== 'ApprovalRequested') return null;
    const { approval: id, session, agent, tool, argumentsDigest: args, policy } = request;
    return this.tokens.tokenOf({ id, tenant, session, agent, tool, args, policy: policy.digest });
  }

  private async requestsOf(tenant: string, rows: readonly Row[]): Promise<readonly RecordedEvent[]> {
    return rows.length === 0
      ? []
      : this.store.readPositions(
          tenant,
          rows.map(({ position }) => Number(position)),
        );
  }
}

/** What expired is over, although nobody has recorded it yet. */
function stateAt(now: Date) {
  return sql<string>`case when state in ('pending', 'approved') and expires_at <= ${now} then 'expired' else state end`;
}

function statusOf({ state, expires_at }: Row, now: Date): ApprovalStatus {
  return statusAt({ status: state as ApprovalStatus, expiresAt: expires_at.toISOString() }, now.toISOString());
}

function placeIn(cursor: string): [string, string] {
  const [urgency, position] = decodeCursor(cursor, 2);
  if (typeof urgency !== 'number' || typeof position !== 'number')
    throw refuseWith('INVALID_INPUT', 'cursor: not a cursor of this list');
  return [String(urgency), String(position)];
}
