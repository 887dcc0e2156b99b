export const name = '0220-approvals-remind';

export const sql = `
alter table approvals_approvals add column remind_at timestamptz;
create index approvals_approvals_remind on approvals_approvals (remind_at) where state = 'pending';
grant select (remind_at) on approvals_approvals to writ_jobs;
`;
