export const name = '0060-decisions-create-decisions';

export const sql = `
create table decisions_decisions (
  tenant text collate "C" not null,
  id text collate "C" not null,
  session text collate "C" not null,
  agent text collate "C" not null,
  tool text collate "C" not null,
  verdict text collate "C" not null,
  code text collate "C" not null,
  policy text collate "C",
  at timestamptz not null,
  position bigint not null,
  outcome text,
  outcome_position bigint,
  primary key (tenant, id)
) with (fillfactor = 80);
create unique index decisions_decisions_position on decisions_decisions (tenant, position);
create index decisions_decisions_session on decisions_decisions (tenant, session, position);
create index decisions_decisions_tool on decisions_decisions (tenant, tool, position);
create index decisions_decisions_verdict on decisions_decisions (tenant, verdict, position);
alter table decisions_decisions enable row level security;
create policy own_tenant on decisions_decisions using (tenant = current_setting('writ.tenant', true));
grant select, insert, update, delete on decisions_decisions to writ_app;
`;
