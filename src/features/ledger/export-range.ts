import { exportLine, exportTrailer, GENESIS_CHAIN, verifyExport, type VerificationResult } from '#libs/evidence';
import type { EventStore, LedgerDamage, LedgerHead, RecordedEvent } from '#libs/event-sourcing';

/** Events of one page, at most: what is written of them is written in one go. */
const MOST_EVENTS = 200;
/** Characters a page should have. Events may be a megabyte each, so pages are measured and the next one fitted. */
const PAGE_SIZE = 1_000_000;
/** Distinct streams of one verification; a ledger with more is verified in ranges. */
const MOST_STREAMS = 1_000_000;

export type LedgerReads = Pick<EventStore, 'end' | 'readLedger'>;

/** A part of a ledger as it stood when the range was taken. */
export interface ExportRange {
  readonly tenant: string;
  readonly from: number;
  /** `from - 1` when there is nothing. */
  readonly to: number;
  readonly head: LedgerHead;
  /** Where the ledger ends, by its head or its events, whichever is further. */
  readonly reach: number;
  readonly damage?: LedgerDamage | undefined;
}

/** The range as asked, cut to what the ledger holds now; undefined when it starts beyond that. */
export async function rangeOf(
  store: LedgerReads,
  tenant: string,
  from: number,
  to: number | undefined,
): Promise<ExportRange | { readonly endsAt: number }> {
  const { head, lastPosition, damage } = await store.end(tenant);
  const reach = Math.max(head.position, lastPosition);
  if (from > reach + 1) return { endsAt: reach };
  return { tenant, from, to: Math.max(from - 1, Math.min(to ?? reach, reach)), head, reach, damage };
}

/**
 * The range as writ-export/1, in chunks of a bounded size; the last one is the trailer. The lines are the events that are there
 * and the trailer of a range that reaches the end is what the head says, so that the file of a damaged ledger shows it.
 */
export async function* exportChunks(store: LedgerReads, range: ExportRange): AsyncGenerator<string> {
  const { tenant, from, to } = range;
  const previousChain = await chainBefore(store, tenant, from);
  let chain = previousChain;
  let limit = MOST_EVENTS / 4;
  for (let position = from; position <= to;) {
    const events = await store.readLedger(tenant, position, Math.min(limit, to - position + 1));
    const last = events.at(-1);
    if (!last) break;
    chain = last.chain;
    position = last.position + 1;
    const text = events.map((event) => exportLine(event)).join('');
    limit = Math.max(1, Math.min(MOST_EVENTS, Math.floor((PAGE_SIZE * events.length) / text.length)));
    yield text;
  }
  yield exportTrailer({ tenant, from, previousChain, ...endOf(range, chain) });
}

/** Re-derives every hash of the range from what is stored, and compares the ledger's head with its last event. */
export async function verifyRange(store: LedgerReads, range: ExportRange): Promise<VerificationResult> {
  const bytes = async function* () {
    for await (const chunk of exportChunks(store, range)) yield Buffer.from(chunk);
  };
  return withDamage(range, await verifyExport(bytes(), { maxStreams: MOST_STREAMS }));
}

function endOf({ from, to, head, reach }: ExportRange, chain: string): { to: number; count: number; chain: string } {
  const end = to === reach ? Math.max(head.position, from - 1) : to;
  return { to: end, count: end - from + 1, chain: to === reach ? head.chain : chain };
}

/** What the end is found to be stands beside any range; a line that is not good comes first. */
function withDamage({ damage, head }: ExportRange, result: VerificationResult): VerificationResult {
  const ofTheEnd = result.ok || ['tail-cut', 'head-cut', 'trailer-mismatch'].includes(result.reason);
  if (!damage || !ofTheEnd) return result;
  const { reason, position } = damage;
  const detail =
    reason === 'tail-cut'
      ? `the events from here to position ${head.position} are gone`
      : `the head, at position ${head.position}, is not the last event`;
  return { ok: false, line: result.ok ? result.count + 1 : result.line, position, reason, detail };
}

async function chainBefore(store: LedgerReads, tenant: string, from: number): Promise<string> {
  if (from === 1) return GENESIS_CHAIN;
  const [before] = (await store.readLedger(tenant, from - 1, 1)) as [RecordedEvent?];
  return before?.chain ?? GENESIS_CHAIN;
}
