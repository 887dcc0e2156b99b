import { loadConfiguration } from '#platform/config/configuration';
import { reportReady, runMain, stopWith } from '../process-life.js';
import { startWorker } from './start-worker.js';

await runMain(async () => {
  const worker = await startWorker(loadConfiguration());
  // Subscriptions alone do not keep a process alive between two events.
  const alive = setInterval(() => undefined, 60_000);
  stopWith(async () => {
    await worker.close();
    clearInterval(alive);
  });
  reportReady('worker');
});
