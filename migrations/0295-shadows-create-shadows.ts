export const name = '0295-shadows-create-shadows';

const ownRows = (table: string): string => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy own_tenant on ${table} using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on ${table} to writ_app;
`;

/**
 * `shadows_shadows` is made of the ledger. The others are what workers have found so far and can be found again: up to which position
 * and what in all, the gravest differences, and whom they are about. All of a shadow moves together with its position.
 */
export const sql = `
create table shadows_shadows (
  tenant text not null,
  id text not null,
  state text not null,
  name text,
  plan text not null,
  started_by text not null,
  started_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  why text,
  detail text,
  digest text,
  position bigint not null,
  primary key (tenant, id)
);
create index shadows_shadows_order on shadows_shadows (tenant, position);
create index shadows_shadows_open on shadows_shadows (state) where state <> 'ended';
${ownRows('shadows_shadows')}
grant select (tenant, id, state, ends_at, position) on shadows_shadows to writ_jobs;
create policy jobs_look on shadows_shadows for select to writ_jobs using (true);

create table shadows_compared (
  tenant text not null,
  shadow text not null,
  through bigint not null,
  tally text not null,
  primary key (tenant, shadow)
);
${ownRows('shadows_compared')}
grant select (tenant, shadow, through) on shadows_compared to writ_jobs;
create policy jobs_look on shadows_compared for select to writ_jobs using (true);

create table shadows_touched (
  tenant text not null,
  shadow text not null,
  kind text not null,
  name text collate "C" not null,
  critical bigint not null,
  high bigint not null,
  medium bigint not null,
  low bigint not null,
  info bigint not null,
  primary key (tenant, shadow, kind, name)
);
create index shadows_touched_worst on shadows_touched (tenant, shadow, kind, critical desc, high desc, medium desc, low desc, info desc, name);
${ownRows('shadows_touched')}

create table shadows_differences (
  tenant text not null,
  shadow text not null,
  rank integer not null,
  position bigint not null,
  severity text not null,
  cause text not null,
  tool text collate "C" not null,
  body text not null,
  primary key (tenant, shadow, rank, position)
);
${ownRows('shadows_differences')}
`;
