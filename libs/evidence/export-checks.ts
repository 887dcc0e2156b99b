import type { ExportTrailer } from './export-format.js';
import type { EventLine } from './export-lines.js';
import type { GoodStretch } from './stretches/good-stretch.js';
import { chainOf, digestOf, GENESIS_CHAIN } from './ledger-hash.js';
import type { TrustedHead, VerificationFailure, VerificationReason, VerificationResult } from './verification-result.js';

const writer = new TextEncoder();
const reader = new TextDecoder('utf-8', { ignoreBOM: true });

/** Distinct streams remembered at once, about 150 bytes each. A larger ledger is verified in ranges. */
export const MAX_STREAMS = 4_000_000;

/**
 * What the lines read so far amount to. Every value a line claims is compared with one derived here from the lines before
 * it; the only claim taken on trust is the chain of a first event after position 1, until the trailer settles it.
 */
export class ExportChecks {
  /** Lines checked so far. */
  line = 0;
  count = 0;
  private tenant = '';
  private position = 0;
  private chain = GENESIS_CHAIN;
  private at = '';
  private first: { readonly position: number; readonly digest: string; readonly chain: string } | undefined;
  private trailer: ExportTrailer | undefined;
  private readonly revisions = new Map<string, number>();
  /** The second event does not follow the first one's claimed chain: which of the two was altered, the next line tells. */
  private doubt: VerificationFailure | undefined;

  constructor(
    private readonly head: TrustedHead | undefined,
    private readonly maxStreams: number,
  ) {}

  event(e: EventLine): VerificationFailure | undefined {
    this.line += 1;
    const failure = this.checkEvent(e);
    if (failure) return this.doubt && failure.line > this.doubt.line ? this.doubt : failure;
    this.first ??= { position: e.position, digest: e.digest, chain: e.chain };
    this.tenant = e.tenant;
    this.position = e.position;
    this.chain = e.chain;
    this.at = e.at;
    this.count += 1;
    return undefined;
  }

  /**
   * Takes in lines that are good by themselves, all at once, when they are good here, too. False when that is not sure, and then
   * nothing has changed: whatever is the matter with them is found line by line.
   */
  stretch(s: GoodStretch): boolean {
    if (this.trailer || !this.isSettled || !this.leadsTo(s) || !this.takeStreams(s)) return false;
    this.first ??= s.first;
    this.tenant = s.tenant;
    this.position = s.last.position;
    this.chain = s.last.chain;
    this.at = s.last.at;
    this.count += s.lines;
    this.line += s.lines;
    return true;
  }

  /** No claim is left that only a later line can settle, but for the first chain of a later range, which is the trailer's to settle. */
  private get isSettled(): boolean {
    return this.isWhole || (this.count > 1 && !this.doubt);
  }

  private leadsTo({ tenant, first, last }: GoodStretch): boolean {
    if (first.position !== this.position + 1 || (this.first && tenant !== this.tenant) || first.at < this.at) return false;
    const isAtHead = this.head && this.head.position >= first.position && this.head.position <= last.position;
    return !isAtHead && chainOf(this.chain, first.digest) === first.chain;
  }

  /** The last of what may say no: only when it has seen that all are right it takes them in. */
  private takeStreams(s: GoodStretch): boolean {
    const names = s.streams.split('\n');
    const known = names.map((name) => this.revisions.get(name));
    const areRight = known.every((before, n) => {
      const first = s.revisions[2 * n];
      return before === undefined ? !this.isWhole || first === 0 : first === before + 1;
    });
    const added = known.filter((before) => before === undefined).length;
    if (!areRight || this.revisions.size + added > this.maxStreams) return false;
    for (const [n, name] of names.entries())
      this.revisions.set(known[n] === undefined ? ownCopy(name) : name, s.revisions[2 * n + 1] as number);
    return true;
  }

  /** Whether the file starts with a ledger's first event, as far as one can tell: then streams do, too. */
  private get isWhole(): boolean {
    return (this.first?.position ?? 1) === 1;
  }

  /** A line that is neither event nor trailer ends the doubt too. */
  unreadable(reason: VerificationReason, detail: string, position?: number): VerificationFailure {
    this.line += 1;
    return this.doubt ?? this.failure(reason, detail, position);
  }

  end(): VerificationResult {
    if (this.trailer) {
      const { tenant, from, to, count } = this.trailer;
      return { ok: true, tenant, from, to, count, chain: this.trailer.chain, anchoredTo: this.head?.position ?? null };
    }
    this.line += 1;
    if (this.line === 1) return this.failure('trailer-missing', 'the file is empty');
    return this.doubt ?? this.failure('trailer-missing', 'the file ends without its trailer line', this.position + 1);
  }

  get isComplete(): boolean {
    return this.trailer !== undefined;
  }

  private checkEvent(e: EventLine): VerificationFailure | undefined {
    const { position } = e;
    if (this.trailer)
      return this.failure('after-trailer', 'an event follows the trailer; of several exports in one file verify each', position);
    if (digestOf(e.canonical) !== e.digest)
      return this.failure('digest-mismatch', 'the event does not hash to its digest', position);
    if (this.first && e.tenant !== this.tenant) return this.failure('wrong-tenant', 'the event is of another tenant', position);
    if (this.first && position !== this.position + 1) {
      return this.failure('position-gap', `expected position ${this.position + 1}, found ${position}`, position);
    }
    return this.checkChain(e) ?? this.checkOrder(e);
  }

