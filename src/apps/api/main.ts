import { loadConfiguration } from '#platform/config/configuration';
import { reportReady, runMain, stopWith } from '../process-life.js';
import { startApi } from './start-api.js';

await runMain(async () => {
  const api = await startApi(loadConfiguration());
  stopWith(api.close);
  reportReady(api.url);
});
