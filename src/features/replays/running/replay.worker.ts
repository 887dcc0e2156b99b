// Entry of a thread: goes through ledgers for replays, one order after the other.
import { setPriority } from 'node:os';
import { platform } from 'node:process';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openTenantLedger } from '#platform/ledger/tenant-ledger';
import { TenantDatabase } from '#platform/database/tenant-database';
import { Stretches } from '../deciding-again/stretches.js';
import { HistoryRows } from '../histories/history-rows.js';
import { HistoryStretches } from '../histories/history-stretches.js';
import { ReplayThreadMain } from './thread-main.js';
import type { ThreadSetting } from './thread-messages.js';

const NICE = 10;

const { databaseUrl, fuel, yields } = workerData as ThreadSetting;
// On Linux a priority is one of the thread that sets it; elsewhere it would be the whole process that gives way.
if (yields && platform === 'linux') setPriority(NICE);
const ledger = openTenantLedger(databaseUrl);
const histories = new HistoryRows(new TenantDatabase(databaseUrl, 1));
// oxlint-disable-next-line no-new -- it lives as long as the port
new ReplayThreadMain(
  parentPort as MessagePort,
  fuel === undefined ? {} : { fuel },
  ({ tenant, plan: { history, ...rest } }, policies) =>
    history
      ? new HistoryStretches(histories, policies, tenant, { ...rest, history })
      : new Stretches(ledger, policies, tenant, rest),
);
