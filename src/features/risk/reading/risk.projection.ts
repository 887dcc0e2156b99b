import { decisionEvents, RISKS, riskOf, type Risk } from '#features/decisions/contract';
import { projection, type ReadTable } from '#libs/event-sourcing';
import { riskScoreEvents } from '../events.js';
import { SPANS, spanAt } from '../spans.js';

const TABLE = 'risk_spans';

export const riskTables = [
  {
    name: TABLE,
    key: ['per', 'span', 'agent', 'tool'],
    columns: {
      per: 'text',
      span: 'text',
      agent: 'text',
      tool: 'text',
      critical: 'bigint',
      high: 'bigint',
      medium: 'bigint',
      low: 'bigint',
      none: 'bigint',
      raised: 'bigint',
      lowered: 'bigint',
      lowered_destructive: 'bigint',
      scored: 'bigint',
      score: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const COLUMNS = { CRITICAL: 'critical', HIGH: 'high', MEDIUM: 'medium', LOW: 'low', NONE: 'none' } as const;

/** One row per hour and one per day, agent and tool. What counts is the risk that was recorded; tags are held against the table alone. */
export const riskProjection = projection(
  { ...decisionEvents, ...riskScoreEvents },
  {
    name: 'risk',
    version: 1,
    tables: riskTables,
    when: {
      DecisionRecorded: ({ input, risk, riskNote }, { at }) => {
        const { agent, tool, prompt } = input;
        const moved = heightOf(risk) - heightOf(riskOf(prompt, []).risk);
        const add = {
          [COLUMNS[risk]]: 1,
          ...(moved > 0 && { raised: 1 }),
          ...(moved < 0 && { lowered: 1 }),
          // A note is there when a ceiling lowered something destructive, and only then.
          ...(riskNote !== null && { lowered_destructive: 1 }),
        };
        return SPANS.map((per) => ({
          op: 'count',
          table: TABLE,
          key: { per, span: spanAt(per, at), agent: agent.id, tool },
          add,
        }));
      },
      RiskScored: ({ agent, tool, score }, { at }) =>
        SPANS.map((per) => ({
          op: 'count',
          table: TABLE,
          key: { per, span: spanAt(per, at), agent, tool },
          add: { scored: 1, score },
        })),
    },
  },
);

function heightOf(risk: Risk): number {
  return RISKS.indexOf(risk);
}
