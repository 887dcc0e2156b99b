import { loadConfiguration } from '#platform/config/configuration';
import { checkDatabase } from '#platform/database/start-check';
import { reportReady, runMain, stopWith } from '../process-life.js';
import { startApi } from './start-api.js';

await runMain(async () => {
  const configuration = loadConfiguration();
  await checkDatabase(configuration);
  const api = await startApi(configuration);
  stopWith(api.close);
  reportReady(api.url);
});
