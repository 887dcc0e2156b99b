import { projection, type ReadTable } from '#libs/event-sourcing';
import { invariantEvents } from '../events.js';

const TABLE = 'invariants_invariants';

export const invariantsTables = [
  {
    name: TABLE,
    key: ['name'],
    columns: {
      name: 'text',
      says: 'text',
      rego: 'text?',
      parameters: 'json',
      declared_by: 'text',
      declared_at: 'timestamp',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** One row per invariant that is declared now, as it was declared last. */
export const invariantsProjection = projection(invariantEvents, {
  name: 'invariants',
  version: 1,
  tables: invariantsTables,
  when: {
    InvariantDeclared: ({ invariant: name, says, rego, parameters, by }, { at, position }) => [
      { op: 'put', table: TABLE, row: { name, says, rego, parameters, declared_by: by, declared_at: at, position } },
    ],
    InvariantWithdrawn: ({ invariant: name }) => [{ op: 'remove', table: TABLE, key: { name } }],
  },
});
