import { z } from 'zod';

export const SetReadAuditRequest = z
  .strictObject({
    reads: z.enum(['recorded', 'unrecorded']),
    reason: z.string().trim().min(1).max(500).describe('Why; kept in the ledger.'),
  })
  .meta({ id: 'SetReadAuditRequest' });

export interface SetReadAudit {
  readonly type: 'SetReadAudit';
  readonly reads: 'recorded' | 'unrecorded';
  readonly reason: string;
}
