export const name = '0233-risk-score-calls';

export const sql = `
alter table risk_spans add column scored bigint not null default 0;
alter table risk_spans add column score bigint not null default 0;
create table risk_factors (
  tenant text not null,
  version bigint not null,
  factors text not null,
  declared_by text not null,
  declared_at timestamptz not null,
  position bigint not null,
  primary key (tenant, version)
);
create index risk_factors_position on risk_factors (tenant, position);
alter table risk_factors enable row level security;
alter table risk_factors force row level security;
create policy own_tenant on risk_factors using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on risk_factors to writ_app;
`;
