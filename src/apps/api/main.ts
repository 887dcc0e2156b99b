import { loadConfiguration } from '#platform/config/configuration';
import { waitForDatabase } from '#platform/database/start-check';
import { createLogger } from '#platform/telemetry/logging';
import { reportReady, runMain, stopWith } from '../process-life.js';
import { sayOnce } from '../waiting.js';
import { openWaitingRoom, type WaitingRoom } from './waiting-room.js';

await runMain(async () => {
  const configuration = loadConfiguration();
  const say = sayOnce(createLogger('api', configuration.WRIT_LOG_LEVEL));
  let room: WaitingRoom | undefined;
  await waitForDatabase(configuration, async (unfit) => {
    say(unfit);
    room ??= await openWaitingRoom(configuration);
    room.tell(unfit);
  });
  await room?.close();
  // Loading all of the application takes longer than looking at the database: what is wrong with it is said first.
  const { startApi } = await import('./start-api.js');
  const api = await startApi(configuration);
  stopWith(api.stop, configuration.drainMs);
  reportReady(api.url);
});
