export const name = '0040-policies-create-policies';

export const sql = `
create table policies_artifacts (
  tenant text not null,
  digest text not null,
  bytes bytea not null,
  stored_at timestamptz not null default now(),
  primary key (tenant, digest)
);
create table policies_policies (
  tenant text not null,
  id text not null,
  name text not null,
  published_revision integer,
  revisions integer not null,
  created_at timestamptz not null,
  created_by text not null,
  position bigint not null,
  primary key (tenant, id)
);
create index policies_policies_position on policies_policies (tenant, position);
create table policies_revisions (
  tenant text not null,
  policy text not null,
  revision integer not null,
  status text not null,
  summary text not null,
  entrypoint text not null,
  modules text not null,
  data text not null,
  digest text not null,
  plan_digest text not null,
  data_digest text not null,
  compiler text not null,
  added_at timestamptz not null,
  added_by text not null,
  published_at timestamptz,
  published_by text,
  primary key (tenant, policy, revision)
);
alter table policies_artifacts enable row level security;
alter table policies_policies enable row level security;
alter table policies_revisions enable row level security;
create policy own_tenant on policies_artifacts using (tenant = current_setting('writ.tenant', true));
create policy own_tenant on policies_policies using (tenant = current_setting('writ.tenant', true));
create policy own_tenant on policies_revisions using (tenant = current_setting('writ.tenant', true));
grant select, insert on policies_artifacts to writ_app;
grant select, insert, update, delete on policies_policies, policies_revisions to writ_app;
`;
