import type { NewEvent, RecordedEvent } from './envelope.js';

/** The revision of a stream that has no events. `expect: NO_STREAM` means "must be new". */
export const NO_STREAM = -1;

export interface StreamWrite {
  readonly stream: string;
  /** Revision of the stream's last event, `NO_STREAM`, or 'any' to append wherever the stream stands. */
  readonly expect: number | 'any';
  readonly events: readonly NewEvent[];
}

/** A stream that must still stand at `at` when the append commits, although nothing is written to it. */
export interface Condition {
  readonly stream: string;
  readonly at: number;
}

/**
 * Appends of which each was made as if those before it were in already, so that none has to wait for the one before to commit. They are
 * handed to `append` in their order. Once one of them is not appended by its own request, because it conflicts, fails or is found
 * recorded before, the line is broken for good: those behind it reject with `LineBrokenError`, even where what they expect of their
 * streams happens to hold, for they were made on a state that never came about.
 */
export class AppendLine {
  private isBroken = false;

  get broken(): boolean {
    return this.isBroken;
  }

  /** For adapters; MUST come before anything behind in the line is planned. */
  break(): void {
    this.isBroken = true;
  }
}

export interface AppendRequest {
  readonly tenant: string;
  readonly writes: readonly StreamWrite[];
  readonly conditions?: readonly Condition[];
  /** What this one relies on; left out by a request that was made on what is stored. */
  readonly line?: AppendLine;
}

/** Where an event landed: proof for the caller that it is durable, ordered and chained. */
export interface EventReceipt {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly at: string;
  readonly digest: string;
  readonly chain: string;
}

export interface AppendReceipt {
  readonly tenant: string;
  /** One per event, in the order of the request's writes. */
  readonly events: readonly EventReceipt[];
  /** True when these ids had been appended before with the same content; the receipts are the original ones. */
  readonly repeated: boolean;
}

export interface TypedEvents {
  readonly events: readonly RecordedEvent[];
  /** Every event of the types asked for, from the position asked for up to and including this one, is in `events`. */
  readonly upTo: number;
  /** The ledger goes on beyond `upTo`. */
  readonly more: boolean;
}

export interface LedgerHead {
  readonly tenant: string;
  /** 0 for an empty ledger. */
  readonly position: number;
  /** Hex; 64 zeros for an empty ledger. */
  readonly chain: string;
  readonly at: string | null;
}

/** How a ledger's head and its last event disagree. Nothing an application did leaves a ledger like that. */
export interface LedgerDamage {
  /** `tail-cut`: events the head counts are gone. `head-mismatch`: the head names another end than the events have. */
  readonly reason: 'tail-cut' | 'head-mismatch';
  /** The first position at which head and events differ. */
  readonly position: number;
}

/** Where a ledger ends, by its head and by its events, both as of one moment. */
export interface LedgerEnd {
  readonly head: LedgerHead;
  /** Position of the last event that is there; 0 when there is none. */
  readonly lastPosition: number;
  readonly damage?: LedgerDamage | undefined;
}

export interface DamagedLedger extends LedgerDamage {
  readonly tenant: string;
}

/**
 * The port every ledger adapter implements and the exported store suite checks.
 *
 * `append` MUST be all or nothing per request. When it resolves, every event is durable, ordered and chained.
 * It rejects with `ConflictError` when an expectation or condition does not hold, with `EventIdReusedError` when an id
 * is already in the ledger with other content, and with `LedgerUnavailableError` when the ledger could not say that the
 * events are in; in the last case they may or may not be, and appending the same ids again is the way to know.
 * One caller's conflict MUST NOT fail another's append, unless that one stands behind it in a line: then it rejects with
 * `LineBrokenError`.
 *
 * An adapter that keeps a head apart from the events MUST move it only together with them, and MUST reject appends to a ledger
 * whose head is not its last event with `LedgerDamagedError`, to that ledger alone, until the two agree again. Where the
 * head is the last event by construction there is nothing to compare, and no ledger is damaged in this sense.
 *
 * Whatever takes a tenant MUST be unable to give another tenant's events, however the adapter's own query is written.
 */
export interface EventStore {
  append(request: AppendRequest): Promise<AppendReceipt>;
  /** Events of one stream from `fromRevision` (default 0), in order, at most `limit` (default 10,000). */
  readStream(tenant: string, stream: string, fromRevision?: number, limit?: number): Promise<RecordedEvent[]>;
  /** Events of one ledger from `fromPosition` (1-based), in order, at most `limit`. Never skips a later commit. */
  readLedger(tenant: string, fromPosition: number, limit: number): Promise<RecordedEvent[]>;
  /** The events of these types from `fromPosition`, in order, at most `limit`, and how far that answer reaches. */
  readTypes(tenant: string, fromPosition: number, limit: number, types: readonly string[]): Promise<TypedEvents>;
  /** The events at exactly these positions, in ledger order; positions beyond the ledger give nothing. At most 1,000. */
  readPositions(tenant: string, positions: readonly number[]): Promise<RecordedEvent[]>;
  readEvent(tenant: string, id: string): Promise<RecordedEvent | undefined>;
  head(tenant: string): Promise<LedgerHead>;
  end(tenant: string): Promise<LedgerEnd>;
  /** Heads of all ledgers. For subscriptions only: never answer a tenant's request from it. */
  heads(): Promise<LedgerHead[]>;
  /** The ledgers whose head is not their last event. For whoever runs the deployment only, like `heads`. */
  damaged(): Promise<DamagedLedger[]>;
  /** Calls `wake` soon after any ledger may have grown, from any process. Wakes may be spurious, never needed for truth. */
  onGrowth(wake: (tenant: string) => void): () => void;
  close(): Promise<void>;
}

/** The stream moved: read it again and decide again. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`stream ${stream} is at revision ${actual}, not ${expected}`);
  }
}

/** The id is in the ledger with other content. `original` is what was recorded first. */
export class EventIdReusedError extends Error {
  override readonly name = 'EventIdReusedError';
  constructor(readonly original: RecordedEvent) {
    super(`event ${original.id} is already recorded at position ${original.position} with other content`);
  }
}

/** The ledger did not confirm the append. Nothing may be acknowledged; repeating the same ids is safe. */
export class LedgerUnavailableError extends Error {
  override readonly name = 'LedgerUnavailableError';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The ledger's head is not its last event, so nothing is appended to it. Nothing of this request was recorded. */
export class LedgerDamagedError extends Error {
  override readonly name = 'LedgerDamagedError';
  constructor(
    readonly tenant: string,
    readonly damage: LedgerDamage,
  ) {
    super(`the ledger of ${tenant} is damaged at position ${damage.position}: ${damage.reason}`);
  }
}

/** The request can never be appended as it is: an empty write, a malformed stream or id, data that has no canonical form. */
export class InvalidAppendError extends Error {
  override readonly name = 'InvalidAppendError';
}

/** An append before this one in its line was not made. Nothing of this request was recorded: decide it again. */
export class LineBrokenError extends Error {
  override readonly name = 'LineBrokenError';
  constructor() {
    super('an append that this one relies on was not made');
  }
}
