export { DurablePostgres } from './durable-postgres.js';
export { createLedgerDatabase, type LedgerDatabase } from './ledger-database.js';
