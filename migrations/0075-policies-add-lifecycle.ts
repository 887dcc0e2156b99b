export const name = '0075-policies-add-lifecycle';

/** The tables of the policies projection in their second shape; its new version fills them again from the ledger. */
export const sql = `
truncate policies_policies, policies_revisions;
alter table policies_revisions
  drop column modules,
  drop column data,
  add column quality text,
  add column based_on integer,
  add column reviewed_by text,
  add column signed_by text;
create table policies_steps (
  tenant text not null,
  policy text not null,
  revision integer not null,
  position bigint not null,
  step text not null,
  taken_by text not null,
  taken_at timestamptz not null,
  comment text,
  separation_of_duties text,
  key_id text,
  primary key (tenant, policy, revision, position)
);
alter table policies_steps enable row level security;
alter table policies_steps force row level security;
create policy own_tenant on policies_steps using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on policies_steps to writ_app;
`;
