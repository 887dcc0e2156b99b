import { projection, type ReadTable } from '#libs/event-sourcing';
import { riskEvents } from '../events.js';

const TABLE = 'risk_factors';

export const riskFactorsTables = [
  {
    name: TABLE,
    key: ['version'],
    columns: { version: 'bigint', factors: 'json', declared_by: 'text', declared_at: 'timestamp', position: 'bigint' },
  },
] as const satisfies readonly ReadTable[];

/** One row per list of factors. */
export const riskFactorsProjection = projection(riskEvents, {
  name: 'risk-factors',
  version: 1,
  tables: riskFactorsTables,
  when: {
    RiskFactorsDeclared: ({ version, factors }, { actor, at, position }) => [
      { op: 'put', table: TABLE, row: { version, factors, declared_by: actor.id, declared_at: at, position } },
    ],
  },
});
