import pg from 'pg';
import type { Actor, JsonObject, LedgerHead, RecordedEvent } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';

const BIGINT = 20;
const BYTEA = 17;
const TIMESTAMPTZ = 1184;

/** `2026-11-20 21:35:53.1+00` (ISO style, UTC session) -> `2026-11-20T21:35:53.100000Z`. */
function rfc3339(text: string): string {
  const fraction = text.length > 22 ? text.slice(20, -3) : '';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(6, '0')}Z`;
}

const parsers = new Map<number, (text: string) => unknown>([
  [BIGINT, Number],
  [BYTEA, (text) => text.slice(2)],
  [TIMESTAMPTZ, rfc3339],
]);

/** How ledger columns become JavaScript: bigint as number, hashes as hex, times as RFC 3339 with microseconds. */
export const ledgerTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Sessions that touch the ledger. Sequential scans are off because a plan made while the tables were empty would stay in
 * use while they grow; every statement here has an index.
 */
export const LEDGER_SESSION = '-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c jit=off -c enable_seqscan=off';

export const EVENT_COLUMNS =
  'tenant, position, stream, revision, id, type, schema, at, actor_kind, actor_id, correlation, causation, trace, data, sealed, digest, chain';

export interface EventRow {
  readonly tenant: string;
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly schema: number;
  readonly at: string;
  readonly actor_kind: Actor['kind'];
  readonly actor_id: string;
  readonly correlation: string | null;
  readonly causation: string | null;
  readonly trace: string | null;
  readonly data: string;
  readonly sealed: string | null;
  readonly digest: string;
  readonly chain: string;
}

export function toEvent(row: EventRow): RecordedEvent {
  const { actor_kind: kind, actor_id: id, data, sealed, ...rest } = row;
  return {
    ...rest,
    actor: { kind, id },
    data: parseJson(data) as JsonObject,
    sealed: sealed === null ? null : (parseJson(sealed) as JsonObject),
  };
}

export const RECEIPT_COLUMNS = 'id, stream, revision, position, at, digest, chain';

export type HeadRow = LedgerHead;
