// Entry of a thread: goes through ledgers for replays, one order after the other.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openTenantLedger } from '#platform/ledger/tenant-ledger';
import { TenantDatabase } from '#platform/database/tenant-database';
import { HistoryRows } from '../histories/history-rows.js';
import { ReplayThreadMain } from './thread-main.js';
import type { ThreadSetting } from './thread-messages.js';

const { databaseUrl, fuel } = workerData as ThreadSetting;
// oxlint-disable-next-line no-new -- it lives as long as the port
new ReplayThreadMain(
  parentPort as MessagePort,
  openTenantLedger(databaseUrl),
  new HistoryRows(new TenantDatabase(databaseUrl, 1)),
  fuel === undefined ? {} : { fuel },
);
