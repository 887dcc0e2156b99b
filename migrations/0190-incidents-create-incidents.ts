export const name = '0190-incidents-create-incidents';

export const sql = `
create table incidents_incidents (
  tenant text not null,
  id text not null,
  open integer not null,
  subject text not null,
  subject_id text not null,
  agent text not null,
  session text not null,
  decision text not null,
  cause text not null,
  assigned_to text,
  opened_at timestamptz not null,
  position bigint not null,
  primary key (tenant, id)
);
create index incidents_incidents_order on incidents_incidents (tenant, open, position);
create index incidents_incidents_agent on incidents_incidents (tenant, agent, open, position);
alter table incidents_incidents enable row level security;
alter table incidents_incidents force row level security;
create policy own_tenant on incidents_incidents using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on incidents_incidents to writ_app;
`;
