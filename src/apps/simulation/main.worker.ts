// Entry of a thread: every guard there is, on a ledger that would have been. One for each causal replay.
import 'reflect-metadata';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { Simulation, type SimulationSetting } from '#features/replays/replays.module';
import { SimulatedLedger } from '#libs/replay';
import type { Configuration } from '#platform/config/configuration';
import { roleUrl } from '#platform/database/role-urls';
import { openTenantLedger } from '#platform/ledger/tenant-ledger';
import { createLogger, NestLogger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { WorkerModule } from '../worker/worker.module.js';

const { configuration: given, from } = workerData as SimulationSetting;
// What goes to a thread is copied, and bytes are then no Buffer any more.
const configuration = { ...given, deploymentKey: Buffer.from(given.deploymentKey) } as Configuration;
const logger = createLogger('simulation', configuration.WRIT_LOG_LEVEL);
const reads = openTenantLedger(roleUrl(configuration, 'writ_app'));
const ledger = new SimulatedLedger(reads, from);
const app = await NestFactory.createApplicationContext(
  WorkerModule.with({ configuration, logger, metrics: new Metrics('simulation'), ledger }),
  { logger: new NestLogger(logger), abortOnError: false },
);
const fuel = configuration.WRIT_DECISION_FUEL;
app.get(Simulation).serve(parentPort as MessagePort, reads, ledger, fuel === undefined ? {} : { fuel });
