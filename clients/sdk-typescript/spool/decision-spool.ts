import { newId } from '#libs/event-ids';
import type { Json } from '#libs/event-sourcing';
import { backoffMs } from '../../contract/backoff.js';
import { systemClock, type Clock } from '../local/clock.js';
import { waitAfter } from '../../contract/backoff.js';
import type { LocalDecision } from '../local/local-decision.js';
import { decisionLine, type LogLabels, type Trace } from '../local/opa-log.js';
import { whyNotRecordable } from '../recordable.js';
import { DiskFiles, type SpoolFiles } from './spool-files.js';
import { lockSpool } from './spool-lock.js';
import { SpoolProblem } from './spool-problem.js';
import { SpoolSegments, type Line } from './spool-segments.js';
import { SpoolUpload } from './spool-upload.js';
import type { WritClient } from '../writ-client.js';

/** `before-answer`: a decision is on disk before it may be acted on. `background`: soon after; a crash can lose the last ones. */
export type Durability = 'before-answer' | 'background';

export interface SpoolOptions {
  /** Of this process alone; created when absent. */
  readonly folder: string;
  readonly client: Pick<WritClient, 'sendDecisionLog'>;
  /** Name of the service, a label of everything it reports. */
  readonly app: string;
  /** Tells processes of the service apart; its name and a fresh UUID when left out. */
  readonly instance?: string;
  readonly durability?: Durability;
  /** Bytes on disk at most; default 64 MiB. Beyond, the oldest decisions are dropped, and the log says how many. */
  readonly maxBytes?: number;
  /** Bytes uploaded at once, about; default 256 KiB. */
  readonly segmentBytes?: number;
  /** Milliseconds between uploads; default 1,000. */
  readonly uploadEveryMs?: number;
  /** Told of everything that keeps decisions from Writ; the spool goes on. Must not throw. */
  readonly onProblem?: (problem: unknown) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Instead of files in `folder`. */
  readonly files?: SpoolFiles;
}

export interface SpoolDepth {
  /** Decisions that Writ has not acknowledged. */
  readonly decisions: number;
  readonly bytes: number;
  /** Decisions dropped since the spool was opened. */
  readonly dropped: number;
}

interface Waiting extends Line {
  /** Whether somebody acts only when it is written. */
  readonly isAwaited: boolean;
  readonly resolve: () => void;
  readonly reject: (problem: SpoolProblem) => void;
}

const MAX_BYTES = 64 * 1024 * 1024;
const SEGMENT_BYTES = 256 * 1024;
/** The server takes no larger bodies than two of these. */
const MOST_SEGMENT_BYTES = 512 * 1024;
/** Bytes that may wait in memory for a disk that does not follow. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
const UPLOAD_EVERY_MS = 1_000;

/** Decisions on their way to Writ: on disk until they are acknowledged, sent at least once and recorded there once. */
export class DecisionSpool {
  private readonly waiting: Waiting[] = [];
  private waitingBytes = 0;
  /** Decisions not yet on disk. */
  private pending = 0;
  private isWriting = false;
  private lastWritten: Promise<void> = Promise.resolve();
  private readonly uploading: Promise<void>;
  private readonly closing = new AbortController();
  private readonly upload: SpoolUpload;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly labels: LogLabels;

  private constructor(
    private readonly options: SpoolOptions,
    labels: LogLabels,
    private readonly segments: SpoolSegments,
    private readonly unlock: () => void,
  ) {
    this.labels = labels;
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.upload = new SpoolUpload(segments, options.client, this.closing.signal, (problem) => this.tell(problem));
    this.uploading = this.uploadForever();
  }

