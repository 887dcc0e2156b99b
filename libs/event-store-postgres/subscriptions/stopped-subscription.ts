import type pg from 'pg';
import type { RecordedEvent } from '#libs/event-sourcing';
import { excerpt } from '#libs/bounded';
import { TenantTransaction } from './tenant-transaction.js';

const LONGEST_REASON = 300;
/** Data exceptions, violated constraints, limits of the program: SQLSTATE classes that say the values are wrong, not the server. */
const ABOUT_VALUES = /^(22|23|54)/;

/** One event cannot be applied or reacted to: the subscription stops before it in this ledger, and in no other. */
export class UnappliableEventError extends Error {
  override readonly name = 'UnappliableEventError';
  constructor(
    readonly position: number,
    readonly type: string,
    cause: Error,
  ) {
    super(`event ${position} (${type}) cannot be applied: ${cause.message}`, { cause });
  }
}

/** What a database says when it was given values that it cannot take; it says other things when it is away. */
export function isAboutValues(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && ABOUT_VALUES.test(code);
}

/** Says where a subscription stands still in one ledger, for whoever looks from elsewhere. */
export function tellStopped(
  pool: pg.Pool,
  subscription: string,
  tenant: string,
  { position, type }: Pick<RecordedEvent, 'position' | 'type'>,
  reason: string,
): Promise<void> {
  return TenantTransaction.run(pool, subscription, tenant, async (transaction) => {
    await transaction.query(
      `insert into ledger_stopped_subscriptions as s (subscription, tenant, position, type, reason) values ($1, $2, $3, $4, $5)
       on conflict (tenant, subscription) do update
       set position = excluded.position, type = excluded.type, reason = excluded.reason, since = now() where s.position <> excluded.position`,
      [subscription, tenant, position, type, excerpt(reason.replaceAll('\0', '\uFFFD'), LONGEST_REASON)],
    );
  });
}

/** In the transaction that moves the checkpoint to `last`: it stands before nothing up to there. */
export function goesOn(
  subscription: string,
  tenant: string,
  last: number,
): { readonly text: string; readonly values: unknown[] } {
  return {
    text: 'delete from ledger_stopped_subscriptions where tenant = $2 and subscription = $1 and position <= $3',
    values: [subscription, tenant, last],
  };
}

export async function isToldStopped(transaction: TenantTransaction, subscription: string): Promise<boolean> {
  const { rowCount } = await transaction.query(
    'select 1 from ledger_stopped_subscriptions where tenant = $2 and subscription = $1',
    [subscription, transaction.tenant],
  );
  return rowCount !== 0;
}
