export const name = '0221-notifications-add-formats';

export const sql = `
alter table notifications_webhooks add column format text not null default 'standard';
`;
