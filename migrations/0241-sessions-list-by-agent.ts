export const name = '0241-sessions-list-by-agent';

export const sql = `
create index sessions_sessions_agent on sessions_sessions (tenant, agent, position);
`;
