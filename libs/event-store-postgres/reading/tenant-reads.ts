import type pg from 'pg';
import { sentTogether, type SentAlong } from '../sent-together.js';
import { copiedTexts, type EventText } from './copied-texts.js';

export interface TenantStatement {
  /** Prepared under this name once per connection. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

type Read = pg.QueryResult | EventText[];

interface Asked {
  readonly statement: TenantStatement;
  readonly answered: (rows: pg.QueryResultRow[]) => void;
  readonly failed: (error: Error) => void;
}

/** Short reads of one tenant in one transaction, at most: the last of them waits for all before it. */
const SHARING = 16;
/** What PostgreSQL says to a statement when one before it failed: the transaction is aborted, or nothing was prepared in it any more. */
const ONE_BEFORE_FAILED = new Set<unknown>(['25P02', '26000']);

/**
 * Reads made for one tenant, as the role `writ_app` under row-level security: a statement that forgets its tenant, or names
 * another one, is given nothing of anybody else. The tenant is set for the read's own transaction, so a connection that goes
 * back to the pool sees no rows at all.
 */
export class TenantReads {
  private readonly waiting = new Map<string, Asked[]>();

  /** `pool` MUST have connections of the role `writ_app` that send statements without waiting for earlier answers. */
  constructor(private readonly pool: pg.Pool) {}

  /** One round trip, in a transaction of its own. */
  async rows<R extends pg.QueryResultRow>(tenant: string, statement: TenantStatement): Promise<R[]> {
    const [read] = await send(await this.pool.connect(), tenant, [statement]);
    if (read?.status !== 'fulfilled') throw read?.reason;
    return (read.value as pg.QueryResult).rows as R[];
  }

  /** The same of many events, in the form that costs least; which columns the statement selects is said where they are decoded. */
  async copied(tenant: string, statement: string): Promise<EventText[]> {
    const [read] = await send(await this.pool.connect(), tenant, [(client) => copiedTexts(client, statement)]);
    if (read?.status !== 'fulfilled') throw read?.reason;
    return read.value as EventText[];
  }

  /**
   * For a short read: those of one tenant that wait for a connection at the same moment go in one transaction and one round trip.
   * One that fails fails alone.
   */
  shortRows<R extends pg.QueryResultRow>(tenant: string, statement: TenantStatement): Promise<R[]> {
    return new Promise((answered, failed) => {
      const asked = { statement, answered: answered as Asked['answered'], failed };
      const waiting = this.waiting.get(tenant);
      if (waiting && waiting.length < SHARING) waiting.push(asked);
      else void this.share(tenant, [asked]);
    });
  }

  private async share(tenant: string, together: Asked[]): Promise<void> {
    this.waiting.set(tenant, together);
    const isFull = () => this.waiting.get(tenant) !== together;
    try {
      const client = await this.pool.connect().finally(() => isFull() || this.waiting.delete(tenant));
      const statements = together.map(({ statement }) => statement);
      const reads = await send(client, tenant, statements);
      for (const [i, read] of reads.entries()) this.answer(tenant, together[i] as Asked, read);
    } catch (error) {
      for (const { failed } of together) failed(error as Error);
    }
  }

  private answer(tenant: string, { statement, answered, failed }: Asked, read: PromiseSettledResult<Read>): void {
    if (read.status === 'fulfilled') answered((read.value as pg.QueryResult).rows);
    else if (!ONE_BEFORE_FAILED.has((read.reason as { code?: unknown }).code)) failed(read.reason as Error);
    else this.rows(tenant, statement).then(answered, failed);
  }
}

/** What each statement came to; the connection goes back to its pool. Rejects when the transaction could not be begun or ended. */
async function send(
  client: pg.PoolClient,
  tenant: string,
  statements: readonly (TenantStatement | SentAlong<EventText[]>)[],
): Promise<PromiseSettledResult<Read>[]> {
  const sent = await sentTogether(client, [
    { text: 'begin read only' },
    { name: 'ledger-as', text: `select set_config('writ.tenant', $1, true)`, values: [tenant] },
    ...statements.map((each) => (typeof each === 'function' ? each : { ...each, values: [...each.values] })),
    { text: 'commit' },
  ]);
  const failed = sent.find((result) => result.status === 'rejected');
  // A connection whose transaction may not have ended is not used again.
  client.release(failed?.reason as Error | undefined);
  const reads = sent.slice(2, -1);
  if (failed && !reads.includes(failed)) throw failed.reason;
  return reads;
}
