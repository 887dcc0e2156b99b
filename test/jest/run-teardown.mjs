// After the last spec: the database stops, processes that specs left behind are ended and named, and the folder goes.
import { endRun } from '../../scripts/lib/test-run-end.mjs';
import { RUN } from './run-setup.mjs';

export default async function tearDownRun() {
  const run = globalThis[RUN];
  if (!run) return;
  delete globalThis[RUN];
  await run.database?.stop();
  for (const [name, value] of Object.entries(run.before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  delete process.env.WRIT_TEST_DATABASE_URL;
  if (run.isOwn) await endRun(run);
}
