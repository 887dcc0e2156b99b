export const name = '0210-risk-create-risk';

export const sql = `
create table risk_spans (
  tenant text not null,
  per text collate "C" not null,
  span text collate "C" not null,
  agent text collate "C" not null,
  tool text collate "C" not null,
  critical bigint not null,
  high bigint not null,
  medium bigint not null,
  low bigint not null,
  none bigint not null,
  raised bigint not null,
  lowered bigint not null,
  lowered_destructive bigint not null,
  primary key (tenant, per, span, agent, tool)
);
alter table risk_spans enable row level security;
alter table risk_spans force row level security;
create policy own_tenant on risk_spans using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on risk_spans to writ_app;
`;
