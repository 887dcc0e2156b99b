import { constants, setPriority } from 'node:os';
import { loadConfiguration } from '#platform/config/configuration';
import { checkDatabase, checkQueuesOf } from '#platform/database/start-check';
import { reportReady, runMain, stopWith } from '../process-life.js';
import { startWorker } from './start-worker.js';

await runMain(async () => {
  // On a busy machine deciding comes first: read models may fall behind for a while, agents may not wait for them.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const configuration = loadConfiguration();
  await checkDatabase(configuration);
  await checkQueuesOf(configuration);
  const worker = await startWorker(configuration);
  // Subscriptions alone do not keep a process alive between two events.
  const alive = setInterval(() => undefined, 60_000);
  stopWith(async () => {
    await worker.close();
    clearInterval(alive);
  });
  reportReady('worker');
});
