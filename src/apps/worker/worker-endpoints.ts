import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { LedgerDamagedError } from '#libs/event-sourcing';
import { UnappliableEventError, type Subscription, type SubscriptionFailure } from '#libs/event-store-postgres';
import type { Configuration } from '#platform/config/configuration';
import type { Fitness } from '#platform/database/database-fitness';
import { TOLD } from '#platform/database/unfit-database';
import type { QueuesState } from '#platform/jobs/queue-watch';
import { slowRequests } from '#platform/http/slow-requests';
import type { Metrics } from '#platform/telemetry/metrics';

const ALWAYS_FIT = { now: () => Promise.resolve({ unknownMigrations: 0 }) };

/** Liveness, readiness and, where they are served, metrics of a worker, on the host of its setting. Serves nothing else. */
export async function serveWorkerEndpoints(
  configuration: Configuration,
  metrics: Metrics,
  subscriptions: readonly Subscription[],
  queues: { readonly state: QueuesState },
  fitness: { now(): Promise<Fitness> } = ALWAYS_FIT,
): Promise<Server> {
  const shown = configuration.servesMetrics ? metrics : undefined;
  const server = createServer(slowRequests(configuration), (request, response) => {
    answer(request.url ?? '', shown, () => readiness(subscriptions, queues.state, fitness)).then(
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

async function answer(url: string, metrics: Metrics | undefined, ready: () => Promise<Answer>): Promise<Answer> {
  if (url === '/healthz') return json(200, { status: 'ok' });
  if (url === '/readyz') return ready();
  if (url === '/metrics' && metrics)
    return { status: 200, type: metrics.registry.contentType, body: await metrics.registry.metrics() };
  return json(404, { code: 'NOT_FOUND' });
}

/**
 * Ready while every subscription advances; being behind is not a fault of the worker. A read model or reaction that stands still before
 * an event of one tenant, or at its damaged ledger, is told of by the number of tenants, and takes readiness from nobody. Nor do jobs:
 * queues that are away and runs that were given up degrade, for no decision waits for them.
 */
async function readiness(
  subscriptions: readonly Subscription[],
  queues: QueuesState,
  fitness: { now(): Promise<Fitness> },
): Promise<Answer> {
  const { trouble } = await fitness.now();
  if (trouble !== undefined) return json(503, { status: 'not ready', database: { code: trouble, detail: TOLD[trouble] } });
  const lags = await Promise.all(subscriptions.map(async ({ name, lag }) => [name, await lag()] as const));
  const isOfOne = ({ error }: SubscriptionFailure): boolean =>
    error instanceof UnappliableEventError || error instanceof LedgerDamagedError;
  const failing = subscriptions.filter(({ failures }) => failures().some((failure) => !isOfOne(failure))).map(({ name }) => name);
  const stopped = subscriptions.map(({ name, failures }) => [name, failures().filter(isOfOne).length] as const);
  const { kind, isAway, lanes, unclear } = queues;
  const isDegraded = isAway === true || unclear.length > 0 || Object.values(lanes).some(({ failed }) => failed > 0);
  return json(failing.length === 0 ? 200 : 503, {
    status: failing.length > 0 ? 'not ready' : isDegraded ? 'degraded' : 'ready',
    lag: Object.fromEntries(lags),
    failing,
    stopped: Object.fromEntries(stopped.filter(([, tenants]) => tenants > 0)),
    jobs: { queues: kind, isAway: isAway ?? null, unclear, lanes },
  });
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}
