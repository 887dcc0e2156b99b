import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Approver } from './approver-process.js';

/** Starts somebody who decides about everything that is held, but for cancellations with a yes, in a process of their own. */
export function startApprover(url: string, credentials: Approver['credentials']): { stop(): Promise<void> } {
  const child = fork(fileURLToPath(new URL('./approver-process.js', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send({ url, credentials } satisfies Approver);
  return {
    stop: async () => {
      if (child.exitCode !== null) throw new Error('the approver ended before it was told to');
      child.kill();
      await once(child, 'exit');
    },
  };
}
