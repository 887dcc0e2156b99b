export const name = '0280-invariants-create-invariants';

export const sql = `
create table invariants_invariants (
  tenant text not null,
  name text not null,
  says text not null,
  rego text,
  parameters text not null,
  declared_by text not null,
  declared_at timestamptz not null,
  position bigint not null,
  primary key (tenant, name)
);
alter table invariants_invariants enable row level security;
alter table invariants_invariants force row level security;
create policy own_tenant on invariants_invariants using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on invariants_invariants to writ_app;
`;
