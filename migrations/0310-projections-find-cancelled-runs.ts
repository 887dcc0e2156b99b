export const name = '0310-projections-find-cancelled-runs';

/** Whoever looks for what is due finds what is kept of runs that were cancelled: whose it is and of which run, and nothing that was found. */
export const sql = `
grant select (tenant, run) on projections_work to writ_jobs;
create policy jobs_look on projections_work for select to writ_jobs using (true);
create index projections_runs_cancelled on projections_runs (state) where state = 'cancelled';
`;
