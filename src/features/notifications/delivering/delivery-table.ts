import type { Generated } from 'kysely';
import { parseJson } from '#libs/exact-json';
import type { DeliveryView } from '../answers.js';
import type { DeliveryState, Notice, ToldAs } from '../notices.js';

/** What a digest tells of: everything of its webhook from its own position to the last one, counted. */
export interface Gathered {
  readonly last: number;
  readonly counts: Counts;
}
export type Counts = Readonly<Partial<Record<Notice, number>>>;

/** One delivery to one webhook: of one event, or of so many that they are told together. */
export interface Delivery {
  readonly id: string;
  readonly webhook: string;
  /** The first, of a digest. */
  readonly event: string;
  readonly notice: ToldAs;
  readonly position: number;
  /** Null when it tells of one event. */
  readonly gathered: Gathered | null;
}

export interface Row {
  tenant: string;
  id: string;
  webhook: string;
  event: string;
  notice: string;
  position: string | number;
  state: string;
  attempts: Generated<number>;
  next_at: Date | null;
  last_status: number | null;
  last_problem: string | null;
  last_at: Date | null;
  /** When it was to be sent for the first time. */
  sent_from: Date | null;
  /** The next three of a digest. */
  last_position: string | number | null;
  counts: string | null;
  /** Until it is sent for the first time, which is the end of it. */
  gathers: boolean;
}

export interface DeliveryTables {
  notifications_deliveries: Row;
  notifications_plans: { tenant: string; position: string | number };
}

export type ReadRow = Omit<Row, 'attempts'> & { readonly attempts: number };

export function deliveryOf({ id, webhook, event, notice, position, last_position, counts }: ReadRow): Delivery {
  const gathered = counts === null ? null : { last: Number(last_position), counts: parseJson(counts) as Counts };
  return { id, webhook, event, notice: notice as ToldAs, position: Number(position), gathered };
}

export function viewOf(row: ReadRow): DeliveryView {
  const { gathered, notice } = deliveryOf(row);
  return {
    id: row.id,
    event: notice,
    position: Number(row.position),
    gathered: gathered && {
      upTo: gathered.last,
      count: countOf(gathered.counts),
      counts: Object.entries(gathered.counts).map(([event, count]) => ({ event: event as Notice, count })),
    },
    state: row.state as DeliveryState,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastProblem: row.last_problem,
    lastAt: row.last_at?.toISOString() ?? null,
    nextAt: row.state === 'pending' ? (row.next_at?.toISOString() ?? null) : null,
  };
}

export function countOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** In the order of their names, so that the same counts are the same text. */
export function withCounted(counts: Counts, notices: readonly Notice[]): Counts {
  const sums = new Map(Object.entries(counts) as [Notice, number][]);
  for (const notice of notices) sums.set(notice, (sums.get(notice) ?? 0) + 1);
  return Object.fromEntries([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}
