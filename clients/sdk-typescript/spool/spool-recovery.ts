import { timeText } from '../local/clock.js';
import { gapLine, readLine, type Gap, type LogLabels } from '../local/opa-log.js';
import type { SpoolFiles } from './spool-files.js';
import { SpoolProblem } from './spool-problem.js';

/** What is known of a segment without reading it again. */
export interface SegmentFacts {
  readonly number: number;
  bytes: number;
  /** Decisions in it. */
  decisions: number;
  /** Decisions that its gaps say are missing. */
  missing: number;
  /** RFC 3339 UTC, of its first and last line. */
  from: string;
  to: string;
}

export interface RecoveryOptions {
  readonly labels: LogLabels;
  readonly now: number;
  readonly tell: (problem: SpoolProblem) => void;
}

/**
 * Brings what an earlier process left into order and says what is there, oldest first. It can die at any point and be run
 * again: a drop that was begun is finished, a torn last line is cut off, and lines that cannot be read become a gap.
 */
export async function recoverSegments(files: SpoolFiles, options: RecoveryOptions): Promise<SegmentFacts[]> {
  const kept: SegmentFacts[] = [];
  const gone = new Set<number>();
  const numbers = await files.list();
  // Newest first: a gap tells of older segments alone.
  for (const number of numbers.toReversed()) {
    if (gone.has(number)) continue;
    const found = inspect(number, Buffer.from(await files.read(number)));
    for (const gap of found.gaps) for (const dropped of gap.segments) gone.add(dropped);
    const facts = await repaired(files, found, options);
    if (facts.bytes > 0) kept.unshift(facts);
    else gone.add(number);
  }
  const left = numbers.filter((number) => gone.has(number));
  if (left.length > 0) await files.remove(left);
  return kept;
}

interface Found {
  readonly number: number;
  readonly lines: readonly string[];
  readonly timestamps: readonly string[];
  readonly gaps: readonly Gap[];
  readonly damaged: number;
  readonly tornBytes: number;
}

function inspect(number: number, bytes: Buffer): Found {
  const end = bytes.lastIndexOf('\n') + 1;
  const lines: string[] = [];
  const timestamps: string[] = [];
  const gaps: Gap[] = [];
  let damaged = 0;
  for (const line of bytes.toString('utf8', 0, end).split('\n').slice(0, -1)) {
    const read = readLine(line);
    if (!read) {
      damaged += 1;
      continue;
    }
    lines.push(line);
    timestamps.push(read.gap?.from ?? read.timestamp);
    if (read.gap) gaps.push(read.gap);
  }
  return { number, lines, timestamps, gaps, damaged, tornBytes: bytes.length - end };
}

async function repaired(files: SpoolFiles, found: Found, { labels, now, tell }: RecoveryOptions): Promise<SegmentFacts> {
  const { number, timestamps, gaps, damaged, tornBytes } = found;
  const time = timeText(now);
  const [from, to] = [timestamps[0] ?? time, timestamps.at(-1) ?? time];
  const lines = [...found.lines];
  if (damaged > 0) {
    lines.push(gapLine({ reason: 'damaged', count: damaged, from, to, segments: [] }, labels, now));
    tell(new SpoolProblem('SPOOL_DAMAGED', `${damaged} lines of segment ${number} cannot be read`, damaged));
  }
  if (tornBytes > 0)
    tell(new SpoolProblem('SPOOL_TRUNCATED', `segment ${number} ends within a line (${tornBytes} bytes)`, tornBytes));
  const text = lines.map((line) => `${line}\n`).join('');
  if (damaged > 0 || (tornBytes > 0 && text !== '')) await files.replace(number, text);
  const missing = gaps.reduce((sum, { count }) => sum + count, damaged);
  return { number, bytes: Buffer.byteLength(text), decisions: found.lines.length - gaps.length, missing, from, to };
}
