import { decider } from '#libs/event-sourcing';
import type { PolicyGovernanceCommand } from './commands.js';
import type { PolicyGovernanceEvent } from './events.js';

export interface GovernanceState {
  /** 0 to 100. */
  readonly minimumQuality: number;
  readonly separationOfDuties: 'enforced' | 'relaxed';
  readonly requireDossier: boolean;
}

/** Formatted, tested and covered to nearly half, unless the tenant says otherwise. */
const DEFAULT_MINIMUM_QUALITY = 70;

/** A tenant starts with strict rules; each is changed on its own, and setting what holds changes nothing. */
export const policyGovernance = decider<PolicyGovernanceCommand, PolicyGovernanceEvent, GovernanceState, never>({
  initial: { minimumQuality: DEFAULT_MINIMUM_QUALITY, separationOfDuties: 'enforced', requireDossier: false },
  decide: {
    SetPolicyGovernance: ({ reason, ...set }, state) => {
      const { minimumQuality = state.minimumQuality, requireDossier = state.requireDossier } = set;
      return [
        ...(state.minimumQuality === minimumQuality ? [] : [{ type: 'MinimumQualitySet' as const, minimumQuality, reason }]),
        ...(state.requireDossier === requireDossier ? [] : [{ type: 'DossierRequirementSet' as const, requireDossier, reason }]),
      ];
    },
    SetSeparationOfDuties: ({ separationOfDuties, reason }, state) =>
      state.separationOfDuties === separationOfDuties ? [] : [{ type: 'SeparationOfDutiesSet', separationOfDuties, reason }],
  },
  evolve: {
    MinimumQualitySet: (state, { minimumQuality }) => ({ ...state, minimumQuality }),
    DossierRequirementSet: (state, { requireDossier }) => ({ ...state, requireDossier }),
    SeparationOfDutiesSet: (state, { separationOfDuties }) => ({ ...state, separationOfDuties }),
  },
});
