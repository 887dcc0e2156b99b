import { canonicalJson } from '#libs/evidence';
import { decider } from '#libs/event-sourcing';
import type { DeclareRiskFactors } from './commands.js';
import type { RecordedFactor, RiskEvent } from './events.js';

export interface RiskState {
  /** 0 before there was a list. */
  readonly version: number;
  readonly factors: readonly RecordedFactor[];
}

/** One list holds at a time, as a whole; the same again changes nothing. */
export const riskFactors = decider<DeclareRiskFactors, RiskEvent, RiskState, never>({
  initial: { version: 0, factors: [] },
  decide: {
    DeclareRiskFactors: ({ factors }, { version, factors: known }) =>
      canonicalJson(factors) === canonicalJson([...known])
        ? []
        : [{ type: 'RiskFactorsDeclared', version: version + 1, factors }],
  },
  evolve: {
    RiskFactorsDeclared: (_, { version, factors }) => ({ version, factors }),
  },
});
