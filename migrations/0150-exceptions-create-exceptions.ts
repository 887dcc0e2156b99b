export const name = '0150-exceptions-create-exceptions';

export const sql = `
create table exceptions_exceptions (
  tenant text not null,
  id text not null,
  state text not null,
  session text,
  agent text,
  tool text,
  rule text,
  seconds integer not null,
  uses integer,
  reason text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  approved_by text,
  expires_at timestamptz,
  used integer not null,
  position bigint not null,
  primary key (tenant, id)
);
create index exceptions_exceptions_position on exceptions_exceptions (tenant, position);
create index exceptions_exceptions_holding on exceptions_exceptions (tenant, expires_at) where state = 'holds';
alter table exceptions_exceptions enable row level security;
alter table exceptions_exceptions force row level security;
create policy own_tenant on exceptions_exceptions using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on exceptions_exceptions to writ_app;
`;
