import type pg from 'pg';
import { damageOf } from '#libs/append-planning';
import { GENESIS_CHAIN } from '#libs/evidence';
import type { DamagedLedger, LedgerHead } from '#libs/event-sourcing';
import type { HeadRow } from './event-rows.js';

const HEADS = { name: 'ledger-read-heads', text: 'select tenant, position, chain, at from ledger_heads order by tenant' };

interface EndRow {
  readonly tenant: string;
  readonly position: number | null;
  readonly chain: string | null;
  readonly lastPosition: number | null;
  readonly lastChain: string | null;
}

const endsOf = (tenants: string): string =>
  `select t.tenant, h.position, h.chain, e.position as "lastPosition", e.chain as "lastChain"
   from ${tenants} left join ledger_heads as h on h.tenant = t.tenant
   left join lateral (select position, chain from ledger_events where tenant = t.tenant order by position desc limit 1) as e on true
   where (h.position, h.chain) is distinct from (e.position, e.chain)`;
const DAMAGED = { name: 'ledger-damaged', text: endsOf('ledger_heads as t') };
const DAMAGED_AMONG = { name: 'ledger-damaged-among', text: endsOf('unnest($1::text[]) as t (tenant)') };

/** What concerns every ledger: heads and where they disagree with the events. The role `writ_ledger`; no event is read. */
export class AllLedgers {
  constructor(private readonly pool: pg.Pool) {}

  async heads(): Promise<LedgerHead[]> {
    return (await this.pool.query<HeadRow>(HEADS)).rows;
  }

  /** Among all ledgers, or among these. A ledger with events and no head row at all is found only when it is named. */
  async damaged(among?: readonly string[]): Promise<DamagedLedger[]> {
    const { rows } = await this.pool.query<EndRow>(among ? { ...DAMAGED_AMONG, values: [among] } : DAMAGED);
    return rows.flatMap(({ tenant, position, chain, lastPosition, lastChain }) => {
      const head = { position: position ?? 0, chain: chain ?? GENESIS_CHAIN };
      const damage = damageOf(head, { position: lastPosition ?? 0, chain: lastChain ?? GENESIS_CHAIN });
      return damage ? [{ tenant, ...damage }] : [];
    });
  }
}
