import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { LogAnswer } from '../answer-types.js';
import { readLine, type Gap } from '../local/opa-log.js';
import { UnexpectedAnswer, WritProblem } from '../../contract/problem.js';
import { SpoolProblem } from './spool-problem.js';
import type { SegmentFacts } from './spool-recovery.js';
import type { SpoolSegments } from './spool-segments.js';
import type { WritClient } from '../writ-client.js';

const compressed = promisify(gzip);
/** What is wrong is in the batch itself, so that sending it again would go on for ever. */
const ABOUT_CONTENT = new Set([400, 413, 422]);

/** Sends segments, oldest first, and removes what was acknowledged. */
export class SpoolUpload {
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly segments: SpoolSegments,
    private readonly sink: Pick<WritClient, 'sendDecisionLog'>,
    private readonly signal: AbortSignal,
    private readonly tell: (problem: unknown) => void,
  ) {}

  /** Everything that was on disk when it was called is acknowledged when it resolves. Rejects at the first failure. */
  all(): Promise<void> {
    const result = this.running.then(() => this.pass());
    this.running = result.catch(() => undefined);
    return result;
  }

  private async pass(): Promise<void> {
    if (this.segments.bytes === 0) return;
    const last = await this.segments.sealed();
    for (let segment = this.segments.take(last); segment; segment = this.segments.take(last)) {
      try {
        await this.one(segment);
      } finally {
        this.segments.release(segment);
      }
    }
  }

  private async one(segment: SegmentFacts): Promise<void> {
    const refused = await this.send(await this.segments.lines(segment));
    if (refused.length === 0) await this.segments.done(segment);
    else await this.segments.setAside(segment, refused, gapOver(refused));
  }

  /** Gives back the lines that were refused. What was acknowledged before a failure is sent again and recorded once. */
  private async send(lines: readonly string[]): Promise<readonly string[]> {
    try {
      const answer = await this.sink.sendDecisionLog(await compressed(`[${lines.join(',')}]`), { signal: this.signal });
      return await this.refusedOf(lines, answer);
    } catch (error) {
      if (!(error instanceof WritProblem) || !ABOUT_CONTENT.has(error.status)) throw error;
      if (lines.length === 1) return [this.refused(lines[0] as string, error)];
      const middle = lines.length >> 1;
      return [...(await this.send(lines.slice(0, middle))), ...(await this.send(lines.slice(middle)))];
    }
  }

  private async refusedOf(lines: readonly string[], { accepted, duplicates, refused }: LogAnswer): Promise<readonly string[]> {
    const reasons = new Map(refused.map(({ index, reason }) => [index, reason]));
    const told = lines.filter((_, index) => reasons.has(index));
    const unnamed = lines.length - accepted - duplicates - told.length;
    if (unnamed > 0 && told.length === 0) throw new UnexpectedAnswer('Writ did not take all decisions and did not say which');
    for (const [index, reason] of reasons) if (lines[index] !== undefined) this.refused(lines[index], new Error(reason));
    // Those not named are found among the others, most of which count as repeated then.
    const others = lines.filter((_, index) => !reasons.has(index));
    return unnamed > 0 ? [...told, ...(await this.send(others))] : told;
  }

  private refused(line: string, cause: Error): string {
    // A gap that is refused would only become another gap.
    if (readLine(line)?.gap) throw cause;
    this.tell(new SpoolProblem('LOG_REFUSED', `Writ does not record a decision: ${cause.message}`, 1, { cause }));
    return line;
  }
}

function gapOver(refused: readonly string[]): Gap {
  const times = refused.flatMap((line) => readLine(line)?.timestamp ?? []);
  return { reason: 'refused', count: refused.length, from: times[0] ?? '', to: times.at(-1) ?? '', segments: [] };
}