  private checkChain(e: EventLine): VerificationFailure | undefined {
    const isProvisional = this.count === 0 && e.position > 1;
    if (!isProvisional) {
      const follows = chainOf(this.chain, e.digest) === e.chain;
      if (this.doubt) return follows ? this.firstChainAltered() : this.doubt;
      if (!follows) {
        const mismatch = this.failure('chain-mismatch', 'the chain does not follow from the event before', e.position);
        if (this.count !== 1 || this.first?.position === 1) return mismatch;
        this.doubt = mismatch;
      }
    }
    if (this.doubt || e.position !== this.head?.position || e.chain === this.head.chain) return undefined;
    return this.failure('forked', 'the chain at this position is not the trusted one', e.position);
  }

  private checkOrder(e: EventLine): VerificationFailure | undefined {
    // Fixed-width UTC times compare as text.
    if (e.at < this.at) return this.failure('time-backwards', 'the event is older than the one before', e.position);
    const before = this.revisions.get(e.stream);
    const isWholeStream = (this.first?.position ?? e.position) === 1;
    const expected = before === undefined ? (isWholeStream ? 0 : e.revision) : before + 1;
    if (e.revision !== expected) {
      return this.failure('revision-gap', `expected revision ${expected} of the stream, found ${e.revision}`, e.position);
    }
    if (before !== undefined) this.revisions.set(e.stream, e.revision);
    else if (this.revisions.size < this.maxStreams) this.revisions.set(ownCopy(e.stream), e.revision);
    else return this.failure('too-many-streams', `more than ${this.maxStreams} streams: verify smaller ranges`, e.position);
    return undefined;
  }

  readTrailer(t: ExportTrailer): VerificationFailure | undefined {
    this.line += 1;
    if (this.trailer) return this.failure('after-trailer', 'a second trailer');
    if (this.doubt) return t.chain === this.chain ? this.firstChainAltered() : this.doubt;
    const failure = this.checkRange(t) ?? this.checkEnds(t) ?? this.checkHead(t);
    if (!failure) this.trailer = t;
    return failure;
  }

  private checkRange(t: ExportTrailer): VerificationFailure | undefined {
    if (t.to - t.from + 1 !== t.count) return this.failure('trailer-mismatch', 'count, from and to do not agree');
    if (this.first && t.tenant !== this.tenant) return this.failure('trailer-mismatch', 'the trailer is of another tenant');
    const start = this.first?.position ?? t.to + 1;
    if (t.from < start) return { ...this.failure('head-cut', 'events before the first line are missing', t.from), line: 1 };
    if (t.from > start) return this.failure('trailer-mismatch', 'the trailer starts after the first event');
    if (this.first && t.to > this.position) {
      return this.failure('tail-cut', 'events before the trailer are missing', this.position + 1);
    }
    return this.first && t.to < this.position
      ? this.failure('trailer-mismatch', 'the trailer ends before the last event')
      : undefined;
  }

  private checkEnds(t: ExportTrailer): VerificationFailure | undefined {
    if (t.from === 1 && t.previousChain !== GENESIS_CHAIN)
      return this.failure('trailer-mismatch', 'a ledger starts from 64 zeros');
    const derived = this.first ? chainOf(t.previousChain, this.first.digest) : t.previousChain;
    if (this.first && derived !== this.first.chain) {
      // With one event, its chain, the trailer's chain and previousChain vouch for each other two against one.
      if (this.count === 1 && t.chain !== this.first.chain) return this.firstChainAltered();
      return this.failure('trailer-mismatch', 'previousChain does not lead to the first event');
    }
    const last = this.first ? this.chain : derived;
    return t.chain === last ? undefined : this.failure('trailer-mismatch', "the trailer's chain is not that of the last event");
  }

  private checkHead(t: ExportTrailer): VerificationFailure | undefined {
    const { head } = this;
    if (!head || (head.position >= t.from && head.position <= t.to)) return undefined;
    if (head.position > t.to) return this.failure('tail-cut', `the trusted head is at position ${head.position}`, t.to + 1);
    if (head.position < t.from - 1) return this.failure('head-not-covered', 'the file starts after the position to compare');
    return t.previousChain === head.chain
      ? undefined
      : { ...this.failure('forked', 'the chain before the first event is not the trusted one', t.from), line: 1 };
  }

  private firstChainAltered(): VerificationFailure {
    return { ...this.failure('chain-mismatch', 'the chain does not lead to the next one', this.first?.position), line: 1 };
  }

  private failure(reason: VerificationReason, detail: string, position?: number): VerificationFailure {
    return { ok: false, line: this.line, ...(position !== undefined && { position }), reason, detail };
  }
}

/** A slice keeps the whole text it was cut from alive; a remembered name must not. */
function ownCopy(slice: string): string {
  return reader.decode(writer.encode(slice));
}
