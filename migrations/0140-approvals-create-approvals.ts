export const name = '0140-approvals-create-approvals';

export const sql = `
create table approvals_approvals (
  tenant text not null,
  id text not null,
  state text not null,
  agent text not null,
  tool text not null,
  expires_at timestamptz not null,
  urgency bigint not null,
  position bigint not null,
  primary key (tenant, id)
);
create index approvals_approvals_urgency on approvals_approvals (tenant, urgency, position);
create index approvals_approvals_open on approvals_approvals (tenant, urgency) where state in ('pending', 'approved');
alter table approvals_approvals enable row level security;
alter table approvals_approvals force row level security;
create policy own_tenant on approvals_approvals using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on approvals_approvals to writ_app;
`;
