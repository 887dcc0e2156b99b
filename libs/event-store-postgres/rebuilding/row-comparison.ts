import { createHash } from 'node:crypto';
import type pg from 'pg';
import { excerpt } from '#libs/bounded';
import type { Projection, ReadTable } from '#libs/event-sourcing';

/** A row by its key that is not the same in both. */
export interface RowDifference {
  readonly table: string;
  /** JSON array of the key's columns. */
  readonly key: string;
  /** `missing`: only rebuilt. `extra`: only live. */
  readonly is: 'missing' | 'extra' | 'other';
}

/** How the live rows of a projection and those that its events come to compare, as of one position. */
export interface RowComparison {
  readonly position: number;
  /** Rebuilt ones. */
  readonly rows: number;
  /** SHA-256 over the rows, hex. They are the same exactly when all rows are. */
  readonly live: string;
  readonly rebuilt: string;
  readonly missing: number;
  readonly extra: number;
  readonly other: number;
  /** The first of them. */
  readonly examples: readonly RowDifference[];
}

/** Where a table's live rows and the rebuilt ones are, as SQL has it. */
export interface TwoTables {
  readonly table: ReadTable;
  readonly live: string;
  readonly rebuilt: string;
}

const AT_ONCE = 5_000;
const MOST_EXAMPLES = 10;
const LONGEST_KEY = 200;

/** Joins of whole tables, which the statements that fold never make. */
export const WHOLE_TABLES =
  'set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on; set local enable_sort = on';

interface Compared {
  readonly key: string;
  readonly live: Buffer | null;
  readonly rebuilt: Buffer | null;
}

/**
 * Compares row by row in the transaction that is open, in the order of keys, through a cursor: what is held here does not grow with the
 * tables. A digest is SHA-256 over, for each table, its name and the SHA-256 of each row's JSON array of columns as declared.
 */
export async function compareRows(
  client: pg.ClientBase,
  tenant: string,
  tables: readonly TwoTables[],
  position: number,
): Promise<RowComparison> {
  const [live, rebuilt] = [createHash('sha256'), createHash('sha256')];
  const counts = { rows: 0, missing: 0, extra: 0, other: 0 };
  const examples: RowDifference[] = [];
  for (const two of tables) {
    const { name } = two.table;
    for (const hash of [live, rebuilt]) hash.update(`${name}\n`);
    for await (const row of comparedRows(client, tenant, two)) {
      if (row.live) live.update(row.live);
      if (row.rebuilt) rebuilt.update(row.rebuilt);
      if (row.rebuilt) counts.rows += 1;
      const is = differenceIn(row);
      if (!is) continue;
      counts[is] += 1;
      if (examples.length < MOST_EXAMPLES) examples.push({ table: name, key: excerpt(row.key, LONGEST_KEY), is });
    }
  }
  return { position, ...counts, live: live.digest('hex'), rebuilt: rebuilt.digest('hex'), examples };
}

/** Makes the live rows what the rebuilt ones are; writes only those that differ. Returns how many it wrote. */
export async function takeOver(client: pg.ClientBase, tenant: string, tables: readonly TwoTables[]): Promise<number> {
  let written = 0;
  for (const two of tables)
    for (const text of [removeExtra(two), putOthers(two)]) written += (await client.query(text, [tenant])).rowCount ?? 0;
  return written;
}

function differenceIn({ live, rebuilt }: Compared): RowDifference['is'] | undefined {
  if (!live) return 'missing';
  if (!rebuilt) return 'extra';
  return live.equals(rebuilt) ? undefined : 'other';
}

async function* comparedRows(
  client: pg.ClientBase,
  tenant: string,
  { table, live, rebuilt }: TwoTables,
): AsyncIterable<Compared> {
  const side = (from: string) =>
    `(select json_build_array(${list('t', table.key)})::text collate "C" as key, ${digest('t', table)} as digest
      from ${from} as t where tenant = $1)`;
  await client.query(
    `declare compared no scroll cursor for
     select coalesce(l.key, r.key) as key, l.digest as live, r.digest as rebuilt
     from ${side(live)} as l full join ${side(rebuilt)} as r on l.key = r.key order by 1`,
    [tenant],
  );
  for (;;) {
    const { rows } = await client.query<Compared>(`fetch ${AT_ONCE} from compared`);
    yield* rows;
    if (rows.length < AT_ONCE) break;
  }
  await client.query('close compared');
}

function removeExtra({ table, live, rebuilt }: TwoTables): string {
  return `delete from ${live} as l where l.tenant = $1
    and not exists (select 1 from ${rebuilt} as r where ${sameKey(table)})`;
}

function putOthers({ table, live, rebuilt }: TwoTables): string {
  const columns = Object.keys(table.columns);
  const rest = columns.filter((column) => !table.key.includes(column));
  const action = rest.length === 0 ? 'nothing' : `update set ${rest.map((c) => `${name(c)} = excluded.${name(c)}`).join(', ')}`;
  return `insert into ${live} (tenant, ${columns.map(name).join(', ')}) select $1, ${list('r', columns)} from ${rebuilt} as r
    where r.tenant = $1 and not exists
      (select 1 from ${live} as l where ${sameKey(table)} and (${list('l', columns)}) is not distinct from (${list('r', columns)}))
    on conflict (tenant${table.key.map((c) => `, ${name(c)}`).join('')}) do ${action}`;
}

function sameKey({ key }: ReadTable): string {
  return ['l.tenant = r.tenant', ...key.map((c) => `l.${name(c)} = r.${name(c)}`)].join(' and ');
}

/** Of the row as JSON: times in UTC, which is the zone of these connections. */
function digest(row: string, table: ReadTable): string {
  return `sha256(convert_to(json_build_array(${list(row, Object.keys(table.columns))})::text, 'UTF8'))`;
}

function list(row: string, columns: readonly string[]): string {
  return columns.map((column) => `${row}.${name(column)}`).join(', ');
}

export function name(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** What is compared of a projection: the tables of that name in the schema `live`, and the session's own. */
export function twoTables({ tables }: Projection, live: string): TwoTables[] {
  return tables.map((table) => ({
    table,
    live: `${name(live)}.${name(table.name)}`,
    rebuilt: `pg_temp.${name(table.name)}`,
  }));
}
