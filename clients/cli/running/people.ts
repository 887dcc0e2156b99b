import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { isTemporary } from '../../contract/problem.js';
import { understood } from '../../contract/reading.js';
import type { ApiClient } from '../session/api-client.js';

const LONGEST_WAIT_SECONDS = 20;
const AFTER_FAILURE_MS = 1_000;
const Waited = z.looseObject({ state: z.string() });

/** Whether people have decided, or can no longer, what a held call waits for; false when time is up or the caller stops. */
export async function untilDecided(
  client: Pick<ApiClient, 'get'>,
  approval: string,
  withinMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + withinMs;
  for (;;) {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left <= 0 || signal.aborted) return false;
    const asked = { path: { id: approval }, query: { wait: Math.min(left, LONGEST_WAIT_SECONDS) } };
    try {
      const { state } = understood(Waited, await client.get('/v1/approvals/{id}', asked), 'approval');
      if (state !== 'pending') return true;
    } catch (error) {
      if (!isTemporary(error)) throw error;
      await setTimeout(AFTER_FAILURE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
