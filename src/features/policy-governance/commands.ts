import { z } from 'zod';
import { shownText } from '#libs/operations';

const Reason = shownText(500).describe('Why; kept in the ledger.');

export const SetMinimumQualityRequest = z
  .strictObject({
    minimumQuality: z.number().min(0).max(100).describe('Score from 0 to 100 a revision needs to be published or pinned.'),
    reason: Reason,
  })
  .meta({ id: 'SetMinimumQualityRequest' });

export const SetSeparationOfDutiesRequest = z
  .strictObject({ separationOfDuties: z.enum(['enforced', 'relaxed']), reason: Reason })
  .meta({ id: 'SetSeparationOfDutiesRequest' });

export type PolicyGovernanceCommand =
  | { readonly type: 'SetMinimumQuality'; readonly minimumQuality: number; readonly reason: string }
  | { readonly type: 'SetSeparationOfDuties'; readonly separationOfDuties: 'enforced' | 'relaxed'; readonly reason: string };
