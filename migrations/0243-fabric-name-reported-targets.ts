export const name = '0243-fabric-name-reported-targets';

// Filled by the projection of reported decisions, which is at another version and makes its rows anew.
export const sql = `
create table fabric_reported_targets (
  tenant text collate "C" not null,
  kind text collate "C" not null,
  name text collate "C" not null,
  position bigint not null,
  primary key (tenant, kind, name)
);
alter table fabric_reported_targets enable row level security;
alter table fabric_reported_targets force row level security;
create policy own_tenant on fabric_reported_targets using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on fabric_reported_targets to writ_app;
`;
