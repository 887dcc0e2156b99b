export const name = '0160-jobs-see-due-times';

/** The role of the jobs sees of all tenants what has a time and when, and nothing of what it is about. */
export const sql = `
create index approvals_approvals_due on approvals_approvals (expires_at) where state in ('pending', 'approved');
create index exceptions_exceptions_due on exceptions_exceptions (expires_at) where state = 'holds';
create index exceptions_exceptions_asked on exceptions_exceptions (requested_at) where state = 'requested';
grant select (tenant, id, state, expires_at) on approvals_approvals to writ_jobs;
grant select (tenant, id, state, expires_at, requested_at) on exceptions_exceptions to writ_jobs;
create policy jobs_look on approvals_approvals for select to writ_jobs using (true);
create policy jobs_look on exceptions_exceptions for select to writ_jobs using (true);
`;
