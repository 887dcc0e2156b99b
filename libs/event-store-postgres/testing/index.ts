export { createLedgerDatabase, execute, type LedgerDatabase } from './ledger-database.js';
export {
  countingProjection,
  openSubscriptionFixture,
  talliesTable,
  thingsTable,
  type SubscriptionFixture,
} from './subscription-fixture.js';
export { anyRowChange } from './row-changes.js';
export { appendUntil, emptyLoad, lineUpUntil, type Load } from './append-load.js';
