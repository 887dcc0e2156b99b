import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import type { EventStore, TablesOf } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { monthAt } from '#libs/operations';
import { TenantDatabase } from '#platform/database/tenant-database';
import { refuseWith } from '#platform/http/problem-details';
import { decodeCursor, pageOf } from '#platform/http/paging';
import type { UsageFilter, UsageLine, UsageMonth, UsageRange } from '../answers.js';
import { boundsOf, isOver } from '../month-bounds.js';
import { chainAt, rangeOfMonth } from './month-range.js';
import { countsIn, SUMS, type Sums } from './usage-sums.js';
import { usageProjection, type usageTables } from './usage.projection.js';

type Tables = TablesOf<typeof usageTables>;
type Row = Sums & { readonly agent: string | null; readonly tool: string | null };
type Part = 'agent' | 'tool';

const PARTS = { agent_tool: ['agent', 'tool'], agent: ['agent'], tool: ['tool'] } as const satisfies Record<
  string,
  readonly Part[]
>;

@Injectable()
export class UsageQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  /** In the order of agents and tools, byte by byte, so that a month that is closed is told alike by everybody. */
  async month(tenant: string, filter: UsageFilter): Promise<UsageMonth> {
    const { month = monthAt(new Date()), by, limit } = filter;
    const bounds = boundsOf(month);
    // Before the ledger is looked at: what comes meanwhile is not counted, and the month is not taken for closed.
    const { position, rows, totals } = await this.read(tenant, month, filter);
    const { first, behind, hasEventBehind } = await rangeOfMonth(this.store, tenant, bounds);
    const over = isOver(bounds, hasEventBehind, Date.now());
    const upToPosition = Math.min(position, behind - 1);
    const { items, nextCursor } = pageOf(rows, limit, lineOf, (row) => PARTS[by].map((part) => row[part] as string));
    return {
      month,
      closed: over && upToPosition === behind - 1,
      upToPosition,
      range: await this.range(tenant, first, upToPosition),
      rounding: 'half_up',
      totals: countsIn(totals),
      items,
      nextCursor,
    };
  }

  private read(tenant: string, month: string, { by, agent, tool, limit, cursor }: UsageFilter) {
    const parts: readonly Part[] = PARTS[by];
    const after = cursor === undefined ? undefined : placeIn(cursor, parts.length);
    return this.database.asOfOneMoment(tenant, usageProjection, async (db: Transaction<Tables>, position) => {
      let query = db.selectFrom('usage_calls').where('month', '=', month);
      if (agent !== undefined) query = query.where('agent', '=', agent);
      if (tool !== undefined) query = query.where('tool', '=', tool);
      const totals = await query.select(SUMS).executeTakeFirstOrThrow();
      let lines = query
        .select([...parts])
        .select(SUMS)
        .groupBy([...parts]);
      if (after) {
        const columns = sql.join(parts.map((part) => sql.ref(part)));
        lines = lines.where(sql<boolean>`(${columns}) > (${sql.join(after)})`);
      }
      for (const part of parts) lines = lines.orderBy(part);
      const rows = await lines.limit(limit + 1).execute();
      return { position, totals, rows: rows as unknown as Row[] };
    });
  }

  private async range(tenant: string, first: number, last: number): Promise<UsageRange | null> {
    if (last < first) return null;
    const [previousChain, chain] = await Promise.all([first - 1, last].map((at) => chainAt(this.store, tenant, at)));
    return {
      firstPosition: first,
      lastPosition: last,
      events: last - first + 1,
      previousChain: previousChain as string,
      chain: chain as string,
    };
  }
}

function lineOf(row: Row): UsageLine {
  // No agent has an empty id, and only what came before tools were recorded has an empty tool.
  return { agent: row.agent ?? null, tool: row.tool || null, ...countsIn(row) };
}

/** Caller-controlled. */
function placeIn(cursor: string, parts: number): readonly string[] {
  const place = decodeCursor(cursor, parts);
  if (place.every((part) => typeof part === 'string' && /^[\x21-\x7e]{0,128}$/.test(part))) return place as string[];
  throw refuseWith('INVALID_INPUT', 'cursor: not a cursor of this list');
}
