export const name = '0090-fabric-create-clients';

export const sql = `
create table fabric_clients (
  tenant text collate "C" not null,
  client text collate "C" not null,
  instance text collate "C" not null,
  version text,
  labels text not null,
  bundles text not null,
  discovery text,
  changed_at timestamptz not null,
  position bigint not null,
  primary key (tenant, client, instance)
);
create index fabric_clients_position on fabric_clients (tenant, position);
create table fabric_reported_decisions (
  tenant text collate "C" not null,
  id text collate "C" not null,
  client text collate "C" not null,
  path text collate "C",
  role text collate "C",
  resource text collate "C",
  action text collate "C",
  environment text collate "C",
  decided_at timestamptz not null,
  position bigint not null,
  primary key (tenant, id)
);
create unique index fabric_reported_decisions_position on fabric_reported_decisions (tenant, position);
create index fabric_reported_decisions_client on fabric_reported_decisions (tenant, client, position);
create index fabric_reported_decisions_resource on fabric_reported_decisions (tenant, resource, position);
create index fabric_reported_decisions_action on fabric_reported_decisions (tenant, action, position);
alter table fabric_clients enable row level security;
alter table fabric_clients force row level security;
create policy own_tenant on fabric_clients using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on fabric_clients to writ_app;
alter table fabric_reported_decisions enable row level security;
alter table fabric_reported_decisions force row level security;
create policy own_tenant on fabric_reported_decisions using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on fabric_reported_decisions to writ_app;
`;
