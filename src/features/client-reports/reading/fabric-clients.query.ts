import { Inject, Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { Controls, type ControlState } from '#features/controls/contract';
import type { TablesOf } from '#libs/event-sourcing';
import { TenantDatabase } from '#platform/database/tenant-database';
import { decodePosition, pageOf, type Page } from '#platform/http/paging';
import { bundleRevision, chosenByControls, policyOfRevision } from '#features/policy-distribution/contract';
import { parseJson } from '#libs/exact-json';
import type { ClientFilter, ClientView } from '../answers.js';
import type { BundleState } from '../events.js';
import type { fabricTables } from './fabric-clients.projection.js';

type Database = Transaction<TablesOf<typeof fabricTables>>;
type Row = TablesOf<typeof fabricTables>['fabric_clients'];

@Injectable()
export class FabricClientsQuery {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(Controls) private readonly controls: Controls,
  ) {}

  /** Those that changed last come first. What they should have is as pins and publishing were recorded. */
  async list(tenant: string, { client, limit, cursor }: ClientFilter): Promise<Page<ClientView>> {
    const before = cursor === undefined ? undefined : decodePosition(cursor);
    const { state } = await this.controls.refreshed(tenant);
    const { rows, published } = await this.database.as(tenant, async (db: Database) => {
      let query = db.selectFrom('fabric_clients').selectAll();
      if (client !== undefined) query = query.where('client', '=', client);
      if (before !== undefined) query = query.where('position', '<', String(before));
      const found = await query
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
      return { rows: found, published: await publishedIn(db, found) };
    });
    const expected = expectedOf(rows, state, published);
    return pageOf(
      rows,
      limit,
      (row) => view(row, expected),
      (row) => [Number(row.position)],
    );
  }
}

/** What is published under the names that the clients have, however many they are: in one query. */
async function publishedIn(db: Database, rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(rows.flatMap((row) => bundlesOf(row).map(servedName)))];
  if (names.length === 0) return new Map();
  const found = await db
    .selectFrom('fabric_published_policies')
    .select(['policy', 'revision'])
    .where('policy', '=', sql<string>`any(${names}::text[])`)
    .execute();
  return new Map(found.map(({ policy, revision }) => [policy, revision]));
}

/** By client and name: what it should have. */
function expectedOf(
  rows: readonly Row[],
  state: ControlState,
  published: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | null> {
  const expected = new Map<string, string | null>();
  const now = new Date().toISOString();
  for (const row of rows) {
    const client = { id: row.client, labels: parseJson(row.labels) as Record<string, string> };
    for (const name of bundlesOf(row).map(servedName)) {
      const key = keyOf(row, name);
      if (expected.has(key)) continue;
      const chosen = chosenByControls(state, client, name, now);
      expected.set(
        key,
        chosen ? bundleRevision(chosen.reference) : ((name === 'active' ? undefined : published.get(name)) ?? null),
      );
    }
  }
  return expected;
}

function view(row: Row, expected: ReadonlyMap<string, string | null>): ClientView {
  const bundles = bundlesOf(row).map((bundle) => {
    const publishedRevision = expected.get(keyOf(row, servedName(bundle))) ?? null;
    return { ...bundle, publishedRevision, isBehind: publishedRevision !== null && bundle.revision !== publishedRevision };
  });
  const { client, instance, version, discovery, changed_at: changedAt } = row;
  return {
    client,
    instance,
    version,
    bundles,
    discovery: discoveryOf(discovery),
    changedAt: changedAt.toISOString(),
  };
}

/**
 * The name under which a client most likely gets a bundle: what it calls it, when that is `active`; else the policy it has
 * now; before it has any, again what it calls it.
 */
function servedName({ name, revision }: BundleState): string {
  return name === 'active' ? name : ((revision === null ? undefined : policyOfRevision(revision)) ?? name);
}

function discoveryOf(stored: string | null): ClientView['discovery'] {
  const found = stored === null ? null : (parseJson(stored) as BundleState | null);
  return found && { revision: found.revision, code: found.code, message: found.message };
}

function bundlesOf({ bundles }: Row): BundleState[] {
  return parseJson(bundles) as BundleState[];
}

function keyOf({ client }: Row, name: string): string {
  return `${client}\n${name}`;
}
