import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import type { RowOf, TablesOf } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { RiskFactorFilter, RiskFactorsView } from '../answers.js';
import type { riskFactorsTables } from './risk-factors.projection.js';

type Tables = TablesOf<typeof riskFactorsTables>;
type Row = RowOf<(typeof riskFactorsTables)[0]>;

@Injectable()
export class RiskFactorsQuery {
  constructor(@Inject(TenantDatabase) private readonly database: TenantDatabase) {}

  /** Newest first. */
  async list(tenant: string, { limit, cursor }: RiskFactorFilter): Promise<Page<RiskFactorsView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('risk_factors').selectAll();
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows, limit, view, (row) => [Number(row.position)]);
  }
}

function view({ version, factors, declared_by: declaredBy, declared_at: declaredAt, position }: Row): RiskFactorsView {
  return {
    version: Number(version),
    factors: parseJson(factors) as unknown as RiskFactorsView['factors'],
    declaredBy,
    declaredAt: declaredAt.toISOString(),
    position: Number(position),
  };
}
