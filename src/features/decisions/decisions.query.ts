import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { z } from 'zod';
import { PolicyPlans } from '#features/policies/contract';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, PageQuery, pageOf, type Page } from '#platform/http/paging';
import { LedgerReceipt } from '#platform/http/receipt';
import { DECISION_CODES, DecisionInput, OUTCOMES, RISKS, VERDICTS, type DecisionRecorded } from './events.js';

/** Ids and tool names hold nothing but visible ASCII; anything else cannot match and some of it the database refuses. */
const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');
const instant = z.iso.datetime({ offset: true }).refine((text) => !text.startsWith('0000'), 'must not be in the year 0');

export const DecisionFilter = PageQuery.extend({
  session: named.optional(),
  agent: named.optional(),
  tool: named.optional(),
  verdict: z.enum(VERDICTS).optional(),
  code: z.enum(DECISION_CODES).optional(),
  policy: named.optional().describe('Policy id.'),
  from: instant.optional().describe('Decided at or after.'),
  to: instant.optional().describe('Decided before.'),
});
export type DecisionFilter = z.output<typeof DecisionFilter>;

const Outcome = z.object({
  status: z.enum(OUTCOMES),
  at: z.string(),
  position: z.number().int(),
  durationMs: z.number().nullable(),
  result: z.unknown(),
  labels: z.array(z.string()),
  error: z.string().nullable(),
});

const summary = {
  decisionId: z.string(),
  sessionId: z.string(),
  agent: z.string(),
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  verdict: z.enum(VERDICTS),
  code: z.enum(DECISION_CODES),
  rule: z.string(),
  reason: z.string(),
  risk: z.enum(RISKS),
  policy: z.object({ id: z.string(), revision: z.number().int(), digest: z.string() }).nullable(),
  obligations: z.array(z.record(z.string(), z.unknown())),
  requestId: z.string().nullable(),
  trace: z.string().nullable(),
  outcome: Outcome.nullable().describe('Null while the call is open.'),
  ledger: LedgerReceipt,
};
export const DecisionSummary = z.object(summary).meta({ id: 'Decision' });
export type DecisionSummary = z.output<typeof DecisionSummary>;

export const DecisionDetail = z
  .object({
    ...summary,
    facts: DecisionInput.meta({ type: 'object' }).describe('Exactly what the policy saw.'),
    controlsRevision: z.number().int(),
    riskNote: z.string().nullable(),
    explanation: z
      .unknown()
      .describe(
        'Which rules produced a value and what stopped the others: the recorded policy run again on the recorded facts. Null when no policy was asked.',
      ),
  })
  .meta({ id: 'DecisionDetail' });
export type DecisionDetail = z.output<typeof DecisionDetail>;

interface Row {
  id: string;
  session: string;
  agent: string;
  tool: string;
  data: string;
  recorded_at: string;
  position: string;
  digest: string;
  chain: string;
  trace: string | null;
  outcome: (typeof OUTCOMES)[number] | null;
  outcome_at: Date | null;
  outcome_position: string | null;
  duration_ms: number | null;
  outcome_data: string | null;
}

/** As in the receipt, with microseconds, which a Date would lose. */
const RECORDED_AT = sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('recorded_at');

@Injectable()
export class DecisionsQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
  ) {}

  /** Newest first. */
  async list(tenant: string, filter: DecisionFilter): Promise<Page<DecisionSummary>> {
    const before = filter.cursor === undefined ? undefined : decodePosition(filter.cursor);
    const rows = await this.database.as(tenant, (db) => {
      let query = db.selectFrom('decisions_decisions').selectAll().select(RECORDED_AT);
      for (const column of ['session', 'agent', 'tool', 'verdict', 'code', 'policy'] as const) {
        const wanted = filter[column];
        if (wanted !== undefined) query = query.where(column, '=', wanted);
      }
      if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
      if (filter.to !== undefined) query = query.where('at', '<', filter.to);
      if (before !== undefined) query = query.where('position', '<', before);
      return query
        .orderBy('position', 'desc')
        .limit(filter.limit + 1)
        .execute();
    });
    return pageOf(rows as Row[], filter.limit, summaryOf, (row) => [Number(row.position)]);
  }

  async find(tenant: string, id: string): Promise<DecisionDetail | undefined> {
    const row = (await this.database.as(tenant, (db) =>
      db.selectFrom('decisions_decisions').selectAll().select(RECORDED_AT).where('id', '=', id).executeTakeFirst(),
    )) as Row | undefined;
    if (!row) return undefined;
    const data = JSON.parse(row.data) as DecisionRecorded;
    const explanation = data.policy ? await this.plans.explain(tenant, data.policy, data.input) : null;
    return { ...summaryOf(row), facts: data.input, controlsRevision: data.controls, riskNote: data.riskNote, explanation };
  }
}

function summaryOf(row: Row): DecisionSummary {
  const data = JSON.parse(row.data) as DecisionRecorded;
  const { policy } = data;
  return {
    decisionId: row.id,
    sessionId: row.session,
    agent: row.agent,
    tool: row.tool,
    arguments: data.input.arguments,
    verdict: data.verdict,
    code: data.code,
    rule: data.rule,
    reason: data.reason,
    risk: data.risk,
    policy: policy && { id: policy.id, revision: policy.revision, digest: policy.digest },
    obligations: data.obligations as Record<string, unknown>[],
    requestId: data.requestId,
    trace: row.trace,
    outcome: outcomeOf(row),
    ledger: { position: Number(row.position), digest: row.digest, chain: row.chain, recordedAt: row.recorded_at },
  };
}

function outcomeOf(row: Row): DecisionSummary['outcome'] {
  if (row.outcome === null || row.outcome_at === null) return null;
  const { result, labels, error } = JSON.parse(row.outcome_data ?? '{}') as {
    result: { value: unknown } | null;
    labels: string[];
    error: string | null;
  };
  return {
    status: row.outcome,
    at: row.outcome_at.toISOString(),
    position: Number(row.outcome_position),
    durationMs: row.duration_ms,
    result: result?.value ?? null,
    labels,
    error,
  };
}
