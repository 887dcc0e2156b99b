import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Gauge } from 'prom-client';
import { createSubscriptionPool, startSubscriptions, type Subscription } from '#libs/event-store-postgres';
import { EVENT_STORE, SubscriptionRegistry } from '#libs/nest-event-sourcing';
import type { EventStore } from '#libs/event-sourcing';
import type { Job } from '#libs/jobs';
import type { Configuration } from '#platform/config/configuration';
import { JobQueues } from '#platform/jobs/job-queues';
import { queueBackend } from '#platform/jobs/queue-backend';
import { QueueWatch, RunLog } from '#platform/jobs/queue-watch';
import { DatabaseFitness } from '#platform/database/database-fitness';
import { roleUrl } from '#platform/database/role-urls';
import { createLogger, NestLogger, type Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { serveWorkerEndpoints } from './worker-endpoints.js';
import { WorkerModule } from './worker.module.js';

export interface RunningWorker {
  readonly subscriptions: readonly Subscription[];
  readonly jobs: JobQueues;
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
  const { projections, reactions, jobs: known, passesOver, standsStill } = app.get(SubscriptionRegistry);
  const pool = createSubscriptionPool(roleUrl(configuration, 'writ_app'), projections.length + reactions.length + 2);
  const jobs = startJobs(configuration, known, new RunLog(logger, metrics));
  const requestJob = (name: string, id: string, at?: number) => jobs.request(name, id, at);
  const told = { ...(passesOver && { passesOver }), ...(standsStill && { standsStill }) };
  const deps = { store: app.get<EventStore>(EVENT_STORE), pool, requestJob, ...told };
  const running = startSubscriptions(deps, projections, reactions);
  const subscriptions = running.all;
  const watch = watchFailures(subscriptions, logger, metrics);
  const queues = new QueueWatch(jobs, logger, metrics);
  const endpoints = await serveWorkerEndpoints(configuration, metrics, subscriptions, queues, app.get(DatabaseFitness));
  logger.info({ subscriptions: subscriptions.map(({ name }) => name) }, 'following the ledgers');
  return {
    subscriptions,
    jobs,
    close: async () => {
      clearInterval(watch);
      endpoints.close();
      endpoints.closeAllConnections();
      await queues.close();
      await Promise.all([running.close(), jobs.close()]);
      await pool.end();
      await app.close();
    },
  };
}

function startJobs(configuration: Configuration, jobs: readonly Job[], log: RunLog): JobQueues {
  const backend = queueBackend({
    databaseUrl: roleUrl(configuration, 'writ_jobs'),
    redisUrl: configuration.REDIS_URL,
    deployment: configuration.WRIT_DEPLOYMENT,
  });
  return new JobQueues({ backend, jobs, ended: (end) => log.ended(end), trouble: (error) => log.trouble(error) });
}

/** A subscription that does not advance is in the log and the metrics until it does. */
function watchFailures(subscriptions: readonly Subscription[], logger: Logger, metrics: Metrics): NodeJS.Timeout {
  const failing = new Gauge({
    name: 'writ_subscription_failing_tenants',
    help: 'Tenants whose ledgers a subscription cannot get past.',
    labelNames: ['subscription'],
    registers: [metrics.registry],
  });
  metrics.gauge(
    'writ_subscription_lag_events',
    'Events that a projection or reaction has not taken into account yet, over all ledgers.',
    ['subscription'],
    async (gauge) => {
      const lags = await Promise.all(
        subscriptions.map(async ({ name, lag }) => [name, await lag().catch(() => undefined)] as const),
      );
      for (const [subscription, lag] of lags) if (lag !== undefined) gauge.set({ subscription }, lag);
    },
  );
  return setInterval(() => {
    for (const subscription of subscriptions) {
      const failures = subscription.failures();
      failing.set({ subscription: subscription.name }, failures.length);
      for (const failure of failures) logger.error({ subscription: subscription.name, failure }, 'subscription does not advance');
    }
  }, WATCH_MS).unref();
}
