import { z } from 'zod';
import { FactName, RecordedDefinition } from '#libs/facts';
import { LedgerReceipt, pageAnswer, PageQuery } from '#libs/operations';

export const FactFilter = PageQuery;
export type FactFilter = z.output<typeof FactFilter>;

export const FactView = z
  .object({
    name: FactName,
    definition: RecordedDefinition,
    policy: z.string().nullable().describe('The policy that declares it; null for one that the tenant declared itself.'),
    declaredAt: z.string(),
    counts: z.number().int().describe('How many groups were counted so far: sessions, customers, whatever it is grouped by.'),
    position: z.number().int(),
  })
  .meta({ id: 'Fact' });
export type FactView = z.output<typeof FactView>;
export const FactPage = pageAnswer('FactPage', FactView);

export const FactValue = z
  .object({
    group: z.string(),
    value: z.unknown().describe('As the policy would read it now; null when there is nothing to tell.'),
    underWay: z.number().int().describe('Calls that wait for their outcome.'),
    position: z.number().int().describe('Where the first call of this group was counted.'),
  })
  .meta({ id: 'FactValue' });
export type FactValue = z.output<typeof FactValue>;
export const FactValuePage = pageAnswer('FactValuePage', FactValue);

export const FactChanged = z
  .object({ name: z.string(), ledger: LedgerReceipt.nullable().describe('Null when it was so already.') })
  .meta({ id: 'FactChangedAnswer' });
export type FactChanged = z.output<typeof FactChanged>;
