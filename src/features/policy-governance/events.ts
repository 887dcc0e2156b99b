import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

export const policyGovernanceEvents = eventTypes({
  MinimumQualitySet: {
    schema: 1,
    says: 'A policy of this tenant needs at least this quality score to be put to work.',
    data: z.object({ minimumQuality: z.number(), reason: z.string() }),
  },
  DossierRequirementSet: {
    schema: 1,
    says: 'Whether a policy of this tenant needs a change dossier to be put to work.',
    data: z.object({ requireDossier: z.boolean(), reason: z.string() }),
  },
  SeparationOfDutiesSet: {
    schema: 1,
    says: 'Whether author, reviewer and publisher of a policy of this tenant must be different people.',
    data: z.object({ separationOfDuties: z.enum(['enforced', 'relaxed']), reason: z.string() }),
  },
});
export type PolicyGovernanceEvent = EventsOf<typeof policyGovernanceEvents>;
