import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { ReportedTargets } from '../contract.js';
import type { reportedTargetsTables } from './reported-decisions.projection.js';

type Database = Transaction<TablesOf<typeof reportedTargetsTables>>;
const MOST = 1_000;

@Injectable()
export class ReportedTargetsQuery extends ReportedTargets {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {
    super();
  }

  async has(tenant: string, kind: 'tool' | 'session', name: string): Promise<boolean> {
    const found = await this.database.as(tenant, (db: Database) =>
      db
        .selectFrom('fabric_reported_targets')
        .select('name')
        .where('kind', '=', kind)
        .where('name', '=', name)
        .executeTakeFirst(),
    );
    return found !== undefined;
  }

  async all(tenant: string, kind: 'tool' | 'session'): Promise<readonly string[]> {
    const found = await this.database.as(tenant, (db: Database) =>
      db.selectFrom('fabric_reported_targets').select('name').where('kind', '=', kind).orderBy('name').limit(MOST).execute(),
    );
    return found.map(({ name }) => name);
  }
}
