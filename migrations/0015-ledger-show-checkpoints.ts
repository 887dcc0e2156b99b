export const name = '0015-ledger-show-checkpoints';

/** Readiness needs to know how far the projections are behind, over all tenants; it sees positions, no content. */
export const sql = `
create policy ledger_watches on ledger_checkpoints for select to writ_ledger using (true);
grant select on ledger_checkpoints to writ_ledger;
`;
