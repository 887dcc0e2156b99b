import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { OperatorNames } from '#platform/operations/people';
import type { operatorsTables } from '../operators.projection.js';

@Injectable()
export class OperatorNamesQuery extends OperatorNames {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {
    super();
  }

  async of(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.as(tenant, (db: Transaction<TablesOf<typeof operatorsTables>>) =>
      db.selectFrom('operators_operators').select(['id', 'name']).where('id', 'in', ids).execute(),
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
