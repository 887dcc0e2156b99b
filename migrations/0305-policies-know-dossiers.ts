export const name = '0305-policies-know-dossiers';

/** Revisions from before there were dossiers have none, so their rows are as they would be made anew. */
export const sql = `
alter table policies_revisions add column dossier text;
`;
