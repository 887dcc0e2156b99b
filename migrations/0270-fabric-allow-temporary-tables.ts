export const name = '0270-fabric-allow-temporary-tables';

/**
 * What lists were at a moment of the past is folded into temporary tables by the role that answers lists. PostgreSQL lets every role
 * make them unless somebody took that away. They are seen by the connection that made them alone, and stand in for nothing that another
 * role's rights are behind: the one function that runs with its owner's rights looks for them last (`ledger_append`).
 */
export const sql = `
do $$ begin
  if not has_database_privilege('writ_app', current_database(), 'TEMPORARY') then
    execute format('grant temporary on database %I to writ_app', current_database());
  end if;
end $$;
`;
