import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { ToolNames } from '../contract.js';
import type { decisionsTables } from './decisions.projection.js';

type Tables = TablesOf<typeof decisionsTables>;
const MOST = 1_000;

@Injectable()
export class CalledToolsQuery extends ToolNames {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {
    super();
  }

  async has(tenant: string, tool: string): Promise<boolean> {
    const found = await this.database.as(tenant, (db: Transaction<Tables>) =>
      db.selectFrom('decisions_decisions').select('tool').where('tool', '=', tool).limit(1).executeTakeFirst(),
    );
    return found !== undefined;
  }

  /** From each name straight to the next one in the index: a million calls of ten tools are ten looks. */
  async all(tenant: string): Promise<readonly string[]> {
    const { rows } = await this.database.as(tenant, (db: Transaction<Tables>) =>
      sql<{ tool: string }>`with recursive called as (
          (select tool from decisions_decisions where tenant = ${tenant} order by tool limit 1)
          union all
          select (select d.tool from decisions_decisions d where d.tenant = ${tenant} and d.tool > called.tool order by d.tool limit 1)
          from called where called.tool is not null
        ) select tool from called where tool is not null limit ${MOST}`.execute(db),
    );
    return rows.map(({ tool }) => tool);
  }
}
