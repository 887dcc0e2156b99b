export const name = '0286-projections-hold-while-rows-are-written';

/** Until when a projection stands still because a rebuild writes its rows: whoever does it says so ever again, and nobody else waits. */
export const sql = `
alter table projections_work add column held_until timestamptz;
`;
