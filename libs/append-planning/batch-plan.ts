import { chainOf, envelopeDigest, GENESIS_CHAIN } from '#libs/evidence';
import { ConflictError, NO_STREAM, type AppendReceipt, type EventEnvelope, type EventReceipt } from '#libs/event-sourcing';
import { formatMicroseconds } from './ledger-time.js';
import type { PreparedAppend, PreparedEvent } from './prepared-append.js';

/** Where a ledger stands. */
export interface LedgerPoint {
  readonly position: number;
  readonly chain: string;
  /** Microseconds since 1970; 0 for an empty ledger. */
  readonly at: number;
}

export const EMPTY_LEDGER: LedgerPoint = { position: 0, chain: GENESIS_CHAIN, at: 0 };

/** One ledger while a batch is planned on it. `revisions` MUST hold every stream the batch's appends name. */
export interface LedgerDraft {
  readonly tenant: string;
  /** The head the plan builds on. */
  readonly known: LedgerPoint;
  /** Moves as appends are accepted. */
  head: LedgerPoint;
  readonly revisions: Map<string, number>;
}

/** An accepted event, ready to be stored. */
export interface PlannedEvent {
  readonly envelope: EventEnvelope;
  /** Canonical forms of the envelope's `data` and `sealed`. */
  readonly data: string;
  readonly sealed: string | null;
  readonly atMicros: number;
  readonly digest: string;
  readonly chain: string;
}

export interface BatchPlan<A> {
  readonly accepted: readonly { readonly append: A; readonly receipt: AppendReceipt }[];
  readonly conflicted: readonly { readonly append: A; readonly conflict: ConflictError }[];
  /** Those whose line is broken. */
  readonly cutOff: readonly A[];
  readonly events: readonly PlannedEvent[];
}

/**
 * Decides each append on its own, in order, each seeing what the accepted ones before it did, and gives the accepted events
 * their places, times, digests and chain. Changes the drafts, and breaks the lines of what conflicts; touches nothing else.
 */
export function planBatch<A extends PreparedAppend>(
  appends: readonly A[],
  drafts: ReadonlyMap<string, LedgerDraft>,
  nowMicros: number,
): BatchPlan<A> {
  const accepted: { append: A; receipt: AppendReceipt }[] = [];
  const conflicted: { append: A; conflict: ConflictError }[] = [];
  const cutOff: A[] = [];
  const events: PlannedEvent[] = [];
  for (const append of appends) {
    if (append.line?.broken) {
      cutOff.push(append);
      continue;
    }
    const draft = drafts.get(append.tenant) as LedgerDraft;
    const conflict = conflictOf(append, draft.revisions);
    if (conflict) {
      append.line?.break();
      conflicted.push({ append, conflict });
    } else accepted.push({ append, receipt: place(append, draft, nowMicros, events) });
  }
  return { accepted, conflicted, cutOff, events };
}

function conflictOf(append: PreparedAppend, revisions: ReadonlyMap<string, number>): ConflictError | undefined {
  for (const { stream, expect } of append.writes) {
    const actual = revisions.get(stream) ?? NO_STREAM;
    if (expect !== 'any' && expect !== actual) return new ConflictError(stream, expect, actual);
  }
  for (const { stream, at } of append.conditions) {
    const actual = revisions.get(stream) ?? NO_STREAM;
    if (at !== actual) return new ConflictError(stream, at, actual);
  }
  return undefined;
}

function place(append: PreparedAppend, draft: LedgerDraft, nowMicros: number, events: PlannedEvent[]): AppendReceipt {
  let { position, chain } = draft.head;
  const atMicros = Math.max(nowMicros, draft.head.at);
  const at = formatMicroseconds(atMicros);
  const receipts: EventReceipt[] = [];
  for (const prepared of append.events) {
    position += 1;
    const revision = (draft.revisions.get(prepared.stream) ?? NO_STREAM) + 1;
    draft.revisions.set(prepared.stream, revision);
    const envelope = envelopeAt(prepared, append.tenant, position, revision, at);
    const digest = envelopeDigest(envelope, prepared.data);
    chain = chainOf(chain, digest);
    events.push({ envelope, data: prepared.data, sealed: prepared.sealed, atMicros, digest, chain });
    receipts.push({ id: envelope.id, stream: prepared.stream, revision, position, at, digest, chain });
  }
  draft.head = { position, chain, at: atMicros };
  return { tenant: append.tenant, events: receipts, repeated: false };
}

export function envelopeAt(
  prepared: PreparedEvent,
  tenant: string,
  position: number,
  revision: number,
  at: string,
): EventEnvelope {
  const { id, type, schema, actor, correlation, causation, trace, data, sealed } = prepared.event;
  return {
    tenant,
    position,
    stream: prepared.stream,
    revision,
    id,
    type,
    schema,
    at,
    actor,
    correlation,
    causation,
    trace,
    data,
    sealed,
  };
}
