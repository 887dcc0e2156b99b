export const name = '0250-replays-create-replays';

const ownRows = (table: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy own_tenant on ${table} using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on ${table} to writ_app;
`;

/**
 * `replays_replays` is made of the ledger. The others are what the workers have worked out so far and can be worked out again: a
 * stretch of a ledger each, who is at which of them, and reports by their digest, which the ledger has.
 */
export const sql = `
create table replays_replays (
  tenant text not null,
  id text not null,
  state text not null,
  name text,
  plan text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  report text,
  ended_at timestamptz,
  detail text,
  position bigint not null,
  primary key (tenant, id)
);
create index replays_replays_order on replays_replays (tenant, position);
create index replays_replays_running on replays_replays (state) where state = 'running';
${ownRows('replays_replays')}
grant select (tenant, id, state) on replays_replays to writ_jobs;
create policy jobs_look on replays_replays for select to writ_jobs using (true);

create table replays_stretches (
  tenant text not null,
  replay text not null,
  stretch integer not null,
  decisions bigint not null,
  tally text not null,
  done_at timestamptz not null default clock_timestamp(),
  primary key (tenant, replay, stretch)
);
${ownRows('replays_stretches')}

create table replays_lanes (
  tenant text not null,
  replay text not null,
  lane integer not null,
  holder text not null,
  held_until timestamptz not null,
  failures integer not null,
  began_at timestamptz not null default clock_timestamp(),
  primary key (tenant, replay, lane)
);
${ownRows('replays_lanes')}

create table replays_reports (
  tenant text not null,
  digest text not null,
  body text not null,
  primary key (tenant, digest)
);
${ownRows('replays_reports')}

create table replays_differences (
  tenant text not null,
  report text not null,
  place integer not null,
  severity text not null,
  cause text not null,
  tool text collate "C" not null,
  body text not null,
  primary key (tenant, report, place)
);
create index replays_differences_severity on replays_differences (tenant, report, severity, place);
${ownRows('replays_differences')}
`;
