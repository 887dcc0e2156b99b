import { z } from 'zod';
import { LedgerReceipt } from '#libs/operations';

export const READS = ['recorded', 'unrecorded'] as const;

const setting = { reads: z.enum(READS).describe('Whether each look of an operator becomes an event, OperatorRead.') };
export const ReadAuditView = z.object(setting).meta({ id: 'ReadAudit' });
export const ReadAuditAnswer = z
  .object({ ...setting, ledger: LedgerReceipt.nullable().describe('Null when it was so already.') })
  .meta({ id: 'ReadAuditAnswer' });
