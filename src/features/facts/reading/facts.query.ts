import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { parseJson } from '#libs/exact-json';
import { refuse, type Refusal, type RowOf, type TablesOf } from '#libs/event-sourcing';
import { valueOf, type RecordedDefinition } from '#libs/facts';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import type { FactFilter, FactValue, FactView } from '../answers.js';
import { CountValues, type CountedFact } from '../contract.js';
import { FactDesk } from '../fact-desk.js';
import { countStream, FACTS_STREAM } from '../fact-streams.js';
import type { factsTables } from './facts.projection.js';

type Tables = TablesOf<typeof factsTables>;
type FactRow = RowOf<(typeof factsTables)[0]> & { readonly counts: string | number | bigint };
type CountRow = RowOf<(typeof factsTables)[1]>;

/** Counts are folded from the ledger, so many of them at once. */
const AT_ONCE = 8;

@Injectable()
export class FactsQuery extends CountValues {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(FactDesk) private readonly desk: FactDesk,
  ) {
    super();
  }

  /** Newest first. */
  async list(tenant: string, { limit, cursor }: FactFilter): Promise<Page<FactView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db
        .selectFrom('facts_facts')
        .selectAll()
        .select((fact) =>
          fact
            .selectFrom('facts_counts')
            .whereRef('facts_counts.digest', '=', 'facts_facts.digest')
            .select(({ fn }) => fn.countAll().as('counts'))
            .as('counts'),
        )
        .where('is_counted', '=', true);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return pageOf(rows as FactRow[], limit, factView, (row) => [Number(row.position)]);
  }

  /** Exactly as a decision would be told at this moment. */
  async values(tenant: string, name: string, page: FactFilter): Promise<Page<FactValue> | Refusal> {
    const { state } = await this.desk.declarations.refresh(tenant, FACTS_STREAM);
    const fact = state.declared.find((declared) => declared.name === name);
    return fact ? this.of(tenant, fact, page) : refuse('FACT_NOT_FOUND');
  }

  async of(
    tenant: string,
    fact: Pick<CountedFact, 'digest' | 'definition'>,
    { limit, cursor }: FactFilter,
  ): Promise<Page<FactValue>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) => {
      let query = db.selectFrom('facts_counts').selectAll().where('digest', '=', fact.digest);
      if (before !== undefined) query = query.where('position', '<', String(before));
      return query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
    });
    const values = new Map<string, FactValue>();
    for (let i = 0; i < rows.length; i += AT_ONCE)
      for (const value of await Promise.all(rows.slice(i, i + AT_ONCE).map((row) => this.value(tenant, fact.definition, row))))
        values.set(value.group, value);
    return pageOf(
      rows,
      limit,
      (row) => values.get(row.group_of) as FactValue,
      (row) => [Number(row.position)],
    );
  }

  private async value(tenant: string, definition: RecordedDefinition, row: CountRow): Promise<FactValue> {
    const { state } = await this.desk.counts.refresh(tenant, countStream(row.digest, row.group_of));
    const value = valueOf(definition, state, new Date().toISOString()) ?? null;
    return { group: row.group_of, value, underWay: state.underWay.size, position: Number(row.position) };
  }
}

function factView(row: FactRow): FactView {
  return {
    name: row.name,
    definition: parseJson(row.definition) as RecordedDefinition,
    policy: row.policy,
    declaredAt: row.declared_at.toISOString(),
    counts: Number(row.counts),
    position: Number(row.position),
  };
}
