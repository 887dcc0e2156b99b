import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { LedgerDamagedError } from '#libs/event-sourcing';
import { UnappliableEventError, type RunningSubscription, type SubscriptionFailure } from '#libs/event-store-postgres';
import type { JobRunner } from '#libs/jobs';
import type { Configuration } from '#platform/config/configuration';
import { slowRequests } from '#platform/http/slow-requests';
import type { Metrics } from '#platform/telemetry/metrics';

/** Liveness, readiness and, where they are served, metrics of a worker, on the host of its setting. Serves nothing else. */
export async function serveWorkerEndpoints(
  configuration: Configuration,
  metrics: Metrics,
  subscriptions: readonly RunningSubscription[],
  jobs: JobRunner,
): Promise<Server> {
  const shown = configuration.servesMetrics ? metrics : undefined;
  const server = createServer(slowRequests(configuration), (request, response) => {
    answer(request.url ?? '', shown, subscriptions, jobs).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body),
      () => response.writeHead(503).end(),
    );
  });
  server.listen(configuration.WRIT_WORKER_PORT, configuration.WRIT_HOST);
  await once(server, 'listening');
  return server;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answer(
  url: string,
  metrics: Metrics | undefined,
  subscriptions: readonly RunningSubscription[],
  jobs: JobRunner,
): Promise<Answer> {
  if (url === '/healthz') return json(200, { status: 'ok' });
  if (url === '/readyz') return readiness(subscriptions, jobs);
  if (url === '/metrics' && metrics)
    return { status: 200, type: metrics.registry.contentType, body: await metrics.registry.metrics() };
  return json(404, { code: 'NOT_FOUND' });
}

/**
 * Ready while every subscription advances and every job gets done; being behind is not a fault of the worker. A read model or reaction
 * that stands still before an event of one tenant, or at its damaged ledger, is told of by the number of tenants, and takes readiness
 * from nobody.
 */
async function readiness(subscriptions: readonly RunningSubscription[], jobs: JobRunner): Promise<Answer> {
  const lags = await Promise.all(subscriptions.map(async ({ name, lag }) => [name, await lag()] as const));
  const isOfOne = ({ error }: SubscriptionFailure): boolean =>
    error instanceof UnappliableEventError || error instanceof LedgerDamagedError;
  const behind = subscriptions.filter(({ failures }) => failures().some((failure) => !isOfOne(failure))).map(({ name }) => name);
  const stopped = subscriptions.map(({ name, failures }) => [name, failures().filter(isOfOne).length] as const);
  const failing = [...behind, ...new Set(jobs.failures.map(({ job }) => job))];
  return json(failing.length === 0 ? 200 : 503, {
    status: failing.length === 0 ? 'ready' : 'not ready',
    lag: Object.fromEntries(lags),
    failing,
    stopped: Object.fromEntries(stopped.filter(([, tenants]) => tenants > 0)),
  });
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}
