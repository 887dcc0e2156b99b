export const name = '0180-tools-create-tools';

export const sql = `
create table tools_tools (
  tenant text not null,
  name text not null,
  class text not null,
  returns text[] not null,
  owner text,
  risk text not null,
  argument_schema text,
  version integer not null,
  described_by text not null,
  described_at timestamptz not null,
  position bigint not null,
  primary key (tenant, name)
);
create index tools_tools_position on tools_tools (tenant, position);
alter table tools_tools enable row level security;
alter table tools_tools force row level security;
create policy own_tenant on tools_tools using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on tools_tools to writ_app;
`;
