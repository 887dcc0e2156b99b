export const name = '0251-replays-keep-histories';

const ownRows = (table: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy own_tenant on ${table} using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on ${table} to writ_app;
`;

/** Decisions that were recorded elsewhere and brought here to be decided again, by the digest of all their rows. */
export const sql = `
create table replays_histories (
  tenant text not null,
  digest text not null,
  format text not null,
  rows integer not null,
  ruled integer not null,
  added_at timestamptz not null default clock_timestamp(),
  primary key (tenant, digest)
);
${ownRows('replays_histories')}

create table replays_history_rows (
  tenant text not null,
  digest text not null,
  place integer not null,
  body text not null,
  primary key (tenant, digest, place)
);
${ownRows('replays_history_rows')}
`;
