import { describe, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { recordedFactors } from './commands.js';
import { riskFactors } from './decider.js';
import type { RiskEvent } from './events.js';

const given = deciderSpec(riskFactors);
const factors = (points: number) => recordedFactors({ factors: [{ name: 'mail', points, tools: ['send'], labels: ['PII'] }] });
const declared = (version: number, points: number | null): RiskEvent => ({
  type: 'RiskFactorsDeclared',
  version,
  factors: points === null ? [] : factors(points),
});
const declare = (points: number | null) =>
  ({ type: 'DeclareRiskFactors', factors: points === null ? [] : factors(points) }) as const;

describe('factors of risk', () => {
  it('are one list, of which each is another one', () => {
    given().when(declare(1)).then(declared(1, 1));
    given(declared(1, 1)).when(declare(2)).then(declared(2, 2));
    given(declared(1, 1)).when(declare(null)).then(declared(2, null));
  });

  it('are not declared again when they are the same', () => {
    given(declared(1, 1)).when(declare(1)).then();
    given().when(declare(null)).then();
  });
});
