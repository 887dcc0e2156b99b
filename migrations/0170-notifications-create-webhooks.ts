export const name = '0170-notifications-create-webhooks';

export const sql = `
create table notifications_webhooks (
  tenant text not null,
  id text not null,
  name text not null,
  url text not null,
  events text[] not null,
  state text not null,
  registered_by text not null,
  registered_at timestamptz not null,
  position bigint not null,
  primary key (tenant, id)
);
create index notifications_webhooks_position on notifications_webhooks (tenant, position);
create index notifications_webhooks_active on notifications_webhooks (tenant) where state = 'active';
create table notifications_plans (
  tenant text primary key,
  position bigint not null
);
create table notifications_deliveries (
  tenant text not null,
  id text not null,
  webhook text not null,
  event text not null,
  notice text not null,
  position bigint not null,
  state text not null,
  attempts integer not null default 0,
  next_at timestamptz,
  last_status integer,
  last_problem text,
  last_at timestamptz,
  primary key (tenant, id)
);
create index notifications_deliveries_position on notifications_deliveries (tenant, webhook, position);
create index notifications_deliveries_due on notifications_deliveries (next_at) where state = 'pending';
create index notifications_deliveries_over on notifications_deliveries (tenant, last_at) where state <> 'pending';
alter table notifications_webhooks enable row level security;
alter table notifications_webhooks force row level security;
alter table notifications_plans enable row level security;
alter table notifications_plans force row level security;
alter table notifications_deliveries enable row level security;
alter table notifications_deliveries force row level security;
create policy own_tenant on notifications_webhooks using (tenant = current_setting('writ.tenant', true));
create policy own_tenant on notifications_plans using (tenant = current_setting('writ.tenant', true));
create policy own_tenant on notifications_deliveries using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on notifications_webhooks to writ_app;
grant select, insert, update on notifications_plans to writ_app;
grant select, insert, update, delete on notifications_deliveries to writ_app;
grant select (tenant, state) on notifications_webhooks to writ_jobs;
grant select on notifications_plans to writ_jobs;
grant select (tenant, id, state, next_at) on notifications_deliveries to writ_jobs;
grant select (tenant, position) on ledger_heads to writ_jobs;
create policy jobs_look on notifications_webhooks for select to writ_jobs using (true);
create policy jobs_look on notifications_plans for select to writ_jobs using (true);
create policy jobs_look on notifications_deliveries for select to writ_jobs using (true);
create policy jobs_look on ledger_heads for select to writ_jobs using (true);
`;
