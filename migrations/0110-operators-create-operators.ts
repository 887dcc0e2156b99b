export const name = '0110-operators-create-operators';

export const sql = `
create table operators_operators (
  tenant text not null,
  id text not null,
  name text not null,
  roles text not null,
  registered_at timestamptz not null,
  registered_by text not null,
  secret_rotated_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  position bigint not null,
  primary key (tenant, id)
);
create index operators_operators_position on operators_operators (tenant, position);
alter table operators_operators enable row level security;
alter table operators_operators force row level security;
create policy own_tenant on operators_operators using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on operators_operators to writ_app;
`;
