import type pg from 'pg';
import type { Subscriber } from './subscription-dependencies.js';
import { inTenantTransaction, type Statement } from './tenant-transaction.js';

/** One subscription's part: its checkpoint goes to `to` together with what the statements do. */
export interface Move {
  readonly subscriber: Subscriber;
  readonly to: number;
  readonly statements: readonly Statement[];
}

const LOCK = `select subscription, version, position from ledger_checkpoints
  where tenant = $1 and subscription = any($2::text[]) order by subscription for update`;
const ADVANCE = `update ledger_checkpoints as c set position = m.position
  from unnest($2::text[], $3::bigint[]) as m (subscription, position) where c.tenant = $1 and c.subscription = m.subscription`;

/**
 * Makes all moves of one ledger in one transaction, or none. A subscription whose checkpoint is no longer where this process left it
 * takes no part: another worker was faster. Returns where each checkpoint is now; one that is gone, or of another version, is left out.
 */
export function moveTogether(pool: pg.Pool, tenant: string, moves: readonly Move[]): Promise<Map<Subscriber, number>> {
  const names = moves.map(({ subscriber }) => subscriber.name);
  const lock = { name: 'subscriptions-lock', text: LOCK, values: [tenant, names] };
  return inTenantTransaction(pool, tenant, [lock], async (_, found) => {
    const locked = new Map((found as LockedRow[]).map((row) => [row.subscription, row]));
    const now = new Map<Subscriber, number>();
    const made: Move[] = [];
    for (const move of moves) {
      const { name, version, progress } = move.subscriber;
      const checkpoint = locked.get(name);
      if (checkpoint?.version !== version) continue;
      const isOurs = Number(checkpoint.position) === progress.committed.get(tenant);
      now.set(move.subscriber, isOurs ? move.to : Number(checkpoint.position));
      if (isOurs) made.push(move);
    }
    const statements = made.length > 0 ? [...made.flatMap((move) => move.statements), advance(tenant, made)] : [];
    return { statements, result: now };
  });
}

interface LockedRow {
  readonly subscription: string;
  readonly version: number;
  readonly position: string;
}

function advance(tenant: string, made: readonly Move[]): Statement {
  const names = made.map(({ subscriber }) => subscriber.name);
  return { name: 'subscriptions-advance', text: ADVANCE, values: [tenant, names, made.map(({ to }) => to)] };
}
