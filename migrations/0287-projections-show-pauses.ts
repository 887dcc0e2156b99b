export const name = '0287-projections-show-pauses';

/** Readiness, which looks over all tenants, does not count what somebody paused as being behind; it sees whose and which, and no reason. */
export const sql = `
create view ledger_paused_subscriptions with (security_invoker = true) as
  select tenant, projection as subscription from projections_pauses;
grant select (tenant, projection) on projections_pauses to writ_ledger;
create policy ledger_watches on projections_pauses for select to writ_ledger using (true);
grant select on ledger_paused_subscriptions to writ_ledger;
`;
