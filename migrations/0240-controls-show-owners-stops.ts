export const name = '0240-controls-show-owners-stops';

// The owner of the deployment stops a tenant in that tenant's ledger, and names it there, which nobody else can. To read, not to write.
export const sql = `
create policy stops_by_the_owner on controls_set for select
  using (current_setting('writ.tenant', true) = '_deployment' and scope = 'tenant' and target <> '');
`;
