export const name = '0285-projections-create-runs';

const ownRows = (table: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy own_tenant on ${table} using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on ${table} to writ_app;
`;

/**
 * `projections_pauses` and `projections_runs` are made of the ledger. `projections_work` is how far whoever works on a run has come, and
 * what a rebuild found whose rows are in place and whose event may not be: it goes with the run.
 */
export const sql = `
create table projections_pauses (
  tenant text not null,
  projection text not null,
  reason text not null,
  paused_by text not null,
  paused_at timestamptz not null,
  primary key (tenant, projection)
);
${ownRows('projections_pauses')}

create table projections_runs (
  tenant text not null,
  id text not null,
  projection text not null,
  kind text not null,
  state text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  detail text,
  position bigint not null,
  primary key (tenant, id)
);
create index projections_runs_last on projections_runs (tenant, projection, kind, position desc);
create index projections_runs_running on projections_runs (state) where state = 'running';
${ownRows('projections_runs')}
grant select (tenant, id, projection, state) on projections_runs to writ_jobs;
create policy jobs_look on projections_runs for select to writ_jobs using (true);

create table projections_work (
  tenant text not null,
  run text not null,
  done bigint not null default 0,
  total bigint not null default 0,
  failures integer not null default 0,
  outcome text,
  primary key (tenant, run)
);
${ownRows('projections_work')}
`;
