// One PostgreSQL for every spec of the run; test/support/test-database.ts makes databases on it.
import { join } from 'node:path';
import setUpRun, { RUN } from './run-setup.mjs';

export default async function setUpDatabase(globalConfig) {
  await setUpRun(globalConfig);
  const run = globalThis[RUN];
  if (run.database) return;
  const { startEmbeddedPostgres } = await import('../../dist/src/platform/database/embedded-postgres.js');
  run.database = await startEmbeddedPostgres({ home: join(run.folder, 'database'), durable: false });
  const { prepareTemplate } = await import('../../dist/test/support/test-database.js');
  await prepareTemplate(run.database.url);
  process.env.WRIT_TEST_DATABASE_URL = run.database.url;
}
