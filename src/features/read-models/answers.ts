import { z } from 'zod';
import { LedgerReceipt, listAnswer } from '#libs/operations';

export const STANDING = ['list', 'reaction'] as const;

export const StoppedReadModel = z
  .object({
    readModel: z.string().describe('Its name, as in the metrics and in `/readyz`.'),
    kind: z.enum(STANDING).describe('What stands still: what is shown, or what is done because of events.'),
    position: z.number().int().describe('Of the event that it cannot apply or react to.'),
    eventType: z.string(),
    problem: z.string().describe('Why not.'),
    since: z.string(),
  })
  .meta({ id: 'StoppedReadModel' });
export type StoppedReadModel = z.output<typeof StoppedReadModel>;
export const StoppedReadModels = listAnswer('StoppedReadModelList', StoppedReadModel);
export const EventSkipped = z
  .object({
    readModel: z.string(),
    position: z.number().int(),
    ledger: LedgerReceipt.nullable().describe('Null when it was skipped already.'),
  })
  .meta({ id: 'ReadModelEventSkippedAnswer' });
