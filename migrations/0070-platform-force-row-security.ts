export const name = '0070-platform-force-row-security';

/**
 * Row-level security does not bind a table's owner unless it is forced. The application's roles own nothing, so this guards
 * against one thing: a deployment that hands the application its owner's URL by mistake.
 */
export const sql = `
do $$
declare secured record;
begin
  for secured in
    select oid::regclass as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relrowsecurity and not relforcerowsecurity
  loop
    execute format('alter table %s force row level security', secured.name);
  end loop;
end $$;
`;
