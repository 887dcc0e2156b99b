import { eventStoreSuite } from '#libs/event-sourcing/testing';
import { createTestDatabase } from '#test/support/test-database';
import { createPostgresEventStore } from './postgres-event-store.js';
import { createLedgerDatabase } from './testing/index.js';

eventStoreSuite('PostgreSQL', async () => {
  const database = await createTestDatabase();
  const ledger = await createLedgerDatabase(database.url);
  return {
    open: (clock) => createPostgresEventStore({ ledger: ledger.ledgerUrl, app: ledger.appUrl, ...(clock && { clock }) }),
    tearDown: async () => {
      await database.drop();
      await ledger.dropLogins();
    },
  };
});
