import { z } from 'zod';
import { shownText } from '#libs/operations';

export const SetReadAuditRequest = z
  .strictObject({
    reads: z.enum(['recorded', 'unrecorded']),
    reason: shownText(500).describe('Why; kept in the ledger.'),
  })
  .meta({ id: 'SetReadAuditRequest' });

export interface SetReadAudit {
  readonly type: 'SetReadAudit';
  readonly reads: 'recorded' | 'unrecorded';
  readonly reason: string;
}
