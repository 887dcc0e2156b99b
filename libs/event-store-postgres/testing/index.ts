export { createLedgerDatabase, execute, type LedgerDatabase } from './ledger-database.js';
