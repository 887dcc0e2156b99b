export const name = '0050-sessions-create-sessions';

export const sql = `
create table sessions_sessions (
  tenant text not null,
  id text not null,
  agent text not null,
  tags text not null,
  parent text,
  opened_at timestamptz not null,
  closed_at timestamptz,
  last_at timestamptz not null,
  decisions integer not null,
  allowed integer not null,
  position bigint not null,
  primary key (tenant, id)
);
create index sessions_sessions_position on sessions_sessions (tenant, position);
alter table sessions_sessions enable row level security;
create policy own_tenant on sessions_sessions using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on sessions_sessions to writ_app;
`;
