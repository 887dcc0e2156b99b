import { projection, type ReadTable } from '#libs/event-sourcing';
import { countEvents, factEvents } from '../events.js';

const FACTS = 'facts_facts';
const COUNTS = 'facts_counts';

export const factsTables = [
  {
    name: FACTS,
    key: ['name'],
    columns: {
      name: 'text',
      digest: 'text',
      definition: 'json',
      policy: 'text?',
      declared_at: 'timestamp',
      is_counted: 'boolean',
      position: 'bigint',
    },
  },
  {
    name: COUNTS,
    key: ['digest', 'group_of'],
    columns: { digest: 'text', group_of: 'text', position: 'bigint' },
  },
] as const satisfies readonly ReadTable[];

/** What is declared, and the groups that have a count; what a count is follows from its own stream. */
export const factsProjection = projection(
  { ...factEvents, FactCountOpened: countEvents.FactCountOpened },
  {
    name: 'facts',
    version: 1,
    tables: factsTables,
    when: {
      FactDeclared: ({ fact: name, definition, digest, policy }, { at, position }) => [
        {
          op: 'put',
          table: FACTS,
          row: { name, digest, definition, policy, declared_at: at, is_counted: true, position },
        },
      ],
      FactEnded: ({ fact: name }) => [{ op: 'patch', table: FACTS, key: { name }, set: { is_counted: false } }],
      FactCountOpened: ({ digest, group }, { position }) => [
        { op: 'put', table: COUNTS, row: { digest, group_of: group, position } },
      ],
    },
  },
);
