export const name = '0020-controls-create-set';

export const sql = `
create table controls_set (
  tenant text not null,
  effect text not null,
  scope text not null,
  target text not null,
  reason text not null,
  set_by text not null,
  set_at timestamptz not null,
  position bigint not null,
  primary key (tenant, effect, scope, target)
);
alter table controls_set enable row level security;
create policy own_tenant on controls_set using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on controls_set to writ_app;
`;
