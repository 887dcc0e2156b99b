import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Gauge } from 'prom-client';
import { createSubscriptionPool, startProjection, startReaction, type RunningSubscription } from '#libs/event-store-postgres';
import { JobRunner } from '#libs/jobs';
import { EVENT_STORE, SubscriptionRegistry } from '#libs/nest-event-sourcing';
import type { EventStore } from '#libs/event-sourcing';
import type { Configuration } from '#platform/config/configuration';
import { roleUrl } from '#platform/database/role-urls';
import { createLogger, NestLogger, type Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { serveWorkerEndpoints } from './worker-endpoints.js';
import { WorkerModule } from './worker.module.js';

export interface RunningWorker {
  readonly subscriptions: readonly RunningSubscription[];
  readonly jobs: JobRunner;
  close(): Promise<void>;
}

const WATCH_MS = 5_000;

/** Runs every projection, reaction and job until closed. */
export async function startWorker(configuration: Configuration): Promise<RunningWorker> {
  const logger = createLogger('worker', configuration.WRIT_LOG_LEVEL);
  const metrics = new Metrics('worker');
  const app = await NestFactory.createApplicationContext(WorkerModule.with({ configuration, logger, metrics }), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  const { projections, reactions, jobs: known, passesOver } = app.get(SubscriptionRegistry);
  const pool = createSubscriptionPool(roleUrl(configuration, 'writ_app'), projections.length + reactions.length + 2);
  const deps = { store: app.get<EventStore>(EVENT_STORE), pool, ...(passesOver && { passesOver }) };
  const jobs = new JobRunner(known);
  const requestJob = (name: string, id: string) => jobs.request(name, id);
  const subscriptions = [
    ...projections.map((projection) => startProjection(deps, projection)),
    ...reactions.map((reaction) => startReaction({ ...deps, requestJob }, reaction)),
  ];
  const watch = watchFailures(subscriptions, jobs, logger, metrics);
  const endpoints = await serveWorkerEndpoints(configuration, metrics, subscriptions, jobs);
  logger.info({ subscriptions: subscriptions.map(({ name }) => name) }, 'following the ledgers');
  return {
    subscriptions,
    jobs,
    close: async () => {
      clearInterval(watch);
      endpoints.close();
      endpoints.closeAllConnections();
      await Promise.all([...subscriptions, jobs].map((running) => running.close()));
      await pool.end();
      await app.close();
    },
  };
}

/** A subscription that does not advance, and a job that is not done, are in the log and the metrics until they are. */
function watchFailures(
  subscriptions: readonly RunningSubscription[],
  jobs: JobRunner,
  logger: Logger,
  metrics: Metrics,
): NodeJS.Timeout {
  const failing = new Gauge({
    name: 'writ_subscription_failing_tenants',
    help: 'Tenants whose ledgers a subscription cannot get past.',
    labelNames: ['subscription'],
    registers: [metrics.registry],
  });
  const undone = new Gauge({
    name: 'writ_failing_job_runs',
    help: 'Runs of jobs that failed and are tried again.',
    registers: [metrics.registry],
  });
  return setInterval(() => {
    undone.set(jobs.failures.length);
    for (const failure of jobs.failures) logger.error({ failure }, 'job is not done');
    for (const subscription of subscriptions) {
      const failures = subscription.failures();
      failing.set({ subscription: subscription.name }, failures.length);
      for (const failure of failures) logger.error({ subscription: subscription.name, failure }, 'subscription does not advance');
    }
  }, WATCH_MS).unref();
}
