import { gapLine, type Gap, type LogLabels } from '../local/opa-log.js';
import type { SegmentWriter, SpoolFiles } from './spool-files.js';
import { SpoolProblem } from './spool-problem.js';
import { recoverSegments, type SegmentFacts } from './spool-recovery.js';

export interface SegmentOptions {
  readonly labels: LogLabels;
  /** Bytes of all segments together, at most. */
  readonly maxBytes: number;
  /** Bytes of one segment, about: what is uploaded at once. */
  readonly segmentBytes: number;
  readonly now: () => number;
  readonly tell: (problem: SpoolProblem) => void;
}

/** One decision on its way to disk. */
export interface Line {
  readonly text: string;
  /** RFC 3339 UTC. */
  readonly at: string;
}

interface Segment extends SegmentFacts {
  /** Being uploaded or dropped: nobody else may take it. */
  isTaken: boolean;
}

/** About what a gap's line takes. */
const GAP_BYTES = 512;

/**
 * The decisions on disk that Writ has not acknowledged, in numbered segments: the newest is written to, the others are only
 * read. When there is no room the oldest segments are dropped, in one step with a line that says how many decisions that were.
 */
export class SpoolSegments {
  /** Ascending. */
  private readonly segments: Segment[];
  private current: Segment | undefined;
  private writer: SegmentWriter | undefined;
  private next: number;
  private turn: Promise<unknown> = Promise.resolve();
  /** Decisions dropped since this was opened. */
  dropped = 0;

  private constructor(
    private readonly files: SpoolFiles,
    private readonly options: SegmentOptions,
    recovered: readonly SegmentFacts[],
  ) {
    this.segments = recovered.map((facts) => ({ ...facts, isTaken: false }));
    this.next = (recovered.at(-1)?.number ?? 0) + 1;
  }

  static async open(files: SpoolFiles, options: SegmentOptions): Promise<SpoolSegments> {
    const recovered = await recoverSegments(files, { ...options, now: options.now() });
    return new SpoolSegments(files, options, recovered);
  }

  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get decisions(): number {
    return this.segments.reduce((sum, { decisions }) => sum + decisions, 0);
  }

  /** On disk when it resolves. When it rejects none of the lines may be relied on, and none of them may be acted on. */
  write(lines: readonly Line[]): Promise<void> {
    return this.inTurn(async () => {
      const text = lines.map((line) => `${line.text}\n`).join('');
      const bytes = Buffer.byteLength(text) + GAP_BYTES;
      if (this.current && this.current.bytes + bytes > this.options.segmentBytes) await this.seal();
      const victims = await this.victimsFor(bytes);
      try {
        const gap = victims.length > 0 ? gapOver(victims) : undefined;
        await this.append(gap ? `${gapLine(gap, this.options.labels, this.options.now())}\n${text}` : text, lines, gap);
        if (gap) await this.forget(victims);
      } catch (error) {
        for (const victim of victims) victim.isTaken = false;
        throw error;
      }
    });
  }

  /** Ends the segment that is written to; gives back the number of the newest there is, 0 when there is none. */
  sealed(): Promise<number> {
    return this.inTurn(async () => {
      await this.seal();
      return this.segments.at(-1)?.number ?? 0;
    });
  }

  /** The oldest up to `last` that nobody has taken, for the caller alone until `release`. */
  take(last: number): SegmentFacts | undefined {
    const found = this.segments.find((segment) => segment.number <= last && segment !== this.current && !segment.isTaken);
    if (found) found.isTaken = true;
    return found;
  }

  async lines({ number, bytes }: SegmentFacts): Promise<string[]> {
    // Behind `bytes` there may be what was left of a write that failed.
    return Buffer.from(await this.files.read(number))
      .subarray(0, bytes)
      .toString('utf8')
      .split('\n')
      .slice(0, -1);
  }

  /** All of it was acknowledged. */
  async done(segment: SegmentFacts): Promise<void> {
    await this.files.remove([segment.number]);
    this.remove(segment);
  }

  /** These lines of it will never be acknowledged and the others were: they are kept apart, and of it remains the gap. */
  async setAside(segment: SegmentFacts, refused: readonly string[], gap: Gap): Promise<void> {
    await this.files.keepRefused(refused.map((line) => `${line}\n`).join(''));
    const text = `${gapLine(gap, this.options.labels, this.options.now())}\n`;
    await this.files.replace(segment.number, text);
    Object.assign(segment, { bytes: Buffer.byteLength(text), decisions: 0, missing: gap.count });
  }

  release(segment: SegmentFacts): void {
    (segment as Segment).isTaken = false;
  }

  close(): Promise<void> {
    return this.inTurn(() => this.seal());
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** The oldest segments that have to go so that so many bytes fit; they are taken. */
  private async victimsFor(bytes: number): Promise<Segment[]> {
    const victims: Segment[] = [];
    for (let excess = this.bytes + bytes - this.options.maxBytes; excess > 0;) {
      const oldest = this.segments.find(({ isTaken }) => !isTaken);
      if (!oldest) break;
      oldest.isTaken = true;
      victims.push(oldest);
      if (oldest === this.current) await this.seal();
      excess -= oldest.bytes;
    }
    return victims;
  }

  private async append(text: string, lines: readonly Line[], gap: Gap | undefined): Promise<void> {
    const from = gap?.from ?? lines[0]?.at ?? '';
    this.current ??= await this.begin(from);
    const { current } = this;
    try {
      await this.writer?.append(text);
    } catch (error) {
      await this.abandon(current);
      throw error;
    }
    current.bytes += Buffer.byteLength(text);
    current.decisions += lines.length;
    current.missing += gap?.count ?? 0;
    current.to = lines.at(-1)?.at ?? current.to;
  }

  private async begin(from: string): Promise<Segment> {
    const segment: Segment = { number: this.next, bytes: 0, decisions: 0, missing: 0, from, to: from, isTaken: false };
    this.next += 1;
    this.writer = await this.files.create(segment.number);
    this.segments.push(segment);
    return segment;
  }

  /** Nothing is written behind bytes of which nobody knows what they are. */
  private async abandon(segment: Segment): Promise<void> {
    await this.writer?.cut(segment.bytes).catch(() => undefined);
    await this.seal().catch(() => undefined);
  }

  private async seal(): Promise<void> {
    const { current, writer } = this;
    this.current = undefined;
    this.writer = undefined;
    await writer?.close();
    if (current?.bytes === 0) await this.done(current);
  }

  /** The line that tells of the drop is on disk. If the files outlive this process, the next one removes them. */
  private async forget(victims: readonly Segment[]): Promise<void> {
    for (const victim of victims) this.remove(victim);
    const count = victims.reduce((sum, { decisions }) => sum + decisions, 0);
    this.dropped += count;
    this.options.tell(new SpoolProblem('SPOOL_LIMIT', `${count} decisions were dropped to stay within the limit`, count));
    await this.files.remove(victims.map(({ number }) => number)).catch(() => undefined);
  }

  private remove(segment: SegmentFacts): void {
    const at = this.segments.indexOf(segment as Segment);
    if (at >= 0) this.segments.splice(at, 1);
  }
}

/** Gaps in what is dropped are part of the new one. */
function gapOver(victims: readonly Segment[]): Gap {
  return {
    reason: 'limit',
    count: victims.reduce((sum, { decisions, missing }) => sum + decisions + missing, 0),
    from: victims[0]?.from ?? '',
    to: victims.at(-1)?.to ?? '',
    segments: victims.map(({ number }) => number),
  };
}
