import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { parseJson } from '#libs/exact-json';
import { OTHERS, SEVERITIES, type ListedDifference, type Tallied } from '#libs/replay';
import { TenantDatabase } from '#platform/database/tenant-database';
import { NOTHING_YET } from './shadow-totals.js';

/** Differences of a shadow that are told one by one, and names of a kind that are counted by themselves. */
const MOST_KEPT = 2_000;
const MOST_NAMES = 10_000;
const KINDS = { tools: 'tool', agents: 'agent', sessions: 'session', rules: 'rule' } as const;
export type TouchedKind = (typeof KINDS)[keyof typeof KINDS];

/** Everything up to a position, and nothing beyond it. */
export interface ComparedSoFar {
  readonly through: number;
  readonly tallied: Tallied;
}

/** One step further. */
export interface ComparedStep {
  /** Where it began: what was compared before. */
  readonly after: number;
  /** All that was found up to there. */
  readonly reached: ComparedSoFar;
  /** What of it was found in this step. */
  readonly found: Tallied;
  readonly told: readonly ListedDifference[];
}

/**
 * What shadows found. All of it moves in one transaction with the position up to which it was looked for, from the position at which
 * the step began: whoever dies in between has done nothing, and of two that do the same one does.
 */
@Injectable()
export class ComparedTable {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Undefined before anything was compared. */
  async find(tenant: string, shadow: string): Promise<ComparedSoFar | undefined> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{
        through: string;
        tally: string;
      }>`select through, tally from shadows_compared where tenant = ${tenant} and shadow = ${shadow}`.execute(db),
    );
    const [row] = rows;
    return row && { through: Number(row.through), tallied: parseJson(row.tally) as unknown as Tallied };
  }

  /** Severities that there is room for: those graver than all that is kept, once there is no more. */
  async room(tenant: string, shadow: string): Promise<ReadonlySet<string>> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ rank: number }>`select rank from shadows_differences where tenant = ${tenant} and shadow = ${shadow}
        order by rank, position offset ${MOST_KEPT - 1} limit 1`.execute(db),
    );
    return new Set(SEVERITIES.slice(0, rows[0]?.rank));
  }

  /** False when somebody else was there first: then nothing happened. */
  keep(tenant: string, shadow: string, { after, reached, found, told }: ComparedStep): Promise<boolean> {
    return this.database.as(tenant, async (db) => {
      const tally = JSON.stringify(reached.tallied);
      await sql`insert into shadows_compared (tenant, shadow, through, tally)
        values (${tenant}, ${shadow}, ${after}, ${JSON.stringify(NOTHING_YET)}) on conflict do nothing`.execute(db);
      const moved = await sql`update shadows_compared set through = ${reached.through}, tally = ${tally}
        where tenant = ${tenant} and shadow = ${shadow} and through = ${after} returning 1`.execute(db);
      if (moved.rows.length === 0) return false;
      for (const kind of ['tools', 'agents', 'sessions', 'rules'] as const)
        await touch(db, tenant, shadow, KINDS[kind], found[kind] ?? []);
      if (told.length > 0) await keepDifferences(db, tenant, shadow, told);
      return true;
    });
  }
}

/** Names beyond the first ones are counted together. */
async function touch(
  db: Transaction<unknown>,
  tenant: string,
  shadow: string,
  kind: TouchedKind,
  named: Tallied['tools'],
): Promise<void> {
  if (named.length === 0) return;
  const counts = SEVERITIES.map((severity) => named.map(({ differences }) => differences[severity] ?? 0));
  const [critical, high, medium, low, info] = counts;
  await sql`with given as (
      select * from unnest(${named.map(({ name }) => name)}::text[], ${critical}::bigint[], ${high}::bigint[], ${medium}::bigint[],
        ${low}::bigint[], ${info}::bigint[]) as g (name, critical, high, medium, low, info)
    ), known as (
      select name from shadows_touched where tenant = ${tenant} and shadow = ${shadow} and kind = ${kind}
    ), numbered as (
      select g.*, k.name is not null as is_known,
        row_number() over (partition by k.name is not null order by g.name) + (select count(*) from known) as place
      from given g left join known k on k.name = g.name collate "C"
    )
    insert into shadows_touched as t (tenant, shadow, kind, name, critical, high, medium, low, info)
    select ${tenant}, ${shadow}, ${kind}, case when is_known or place <= ${MOST_NAMES} then name else ${OTHERS} end as told,
      sum(critical), sum(high), sum(medium), sum(low), sum(info)
    from numbered group by told
    on conflict (tenant, shadow, kind, name) do update set critical = t.critical + excluded.critical, high = t.high + excluded.high,
      medium = t.medium + excluded.medium, low = t.low + excluded.low, info = t.info + excluded.info`.execute(db);
}

/** The gravest stay. */
async function keepDifferences(
  db: Transaction<unknown>,
  tenant: string,
  shadow: string,
  told: readonly ListedDifference[],
): Promise<void> {
  const bodies = told.map((each) => JSON.stringify(each));
  await sql`insert into shadows_differences (tenant, shadow, rank, position, severity, cause, tool, body)
    select ${tenant}, ${shadow}, * from unnest(${told.map(({ severity }) => SEVERITIES.indexOf(severity))}::int[],
      ${told.map(({ position }) => position)}::bigint[], ${told.map(({ severity }) => severity)}::text[],
      ${told.map(({ cause }) => cause)}::text[], ${told.map(({ tool }) => tool)}::text[], ${bodies}::text[])
    on conflict do nothing`.execute(db);
  await sql`delete from shadows_differences where tenant = ${tenant} and shadow = ${shadow} and (rank, position) > (
      select rank, position from shadows_differences where tenant = ${tenant} and shadow = ${shadow}
      order by rank, position offset ${MOST_KEPT - 1} limit 1)`.execute(db);
}
