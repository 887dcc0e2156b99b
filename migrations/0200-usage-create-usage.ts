export const name = '0200-usage-create-usage';

export const sql = `
create table usage_calls (
  tenant text not null,
  month text collate "C" not null,
  agent text collate "C" not null,
  tool text collate "C" not null,
  calls bigint not null,
  allowed bigint not null,
  modified bigint not null,
  denied bigint not null,
  held bigint not null,
  deferred bigint not null,
  succeeded bigint not null,
  failed bigint not null,
  refused bigint not null,
  unknown bigint not null,
  tokens bigint not null,
  unpriced bigint not null,
  cost_minor bigint not null,
  cost_thousandths bigint not null,
  primary key (tenant, month, agent, tool)
);
alter table usage_calls enable row level security;
alter table usage_calls force row level security;
create policy own_tenant on usage_calls using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on usage_calls to writ_app;

create table limits_prices (
  tenant text not null,
  version bigint not null,
  rates text not null,
  set_by text not null,
  set_at timestamptz not null,
  position bigint not null,
  primary key (tenant, version)
);
create index limits_prices_position on limits_prices (tenant, position);
alter table limits_prices enable row level security;
alter table limits_prices force row level security;
create policy own_tenant on limits_prices using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on limits_prices to writ_app;

create table limits_month_counts (
  tenant text not null,
  stream text collate "C" not null,
  limit_id text collate "C" not null,
  group_of text collate "C" not null,
  primary key (tenant, stream)
);
create index limits_month_counts_limit on limits_month_counts (tenant, limit_id, group_of);
alter table limits_month_counts enable row level security;
alter table limits_month_counts force row level security;
create policy own_tenant on limits_month_counts using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on limits_month_counts to writ_app;

create table limits_months (
  tenant text not null,
  month text collate "C" not null,
  stream text collate "C" not null,
  used bigint not null,
  primary key (tenant, month, stream)
);
alter table limits_months enable row level security;
alter table limits_months force row level security;
create policy own_tenant on limits_months using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on limits_months to writ_app;
`;
