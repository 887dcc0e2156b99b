export const name = '0097-fabric-create-published-policies';

export const sql = `
create table fabric_published_policies (
  tenant text collate "C" not null,
  policy text collate "C" not null,
  revision text not null,
  primary key (tenant, policy)
);
alter table fabric_published_policies enable row level security;
alter table fabric_published_policies force row level security;
create policy own_tenant on fabric_published_policies using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on fabric_published_policies to writ_app;
`;
