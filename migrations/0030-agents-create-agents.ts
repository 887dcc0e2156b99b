export const name = '0030-agents-create-agents';

export const sql = `
create table agents_agents (
  tenant text not null,
  id text not null,
  name text not null,
  labels text not null,
  registered_at timestamptz not null,
  registered_by text not null,
  position bigint not null,
  primary key (tenant, id)
);
create index agents_agents_position on agents_agents (tenant, position);
create table agents_keys (
  tenant text not null,
  agent text not null,
  key_id text not null,
  issued_at timestamptz not null,
  revoked_at timestamptz,
  cause text,
  primary key (tenant, agent, key_id)
);
alter table agents_agents enable row level security;
alter table agents_keys enable row level security;
create policy own_tenant on agents_agents using (tenant = current_setting('writ.tenant', true));
create policy own_tenant on agents_keys using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on agents_agents, agents_keys to writ_app;
`;
