import { decisionEvents } from '#features/decisions/contract';
import { tokensIn } from '#features/limits/contract';
import { projection, type ReadTable } from '#libs/event-sourcing';

const TABLE = 'usage_calls';

export const usageTables = [
  {
    name: TABLE,
    key: ['month', 'agent', 'tool'],
    columns: {
      month: 'text',
      agent: 'text',
      tool: 'text',
      calls: 'bigint',
      allowed: 'bigint',
      modified: 'bigint',
      denied: 'bigint',
      held: 'bigint',
      deferred: 'bigint',
      succeeded: 'bigint',
      failed: 'bigint',
      refused: 'bigint',
      unknown: 'bigint',
      tokens: 'bigint',
      unpriced: 'bigint',
      cost_minor: 'bigint',
      cost_thousandths: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

const DECIDED = { ALLOW: 'allowed', MODIFY: 'modified', DENY: 'denied', REQUIRE_APPROVAL: 'held', DEFER: 'deferred' } as const;

/**
 * One row per month, agent and tool. A call belongs to the month (UTC) in which the ledger has it, and so does an outcome, whenever its
 * call was: months that are over never change. Only what may run has tokens and a cost, which is the one that was recorded with it.
 */
export const usageProjection = projection(decisionEvents, {
  name: 'usage',
  version: 1,
  tables: usageTables,
  when: {
    DecisionRecorded: ({ input, verdict }, { at }) => {
      const { agent, tool, context, cost } = input;
      const mayRun = verdict === 'ALLOW' || verdict === 'MODIFY';
      const used = mayRun && {
        tokens: tokensIn(context) ?? 0,
        ...(cost ? { cost_minor: cost.minor, cost_thousandths: cost.thousandths } : { unpriced: 1 }),
      };
      const key = { month: monthOf(at), agent: agent.id, tool };
      return [{ op: 'count', table: TABLE, key, add: { calls: 1, [DECIDED[verdict]]: 1, ...used } }];
    },
    // Outcomes from before their tool was recorded count for no tool. What they correct belongs to their own month, as they do.
    OutcomeRecorded: ({ status, tool, usage }, { at, actor }) => {
      const key = { month: monthOf(at), agent: actor.id, tool: tool ?? '' };
      const corrected = usage && {
        tokens: usage.tokensBeyond,
        cost_minor: Math.floor(usage.costBeyond / 1_000),
        cost_thousandths: usage.costBeyond - Math.floor(usage.costBeyond / 1_000) * 1_000,
      };
      return [{ op: 'count', table: TABLE, key, add: { [status]: 1, ...corrected } }];
    },
  },
});

function monthOf(at: string): string {
  return at.slice(0, 'YYYY-MM'.length);
}
