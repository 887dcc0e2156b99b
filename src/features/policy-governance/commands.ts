import { z } from 'zod';
import { shownText } from '#libs/operations';

const Reason = shownText(500).describe('Why; kept in the ledger.');

export const SetPolicyGovernanceRequest = z
  .strictObject({
    minimumQuality: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .describe('Score from 0 to 100 a revision needs to be published or pinned; as it was when left out.'),
    requireDossier: z
      .boolean()
      .optional()
      .describe('Whether a revision needs a change dossier to be published or pinned; as it was when left out.'),
    reason: Reason,
  })
  .refine(({ minimumQuality, requireDossier }) => minimumQuality !== undefined || requireDossier !== undefined, {
    message: 'names nothing to set: minimumQuality, requireDossier',
  })
  .meta({ id: 'SetPolicyGovernanceRequest' });

export const SetSeparationOfDutiesRequest = z
  .strictObject({ separationOfDuties: z.enum(['enforced', 'relaxed']), reason: Reason })
  .meta({ id: 'SetSeparationOfDutiesRequest' });

export type PolicyGovernanceCommand =
  | {
      readonly type: 'SetPolicyGovernance';
      readonly minimumQuality?: number | undefined;
      readonly requireDossier?: boolean | undefined;
      readonly reason: string;
    }
  | { readonly type: 'SetSeparationOfDuties'; readonly separationOfDuties: 'enforced' | 'relaxed'; readonly reason: string };
