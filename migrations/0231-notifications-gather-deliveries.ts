export const name = '0231-notifications-gather-deliveries';

export const sql = `
alter table notifications_webhooks add column max_per_minute integer not null default 20;
alter table notifications_deliveries add column sent_from timestamptz;
alter table notifications_deliveries add column last_position bigint;
alter table notifications_deliveries add column counts text;
alter table notifications_deliveries add column gathers boolean not null default false;
create index notifications_deliveries_sent_from on notifications_deliveries (tenant, webhook, sent_from);
create unique index notifications_deliveries_gathering on notifications_deliveries (tenant, webhook) where gathers;
`;
