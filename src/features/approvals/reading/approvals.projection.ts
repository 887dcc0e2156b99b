import { projection, type ReadTable } from '#libs/event-sourcing';
import { approvalEvents } from '../events.js';
import { remindersOf } from '../workflow.js';

const TABLE = 'approvals_approvals';

export const approvalsTables = [
  {
    name: TABLE,
    key: ['id'],
    columns: {
      id: 'text',
      state: 'text',
      agent: 'text',
      tool: 'text',
      expires_at: 'timestamp',
      /** Milliseconds since 1970 at which it expires: lists are sorted by it. */
      urgency: 'bigint',
      /** When people are reminded of it next, should it still be pending. */
      remind_at: 'timestamp?',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const state = (approval: string, to: string) =>
  [{ op: 'patch' as const, table: TABLE, key: { id: approval }, set: { state: to } }] as const;

/** One row per request: what lists are filtered and sorted by, and where in the ledger the rest is. */
export const approvalsProjection = projection(approvalEvents, {
  name: 'approvals',
  version: 1,
  tables: approvalsTables,
  when: {
    ApprovalRequested: ({ agent, tool, workflow, requestedAt, expiresAt, supersedes }, { id, position }) => [
      ...(supersedes === null ? [] : state(supersedes, 'superseded')),
      {
        op: 'put' as const,
        table: TABLE,
        row: {
          id,
          state: 'pending',
          agent,
          tool,
          expires_at: expiresAt,
          urgency: Date.parse(expiresAt),
          remind_at: remindersOf(workflow, requestedAt)[0] ?? null,
          position,
        },
        isNew: true as const,
      },
    ],
    ApprovalGranted: ({ approval }) => state(approval, 'approved'),
    ApprovalDenied: ({ approval }) => state(approval, 'denied'),
    ApprovalWithdrawn: ({ approval }) => state(approval, 'withdrawn'),
    ApprovalReminded: ({ approval, next }) => [
      { op: 'patch' as const, table: TABLE, key: { id: approval }, set: { remind_at: next } },
    ],
    ApprovalExpired: ({ approval }) => state(approval, 'expired'),
    ApprovalUsed: ({ approval }) => state(approval, 'used'),
  },
});
