export const name = '0230-limits-add-policies';

export const sql = `
alter table limits_limits add column tool text;
alter table limits_limits add column policy text;
`;
