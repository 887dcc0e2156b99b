import { projection, type ReadTable } from '#libs/event-sourcing';
import { exceptionEvents } from '../events.js';

const TABLE = 'exceptions_exceptions';

export const exceptionsTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      state: 'text',
      session: 'text?',
      agent: 'text?',
      tool: 'text?',
      rule: 'text?',
      seconds: 'integer',
      uses: 'integer?',
      reason: 'text',
      requested_by: 'text',
      requested_at: 'timestamp',
      approved_by: 'text?',
      expires_at: 'timestamp?',
      used: 'integer',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const set = (id: string, to: object) => [{ op: 'patch' as const, table: TABLE, key: { id }, set: { ...to } }];

/** One row per exception, with how many calls passed because of it. */
export const exceptionsProjection = projection(exceptionEvents, {
  name: 'exceptions',
  version: 1,
  tables: exceptionsTables,
  when: {
    ExceptionRequested: ({ exception: id, scope, rule, seconds, uses, reason, by }, { at, position }) => [
      {
        op: 'put',
        table: TABLE,
        row: {
          id,
          state: 'requested',
          session: scope.session ?? null,
          agent: scope.agent ?? null,
          tool: scope.tool ?? null,
          rule,
          seconds,
          uses,
          reason,
          requested_by: by,
          requested_at: at,
          approved_by: null,
          expires_at: null,
          used: 0,
          position,
        },
      },
    ],
    ExceptionApproved: ({ exception, by, expiresAt }) =>
      set(exception, { state: 'holds', approved_by: by, expires_at: expiresAt }),
    ExceptionRevoked: ({ exception }) => set(exception, { state: 'revoked' }),
    ExceptionExpired: ({ exception }) => set(exception, { state: 'expired' }),
    ExceptionUsed: ({ exception }) => [{ op: 'patch', table: TABLE, key: { id: exception }, set: {}, add: { used: 1 } }],
  },
});
