import { projection, type ReadTable } from '#libs/event-sourcing';
import { operatorEvents } from './events.js';

const TABLE = 'operators_operators';

export const operatorsTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      name: 'text',
      roles: 'json',
      registered_at: 'timestamp',
      registered_by: 'text',
      secret_rotated_at: 'timestamp?',
      ended_at: 'timestamp?',
      ended_by: 'text?',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** Who may sign in, who could once, and nothing secret. */
export const operatorsProjection = projection(operatorEvents, {
  name: 'operators',
  version: 1,
  tables: operatorsTables,
  when: {
    OperatorRegistered: ({ operator: id, name, roles }, { at, actor, position }) => [
      {
        op: 'put',
        table: TABLE,
        row: {
          id,
          name,
          roles,
          registered_at: at,
          registered_by: actor.id,
          secret_rotated_at: null,
          ended_at: null,
          ended_by: null,
          position,
        },
      },
    ],
    OperatorSecretRotated: ({ operator: id }, { at }) => [
      { op: 'patch', table: TABLE, key: { id }, set: { secret_rotated_at: at } },
    ],
    OperatorRolesChanged: ({ operator: id, roles }) => [{ op: 'patch', table: TABLE, key: { id }, set: { roles } }],
    OperatorEnded: ({ operator: id }, { at, actor }) => [
      { op: 'patch', table: TABLE, key: { id }, set: { ended_at: at, ended_by: actor.id } },
    ],
  },
});
