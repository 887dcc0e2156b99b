import { projection, type ReadTable } from '#libs/event-sourcing';
import { toolEvents } from '../events.js';

const TABLE = 'tools_tools';

export const toolsTables = [
  {
    name: TABLE,
    key: ['name'],
    columns: {
      name: 'text',
      class: 'text',
      returns: 'text[]',
      owner: 'text?',
      risk: 'text',
      argument_schema: 'json?',
      version: 'integer',
      described_by: 'text',
      described_at: 'timestamp',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** One row per tool that the catalogue knows, as it describes it now. */
export const toolsProjection = projection(toolEvents, {
  name: 'tools',
  version: 1,
  tables: toolsTables,
  when: {
    ToolDescribed: ({ tool: name, class: kind, returns, owner, risk, argumentSchema, version, by }, { at, position }) => [
      {
        op: 'put',
        table: TABLE,
        row: {
          name,
          class: kind,
          returns,
          owner,
          risk,
          argument_schema: argumentSchema,
          version,
          described_by: by,
          described_at: at,
          position,
        },
      },
    ],
    ToolRemoved: ({ tool: name }) => [{ op: 'remove', table: TABLE, key: { name } }],
  },
});
