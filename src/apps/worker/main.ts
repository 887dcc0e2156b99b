import { constants, setPriority } from 'node:os';
import { loadConfiguration } from '#platform/config/configuration';
import { checkQueuesOf, waitForDatabase } from '#platform/database/start-check';
import { createLogger } from '#platform/telemetry/logging';
import { reportReady, runMain, stopWith } from '../process-life.js';
import { sayOnce } from '../waiting.js';

await runMain(async () => {
  const configuration = loadConfiguration();
  await waitForDatabase(configuration, sayOnce(createLogger('worker', configuration.WRIT_LOG_LEVEL)));
  await checkQueuesOf(configuration);
  // Loading all of the application takes longer than looking at the database: what is wrong with it is said first.
  const { startWorker } = await import('./start-worker.js');
  const worker = await startWorker(configuration);
  // Subscriptions alone do not keep a process alive between two events.
  const alive = setInterval(() => undefined, 60_000);
  stopWith(async () => {
    await worker.close();
    clearInterval(alive);
  });
  // On a busy machine deciding comes first: read models may fall behind for a while, agents may not wait for them.
  // Not before it follows them: a start that takes minutes is taken for one that failed.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  reportReady('worker');
});
