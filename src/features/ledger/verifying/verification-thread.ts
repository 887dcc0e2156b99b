// Entry of a thread: verifies one range and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { openTenantLedger } from '#platform/ledger/tenant-ledger';
import { verifyRange } from '../export-range.js';
import type { VerificationTask } from './verifications.js';

const { databaseUrl, range } = workerData as VerificationTask;
const store = openTenantLedger(databaseUrl);
try {
  parentPort?.postMessage(await verifyRange(store, range));
} finally {
  await store.close();
}
