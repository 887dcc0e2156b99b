import pg from 'pg';
import { damageOf } from '#libs/append-planning';
import { GENESIS_CHAIN } from '#libs/evidence';
import type { LedgerEnd, LedgerHead, RecordedEvent, TypedEvents } from '#libs/event-sourcing';
import type { EventText } from './copied-texts.js';
import { EVENT_COLUMNS, toEvent, type EventRow, type HeadRow } from './event-rows.js';
import { TenantReads } from './tenant-reads.js';

type TypedRow = { readonly head: number } & { readonly [K in keyof EventRow]: EventRow[K] | null };

/** Positions that one read looks through, so that rare types do not make it scan a long ledger at once. */
const SPAN = 50_000;

/** The end is that of the events: what a head counts beyond them is not there to be taken into account. */
const READ_TYPES = `select last.position as head, e.* from (select coalesce(
    (select position from ledger_events where tenant = $1 order by position desc limit 1), 0) as position) as last left join lateral (
    select ${EVENT_COLUMNS} from ledger_events
    where tenant = $1 and position >= $2 and position < $2 + $5 and type = any($4::text[]) order by position limit $3
  ) as e on true order by e.position`;
const READ_STREAM = `select ${EVENT_COLUMNS} from ledger_events
  where tenant = $1 and stream = $2 and revision >= $3 order by revision limit $4`;
const READ_EVENT = `select ${EVENT_COLUMNS} from ledger_events where tenant = $1 and id = $2`;
const READ_HEAD = 'select tenant, position, chain, at from ledger_heads where tenant = $1';
/** One statement, one moment. */
const READ_END = `select h.position, h.chain, h.at, e.position as "lastPosition", e.chain as "lastChain"
  from (select $1::text as tenant) as t left join ledger_heads as h on h.tenant = t.tenant
  left join lateral (select position, chain from ledger_events where tenant = $1 order by position desc limit 1) as e on true`;

/** COPY takes no parameters. */
function textsStatement(tenant: string, { from, to, limit }: TextRange, types: readonly string[]): string {
  const [least, greatest, most] = [from, to, limit].map((n) => Math.trunc(Math.min(n, Number.MAX_SAFE_INTEGER)));
  return `select position, id::text, schema, type, data from ledger_events
    where tenant = ${pg.escapeLiteral(tenant)} and position >= ${least} and position <= ${greatest}
    and type = any(array[${types.map((type) => pg.escapeLiteral(type)).join(', ')}]::text[]) order by position limit ${most}`;
}

export interface TextRange {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

interface EndRow {
  readonly position: number | null;
  readonly chain: string | null;
  readonly at: string | null;
  readonly lastPosition: number | null;
  readonly lastChain: string | null;
}

/** Reads of one tenant's ledger, over connections of their own, so that long reads never wait for the writer or it for them. */
export class LedgerReader {
  private readonly reads: TenantReads;

  constructor(pool: pg.Pool) {
    this.reads = new TenantReads(pool);
  }

  /** Most are short, and several are wanted at once: by what a call is judged. */
  async readStream(tenant: string, stream: string, fromRevision = 0, limit = 10_000): Promise<RecordedEvent[]> {
    const values = [tenant, stream, fromRevision, limit];
    return (await this.reads.shortRows<EventRow>(tenant, { name: 'ledger-read-stream', text: READ_STREAM, values })).map(toEvent);
  }

  readLedger(tenant: string, fromPosition: number, limit: number): Promise<RecordedEvent[]> {
    return this.events('ledger-read', 'position >= $2 order by position limit $3', [tenant, fromPosition, limit]);
  }

  /** One statement sees the last event and every one before it, so what it does not return is not there. */
  async readTypes(tenant: string, fromPosition: number, limit: number, types: readonly string[]): Promise<TypedEvents> {
    const rows = await this.reads.rows<TypedRow>(tenant, {
      name: 'ledger-read-types',
      text: READ_TYPES,
      values: [tenant, fromPosition, limit, types, SPAN],
    });
    const events = rows.filter((row) => row.position !== null).map(({ head: _, ...row }) => toEvent(row as EventRow));
    const head = Math.max(fromPosition - 1, rows[0]?.head ?? 0);
    const reach = events.length === limit ? (events.at(-1) as RecordedEvent).position : fromPosition + SPAN - 1;
    return { events, upTo: Math.min(reach, head), more: reach < head };
  }

  /** The events of these types from one position to another, both included, in order, at most `limit`; their data as it is stored. */
  readTexts(tenant: string, range: TextRange, types: readonly string[]): Promise<EventText[]> {
    return this.reads.copied(tenant, textsStatement(tenant, range, types));
  }

  readPositions(tenant: string, positions: readonly number[]): Promise<RecordedEvent[]> {
    return this.events('ledger-read-positions', 'position = any($2::bigint[]) order by position', [tenant, positions]);
  }

  /** Whoever repeats what it asked repeats much of it: those looks go together. */
  async readEvent(tenant: string, id: string): Promise<RecordedEvent | undefined> {
    const [row] = await this.reads.shortRows<EventRow>(tenant, {
      name: 'ledger-read-event',
      text: READ_EVENT,
      values: [tenant, id],
    });
    return row && toEvent(row);
  }

  async head(tenant: string): Promise<LedgerHead> {
    const [head] = await this.reads.rows<HeadRow>(tenant, { name: 'ledger-read-head', text: READ_HEAD, values: [tenant] });
    return head ?? { tenant, position: 0, chain: GENESIS_CHAIN, at: null };
  }

  async end(tenant: string): Promise<LedgerEnd> {
    const [row] = await this.reads.rows<EndRow>(tenant, { name: 'ledger-read-end', text: READ_END, values: [tenant] });
    return endOf(tenant, row as EndRow);
  }

  private async events(name: string, where: string, values: readonly [string, ...unknown[]]): Promise<RecordedEvent[]> {
    const text = `select ${EVENT_COLUMNS} from ledger_events where tenant = $1 and ${where}`;
    return (await this.reads.rows<EventRow>(values[0], { name, text, values })).map(toEvent);
  }
}

function endOf(tenant: string, { position, chain, at, lastPosition, lastChain }: EndRow): LedgerEnd {
  const head = { tenant, position: position ?? 0, chain: chain ?? GENESIS_CHAIN, at };
  const last = { position: lastPosition ?? 0, chain: lastChain ?? GENESIS_CHAIN };
  return { head, lastPosition: last.position, damage: damageOf(head, last) };
}
