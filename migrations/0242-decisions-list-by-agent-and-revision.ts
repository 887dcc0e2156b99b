export const name = '0242-decisions-list-by-agent-and-revision';

// The rows are made anew by the projection, which is at another version: they get their revision then.
export const sql = `
alter table decisions_decisions add column policy_revision integer;
create index decisions_decisions_agent on decisions_decisions (tenant, agent, position);
create index decisions_decisions_revision on decisions_decisions (tenant, policy, policy_revision, position) where policy is not null;
`;
