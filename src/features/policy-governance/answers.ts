import { z } from 'zod';
import { LedgerReceipt } from '#libs/operations';

export const SEPARATIONS = ['enforced', 'relaxed'] as const;

const governance = {
  minimumQuality: z.number(),
  separationOfDuties: z.enum(SEPARATIONS),
  requireDossier: z.boolean().describe('Whether a revision needs a change dossier to be published or pinned.'),
  signatureRequired: z.boolean().describe('Set for the whole deployment by WRIT_REQUIRE_SIGNED_POLICY.'),
};
export const GovernanceView = z.object(governance).meta({ id: 'PolicyGovernance' });
export const GovernanceSet = z
  .object({ ...governance, ledger: LedgerReceipt.nullable().describe('Null when it was so already.') })
  .meta({ id: 'PolicyGovernanceSet' });
