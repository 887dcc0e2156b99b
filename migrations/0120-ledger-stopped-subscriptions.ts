export const name = '0120-ledger-stopped-subscriptions';

export const sql = `
create table ledger_stopped_subscriptions (
  subscription text not null,
  tenant text not null,
  position bigint not null,
  type text not null,
  reason text not null,
  since timestamptz not null default now(),
  primary key (tenant, subscription)
);
alter table ledger_stopped_subscriptions enable row level security;
alter table ledger_stopped_subscriptions force row level security;
create policy own_tenant on ledger_stopped_subscriptions to writ_app using (tenant = current_setting('writ.tenant', true));
create policy ledger_watches on ledger_stopped_subscriptions for select to writ_ledger using (true);
grant select, insert, update, delete on ledger_stopped_subscriptions to writ_app;
grant select on ledger_stopped_subscriptions to writ_ledger;
`;