  /** Takes over what an earlier process left in the folder. Throws SpoolInUse while that one lives. */
  static async open(options: SpoolOptions): Promise<DecisionSpool> {
    const { folder, app, maxBytes = MAX_BYTES, segmentBytes = SEGMENT_BYTES, clock = systemClock } = options;
    const labels = { id: options.instance ?? `${app}/${newId()}`, app };
    const unlock = options.files ? () => undefined : lockSpool(folder);
    try {
      const segments = await SpoolSegments.open(options.files ?? (await DiskFiles.in(folder)), {
        labels,
        maxBytes,
        segmentBytes: Math.min(segmentBytes, MOST_SEGMENT_BYTES, maxBytes / 4),
        now: () => clock.now(),
        tell: (problem) => options.onProblem?.(problem),
      });
      return new DecisionSpool(options, labels, segments, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /**
   * Takes a decision with the input it was made on. With the durability `before-answer` nothing may be done or answered
   * before this resolves. When it rejects (SpoolProblem), nothing at all may be done.
   */
  record(decision: LocalDecision, input: Json, trace?: Trace): Promise<void> {
    if (this.closing.signal.aborted) return Promise.reject(new SpoolProblem('SPOOL_CLOSED', 'the spool is closed', 1));
    const unfit = decision.code === 'INVALID_INPUT' ? undefined : whyNotRecordable(input);
    if (unfit !== undefined) return Promise.reject(new SpoolProblem('INPUT_NOT_RECORDABLE', unfit, 1));
    // In the background, too, somebody has to wait when the disk does not follow.
    const isAwaited = this.options.durability !== 'background' || this.waitingBytes > MOST_WAITING_BYTES;
    const line = { text: decisionLine(decision, input, this.labels, trace), at: decision.decidedAt };
    const written = this.push(line, isAwaited);
    this.lastWritten = written.catch(() => undefined);
    return isAwaited ? written : Promise.resolve();
  }

  get depth(): SpoolDepth {
    const { decisions, bytes, dropped } = this.segments;
    return { decisions: decisions + this.pending, bytes: bytes + this.waitingBytes, dropped };
  }

  /** Resolves once everything recorded before was acknowledged by Writ; rejects when that fails. Nothing is lost either way. */
  async flush(): Promise<void> {
    await this.lastWritten;
    await this.upload.all();
  }

  /** Makes durable what is waiting and gives the folder back. What was not uploaded is taken over by the next process. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await this.lastWritten;
    await this.uploading;
    await this.segments.close().finally(this.unlock);
  }

  private push(line: Line, isAwaited: boolean): Promise<void> {
    this.pending += 1;
    this.waitingBytes += line.text.length;
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...line, isAwaited, resolve, reject });
      if (this.isWriting) return;
      this.isWriting = true;
      // What is decided in the same turn goes along.
      queueMicrotask(() => void this.writeWaiting());
    });
  }

  /** All that wait are written together, so that many share one wait for the disk. */
  private async writeWaiting(): Promise<void> {
    for (let failures = 0; this.waiting.length > 0;) {
      const group = this.nextGroup();
      const problem = await this.written(group);
      // What nobody waits for may have been acted on: it is kept until it can be written.
      const isKept = ({ isAwaited }: Waiting): boolean => problem !== undefined && !isAwaited && !this.closing.signal.aborted;
      const kept = group.filter(isKept);
      for (const line of group) if (!isKept(line)) this.settle(line, problem);
      this.waiting.unshift(...kept);
      failures = problem ? failures + 1 : 0;
      if (kept.length > 0) await this.clock.wait(backoffMs(failures, this.random()), this.closing.signal);
    }
    this.isWriting = false;
  }

  private settle({ text, resolve, reject }: Waiting, problem: SpoolProblem | undefined): void {
    this.pending -= 1;
    this.waitingBytes -= text.length;
    if (problem) reject(problem);
    else resolve();
  }

  private async written(group: readonly Line[]): Promise<SpoolProblem | undefined> {
    try {
      await this.segments.write(group);
      return undefined;
    } catch (cause) {
      const detail = `${group.length} decisions: ${cause instanceof Error ? cause.message : String(cause)}`;
      const problem = new SpoolProblem('SPOOL_NOT_WRITTEN', detail, group.length, { cause });
      this.tell(problem);
      return problem;
    }
  }

  private nextGroup(): Waiting[] {
    let bytes = 0;
    const end = this.waiting.findIndex(({ text }) => (bytes += text.length) > MOST_SEGMENT_BYTES);
    return this.waiting.splice(0, end < 0 ? this.waiting.length : Math.max(1, end));
  }

  private async uploadForever(): Promise<void> {
    const { signal } = this.closing;
    let failures = 0;
    let pause = this.options.uploadEveryMs ?? UPLOAD_EVERY_MS;
    while (!signal.aborted) {
      await this.clock.wait(pause, signal);
      if (signal.aborted) return;
      try {
        await this.upload.all();
        failures = 0;
        pause = this.options.uploadEveryMs ?? UPLOAD_EVERY_MS;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        pause = waitAfter(error, failures, this.random());
        this.tell(error);
      }
    }
  }

  private tell(problem: unknown): void {
    this.options.onProblem?.(problem);
  }
}
