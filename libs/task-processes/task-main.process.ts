import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { TaskOrder, TaskReply } from './task.js';

/** A tenth of the share of what else runs: who waits for a task waits longer on a busy machine, and who waits for a decision does not. */
const LOW_PRIORITY = 10;
/** A third, of what a whole session has, where the kernel shares out time by session: sessions are few, and this process leads one. */
const LOW_SESSION_PRIORITY = 5;

let isUrgent = process.platform !== 'win32';
process.on('message', (order: TaskOrder) => void reply(order));
// Nobody is there any more who could be told.
process.once('disconnect', () => process.exit());

/** From now on, with everything it starts. */
function beLessUrgent(): void {
  isUrgent = false;
  setPriority(0, LOW_PRIORITY);
  try {
    writeFileSync('/proc/self/autogroup', String(LOW_SESSION_PRIORITY));
  } catch {
    // It shares out time by process alone.
  }
}

async function reply(order: TaskOrder): Promise<void> {
  const replied = await carriedOut(order).then(
    (answer): TaskReply => ({ answer }),
    (error: unknown): TaskReply => ({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send?.(replied);
}

async function carriedOut({ module, input, until, folder }: TaskOrder): Promise<unknown> {
  process.env['TMPDIR'] = folder;
  // Our own code is loaded as fast as can be; what it works on has time.
  const { carryOut } = (await import(module)) as { carryOut(input: unknown, run: { until: number }): Promise<unknown> };
  if (isUrgent) beLessUrgent();
  return carryOut(input, { until });
}
