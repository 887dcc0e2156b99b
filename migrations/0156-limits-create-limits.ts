export const name = '0156-limits-create-limits';

export const sql = `
create table limits_limits (
  tenant text not null,
  id text not null,
  name text not null,
  subject text not null,
  target text,
  measure text not null,
  most bigint not null,
  window_seconds integer,
  period text,
  zone text not null,
  action text not null,
  prices text,
  set_at timestamptz not null,
  warnings integer not null,
  holds boolean not null,
  position bigint not null,
  primary key (tenant, id)
);
create index limits_limits_position on limits_limits (tenant, position);
alter table limits_limits enable row level security;
alter table limits_limits force row level security;
create policy own_tenant on limits_limits using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on limits_limits to writ_app;
`;
