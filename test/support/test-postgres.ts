import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.js';

export interface TestPostgres extends EmbeddedPostgres {
  /** The server's home folder. */
  readonly home: string;
  /** Stops the server and deletes everything it wrote. */
  remove(): Promise<void>;
}

/** A server of its own, for tests that kill or restart it. Durable ones fsync like the real thing. */
export async function startTestPostgres(options: { durable: boolean }): Promise<TestPostgres> {
  const home = mkdtempSync(join(tmpdir(), 'writ-test-'));
  chmodSync(home, 0o755); // root starts PostgreSQL as another account, which must be able to enter
  const server = await startEmbeddedPostgres({ home, durable: options.durable });
  return Object.defineProperties(Object.create(server) as TestPostgres, {
    home: { value: home },
    remove: {
      value: async () => {
        await server.stop();
        await removeEmbeddedPostgres(home);
        rmSync(home, { recursive: true, force: true });
      },
    },
  });
}
