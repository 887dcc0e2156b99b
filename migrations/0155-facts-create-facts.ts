export const name = '0155-facts-create-facts';

export const sql = `
create table facts_facts (
  tenant text not null,
  name text not null,
  digest text not null,
  definition text not null,
  policy text,
  declared_at timestamptz not null,
  is_counted boolean not null,
  position bigint not null,
  primary key (tenant, name)
);
create table facts_counts (
  tenant text not null,
  digest text not null,
  group_of text not null,
  position bigint not null,
  primary key (tenant, digest, group_of)
);
create index facts_counts_position on facts_counts (tenant, digest, position);
alter table facts_facts enable row level security;
alter table facts_facts force row level security;
create policy own_tenant on facts_facts using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on facts_facts to writ_app;
alter table facts_counts enable row level security;
alter table facts_counts force row level security;
create policy own_tenant on facts_counts using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on facts_counts to writ_app;
`;
