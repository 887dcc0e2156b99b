import { Inject, Injectable } from '@nestjs/common';
import { sql, type RawBuilder, type Transaction } from 'kysely';
import { PolicyPlans, type NumberedRevision } from '#features/policies/contract';
import { fromRecorded, type EventStore, type RecordedEvent, type TablesOf } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { eventsWithin } from '#platform/http/sizes/page-size';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import { receiptOf } from '#libs/operations';
import type { DecisionDetail, DecisionFilter, DecisionSummary } from '../answers.js';
import { decisionEvents, type DecisionRecorded } from '../events.js';
import { DecisionList, type ListedDecisions, type PageBefore } from '../contract.js';
import type { decisionsTables } from './decisions.projection.js';

type Tables = TablesOf<typeof decisionsTables>;
type Row = Pick<Tables['decisions_decisions'], (typeof COLUMNS)[number]>;

type ListedByKey = ReadonlyMap<string, ListedDecisions>;

const COLUMNS = ['position', 'outcome_position'] as const;

@Injectable()
export class DecisionsQuery extends DecisionList {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
  ) {
    super();
  }

  /** Newest first. */
  async list(tenant: string, filter: DecisionFilter): Promise<Page<DecisionSummary>> {
    const before = filter.cursor === undefined ? undefined : decodePosition(filter.cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('decisions_decisions').select(COLUMNS);
      for (const column of ['session', 'agent', 'tool', 'verdict', 'code', 'policy'] as const) {
        const wanted = filter[column];
        if (wanted !== undefined) query = query.where(column, '=', wanted);
      }
      if (filter.from !== undefined) query = query.where('at', '>=', sql<Date>`${filter.from}`);
      if (filter.to !== undefined) query = query.where('at', '<', sql<Date>`${filter.to}`);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(filter.limit + 1)
        .execute();
    });
    const { count, events } = await eventsWithin(rows, filter.limit, (slice) => this.read(tenant, slice));
    return pageOf(
      rows,
      count,
      (row) => summaryOf(row, events),
      (row) => [Number(row.position)],
    );
  }

  ofSessions(tenant: string, sessions: readonly string[], page: PageBefore): Promise<ListedByKey> {
    const asked = sql`unnest(${sessions}::text[]) as asked (key)`;
    return this.newest(tenant, asked, sql`d.session = asked.key`, page);
  }

  ofAgents(tenant: string, agents: readonly string[], page: PageBefore): Promise<ListedByKey> {
    const asked = sql`unnest(${agents}::text[]) as asked (key)`;
    return this.newest(tenant, asked, sql`d.agent = asked.key`, page);
  }

  ofRevisions(tenant: string, revisions: readonly NumberedRevision[], page: PageBefore): Promise<ListedByKey> {
    const policies = revisions.map(({ policy }) => policy);
    const numbers = revisions.map(({ revision }) => revision);
    const asked = sql`(select policy || '@' || revision as key, policy, revision
      from unnest(${policies}::text[], ${numbers}::integer[]) as numbered (policy, revision)) as asked`;
    return this.newest(tenant, asked, sql`d.policy = asked.policy and d.policy_revision = asked.revision`, page);
  }

  /** Of each that is asked for, the newest ones: a part of the index for each of them. */
  private async newest(
    tenant: string,
    asked: RawBuilder<unknown>,
    isOf: RawBuilder<unknown>,
    { limit, before }: PageBefore,
  ): Promise<ListedByKey> {
    const { rows } = await this.database.as(tenant, (db: Transaction<Tables>) =>
      sql<Row & { readonly key: string }>`select found.* from ${asked} cross join lateral (
          select asked.key, d.position, d.outcome_position from decisions_decisions d
          where d.tenant = ${tenant} and ${isOf} and d.position < ${before}
          order by d.position desc limit ${limit + 1}
        ) as found`.execute(db),
    );
    const byKey = Map.groupBy(rows, ({ key }) => key);
    const shown = [...byKey.values()].flatMap((own) => own.slice(0, limit));
    const { events } = await eventsWithin(shown, shown.length, (slice) => this.read(tenant, slice));
    return new Map(
      [...byKey].map(([key, own]) => {
        const told = own.slice(0, limit).filter(({ position }) => events.has(Number(position)));
        return [key, { items: told.map((row) => summaryOf(row, events)), hasMore: told.length < own.length }];
      }),
    );
  }

  async find(tenant: string, id: string): Promise<DecisionDetail | undefined> {
    const row = await this.database.as(tenant, (db: Transaction<Tables>) =>
      db.selectFrom('decisions_decisions').select(COLUMNS).where('id', '=', id).executeTakeFirst(),
    );
    if (!row) return undefined;
    const recorded = new Map((await this.read(tenant, [row])).map((event) => [event.position, event]));
    const { data } = decisionIn(row, recorded);
    const explanation = data.policy ? await this.plans.explain(tenant, data.policy, data.input) : null;
    return {
      ...summaryOf(row, recorded),
      facts: data.input,
      controlsRevision: data.controls,
      riskNote: data.riskNote,
      explanation,
    };
  }

  /** The events the rows point at. */
  private async read(tenant: string, rows: readonly Row[]): Promise<readonly RecordedEvent[]> {
    const positions = rows.flatMap((row) => [row.position, row.outcome_position]).filter((position) => position !== null);
    return positions.length === 0 ? [] : this.store.readPositions(tenant, positions.map(Number));
  }
}

type Recorded = ReadonlyMap<number, RecordedEvent>;

function decisionIn(row: Row, recorded: Recorded): { event: RecordedEvent; data: DecisionRecorded } {
  const event = recorded.get(Number(row.position));
  const data = event && fromRecorded(decisionEvents, event);
  if (!event || data?.type !== 'DecisionRecorded') throw new Error(`there is no decision at position ${row.position}`);
  return { event, data };
}

function summaryOf(row: Row, recorded: Recorded): DecisionSummary {
  const { event, data } = decisionIn(row, recorded);
  const { input, policy } = data;
  return {
    decisionId: event.id,
    sessionId: input.session.id,
    agent: input.agent.id,
    tool: input.tool,
    arguments: input.arguments,
    verdict: data.verdict,
    code: data.code,
    rule: data.rule,
    reason: data.reason,
    risk: data.risk,
    policy: policy && { id: policy.id, revision: policy.revision, digest: policy.digest, dataDigest: policy.dataDigest },
    pin: data.pin,
    obligations: data.obligations as Record<string, unknown>[],
    approval: data.approval,
    exception: data.exception,
    requestId: data.requestId,
    trace: event.trace,
    outcome: outcomeOf(row, recorded),
    ledger: receiptOf(event),
  };
}

function outcomeOf(row: Row, recorded: Recorded): DecisionSummary['outcome'] {
  const event = row.outcome_position === null ? undefined : recorded.get(Number(row.outcome_position));
  const data = event && fromRecorded(decisionEvents, event);
  if (!event || data?.type !== 'OutcomeRecorded') return null;
  const { status, durationMs, result, labels, error } = data;
  const usage = data.usage && { tokens: data.usage.tokens };
  return { status, at: event.at, position: event.position, durationMs, result: result?.value ?? null, labels, error, usage };
}
