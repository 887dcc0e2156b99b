import { WritProblem } from './problem.js';

const SECONDS = [1, 2, 4, 8, 16, 32, 60];
const JITTER = 0.2;
const LONGEST_MS = 3_600_000;

/**
 * Milliseconds to wait after `failures` (1..) in a row: 1, 2, 4, 8, 16, 32, 60, 60... s, then moved by up to 20 % either
 * way. `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  const seconds = SECONDS[Math.min(failures, SECONDS.length) - 1] ?? 60;
  return Math.round(seconds * 1000 * (1 + JITTER * (2 * random - 1)));
}

/** Milliseconds to wait before the next attempt: what the server asked for, else more after each failure in a row. */
export function waitAfter(error: unknown, failures: number, random: number): number {
  const asked = error instanceof WritProblem ? error.retryAfterMs : undefined;
  return asked ?? backoffMs(failures, random);
}

/** Milliseconds of a Retry-After header in seconds or as a date; undefined when it is absent or makes no sense. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isFinite(ms) && ms >= 0 && ms <= LONGEST_MS ? ms : undefined;
}
