import type pg from 'pg';

interface Right {
  /** As a person reads it. */
  readonly says: string;
  readonly kind: 'policy' | 'function' | 'table';
  readonly on: string;
  /** A role, or the name of a policy. */
  readonly of: string;
}

// In the order in which migrations say it; what they say within a transaction is one text.
const SAID =
  /\b(?<drop>drop\s+policy)\s+(?:if\s+exists\s+)?(?<dropped>\w+)\s+on\s+(?<droppedOn>\w+)|\bdrop\s+table\s+(?:if\s+exists\s+)?(?<gone>\w+)|\bcreate\s+policy\s+(?<policy>\w+)\s+on\s+(?<policyOn>\w+)|\bgrant\s+[\w\s,()]+?\s+on\s+(?<isFunction>function\s+)?(?<granted>[\w\s,]+?)\s+to\s+(?<roles>writ_\w+(?:\s*,\s*writ_\w+)*)/gi;

/** What the migrations leave the roles of the database with: policies by name, and tables and functions that a role may use at all. */
function rightsOf(migrations: readonly { readonly sql: string }[]): Right[] {
  const rights = new Map<string, Right>();
  const add = (kind: Right['kind'], on: string, of: string): void => {
    const says = kind === 'policy' ? `policy ${of} on ${on}` : `${of} on ${on}`;
    rights.set(`${kind} ${on} ${of}`, { says, kind, on, of });
  };
  for (const { groups = {} } of migrations.flatMap(({ sql }) => [...sql.matchAll(SAID)])) {
    if (groups['drop']) rights.delete(`policy ${groups['droppedOn']} ${groups['dropped']}`);
    if (groups['gone']) for (const [key, { on }] of rights) if (on === groups['gone']) rights.delete(key);
    if (groups['policy']) add('policy', groups['policyOn'] ?? '', groups['policy']);
    for (const on of listed(groups['granted']))
      for (const role of listed(groups['roles'])) add(groups['isFunction'] ? 'function' : 'table', on, role);
  }
  return [...rights.values()];
}

function listed(names = ''): string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/**
 * What the roles lack of what the migrations gave them. A database that was restored on a server where a role, or the owner of then,
 * was missing has its tables and their contents, and is of no use: nothing may read or write them.
 */
export async function missingRights(client: pg.Client, migrations: readonly { readonly sql: string }[]): Promise<string[]> {
  const rights = rightsOf(migrations);
  const { rows } = await client.query<{ there: boolean | null }>(
    `select case kind
        when 'policy' then exists (select from pg_policies where schemaname = 'public' and tablename = object and policyname = grantee)
        when 'function' then exists (
          select from pg_proc where pronamespace = 'public'::regnamespace and proname = object and has_function_privilege(grantee, oid, 'execute'))
        else has_table_privilege(grantee, to_regclass('public.' || object), 'insert, update, delete')
          or has_any_column_privilege(grantee, to_regclass('public.' || object), 'select, insert, update')
      end as there
      from unnest($1::text[], $2::text[], $3::text[]) with ordinality as rights (kind, object, grantee, place) order by place`,
    [rights.map(({ kind }) => kind), rights.map(({ on }) => on), rights.map(({ of }) => of)],
  );
  return rights.filter((_, n) => rows[n]?.there !== true).map(({ says }) => says);
}
