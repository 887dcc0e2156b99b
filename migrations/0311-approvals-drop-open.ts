export const name = '0311-approvals-drop-open';

/** No query has asked by it since lists tell what expired by the time: each request and each answer paid for it. */
export const sql = `
drop index approvals_approvals_open;
`;
