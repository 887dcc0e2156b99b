/**
 * Why an export is not good. `not-an-export` and `too-many-streams` mean that nothing could be said about it; `head-mismatch` is
 * said only where a ledger's head is at hand beside its events.
 */
export type VerificationReason =
  | 'not-an-export'
  | 'too-many-streams'
  | 'line-too-long'
  | 'too-deep'
  | 'invalid-utf8'
  | 'not-json'
  | 'not-canonical'
  | 'unknown-field'
  | 'missing-field'
  | 'bad-field'
  | 'digest-mismatch'
  | 'chain-mismatch'
  | 'position-gap'
  | 'wrong-tenant'
  | 'time-backwards'
  | 'revision-gap'
  | 'truncated'
  | 'trailer-missing'
  | 'trailer-mismatch'
  | 'after-trailer'
  | 'head-cut'
  | 'tail-cut'
  | 'forked'
  | 'head-not-covered'
  | 'head-mismatch';

export interface VerificationFailure {
  readonly ok: false;
  /** 1-based line at which the file stops being good. */
  readonly line: number;
  /** Ledger position of that line, or of the event that is missing there, when it is known. */
  readonly position?: number;
  readonly reason: VerificationReason;
  /** One sentence. Quotes at most member names of the file, cut short; still text from an untrusted file. */
  readonly detail: string;
}

/**
 * The file is one unbroken piece of one ledger: every event hashes to its digest, every digest is in the chain, nothing
 * was added, removed, reordered or altered since the trailer was written.
 *
 * What that proves depends on `anchoredTo`. Up to that position the events are those of the ledger the trusted head came
 * from. Beyond it, and everywhere when it is null, the file only agrees with itself: the trailer is not signed, so whoever
 * rewrites every line and the trailer is not caught, and neither is whoever relabels an empty range (count 0).
 */
export interface VerifiedExport {
  readonly ok: true;
  readonly tenant: string;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Chain at position `to`, derived here from the events, in hex: worth keeping as a later trusted head. */
  readonly chain: string;
  readonly anchoredTo: number | null;
}

export type VerificationResult = VerifiedExport | VerificationFailure;

/** A position and its chain value known from somewhere else than the file: a receipt, an earlier export, an operator's note. */
export interface TrustedHead {
  readonly position: number;
  readonly chain: string;
}
