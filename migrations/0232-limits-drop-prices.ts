export const name = '0232-limits-drop-prices';

export const sql = `
alter table limits_limits drop column prices;
`;
