import { sql, type ExpressionBuilder } from 'kysely';
import type { TablesOf } from '#libs/event-sourcing';
import type { UsageCounts } from '../answers.js';
import type { usageTables } from './usage.projection.js';

type Of = ExpressionBuilder<TablesOf<typeof usageTables>, 'usage_calls'>;

const COLUMNS = [
  'calls',
  'allowed',
  'modified',
  'denied',
  'held',
  'deferred',
  'succeeded',
  'failed',
  'refused',
  'unknown',
  'tokens',
  'unpriced',
  'cost_minor',
  'cost_thousandths',
] as const;

/** Sums of any rows, as texts: a double does not hold all of them. */
export type Sums = Readonly<Record<(typeof COLUMNS)[number], string>>;

export const SUMS = (_: Of) => COLUMNS.map((column) => sql<string>`coalesce(sum(${sql.ref(column)}), 0)`.as(column));

export function countsIn(sums: Sums): UsageCounts {
  const of = (column: keyof Sums) => Number(sums[column]);
  const thousandths = BigInt(sums.cost_minor) * 1_000n + BigInt(sums.cost_thousandths);
  return {
    calls: of('calls'),
    verdicts: {
      allow: of('allowed'),
      modify: of('modified'),
      deny: of('denied'),
      requireApproval: of('held'),
      defer: of('deferred'),
    },
    outcomes: { succeeded: of('succeeded'), failed: of('failed'), refused: of('refused'), unknown: of('unknown') },
    tokens: of('tokens'),
    cost: Number(roundedHalfUp(thousandths)),
    costThousandths: Number(thousandths),
    unpriced: of('unpriced'),
  };
}

/** Less than nothing is possible: outcomes give back what calls of the month before did not use. */
function roundedHalfUp(thousandths: bigint): bigint {
  const [whole, rest] = [(thousandths + 500n) / 1_000n, (thousandths + 500n) % 1_000n];
  return rest < 0n ? whole - 1n : whole;
}
