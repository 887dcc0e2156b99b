import {
  createPostgresBackend,
  createRedisBackend,
  Queue,
  Worker,
  type BackendFactory,
  type IQueueBackend,
  type Job as QueuedJob,
  type JobProgress,
  type PostgresPoolConfig,
  type WorkerOptions,
} from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import type { Lane } from '#libs/jobs';
import { JOBS_SCHEMA } from './jobs-schema.js';
import { parseRedisUrl } from './redis-address.js';
import { redisClient } from './redis-client.js';

/** What a queued job carries: which run it is, and nothing else. */
export interface QueuedRun {
  readonly run: string;
}

type Connection = PostgresPoolConfig | Redis | Cluster;
export type LaneQueue = Queue<QueuedRun, void, string, QueuedRun, void, string, IQueueBackend, Connection>;
export type LaneWorker = Worker<QueuedRun, void, string, IQueueBackend, JobProgress, Connection>;
export type Processor = (job: QueuedJob<QueuedRun, void, string>) => Promise<void>;
export type WorkerSettings = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** Where the queues are: BullMQ on PostgreSQL or on Redis, the same to whoever uses them. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  queue(lane: Lane): LaneQueue;
  worker(lane: Lane, processor: Processor, settings: WorkerSettings): LaneWorker;
  /** After the queues and workers made by it. */
  close(): Promise<void>;
}

export interface QueuePlace {
  /** Of the role that uses the tables of the queues. */
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
  /** Several deployments may share one Redis. */
  readonly deployment: string;
}

/** Of each queue and worker, when there is work; a worker listens on one more. */
const CONNECTIONS = 2;
/** BullMQ notes there what happens, for listeners that there are none of. */
const NOTED = 1_000;

const backendOf: BackendFactory<IQueueBackend, Connection> = (name, { connection, ...more }, use) =>
  connection instanceof Redis || connection instanceof Cluster
    ? createRedisBackend(name, { ...more, connection }, use)
    : createPostgresBackend(name, { ...more, connection }, use);

export function queueBackend({ databaseUrl, redisUrl, deployment }: QueuePlace): QueueBackend {
  return redisUrl === undefined ? onPostgres(databaseUrl) : onRedis(redisUrl, deployment);
}

function onPostgres(databaseUrl: string): QueueBackend {
  const connection = {
    connectionString: databaseUrl,
    schema: JOBS_SCHEMA,
    max: CONNECTIONS,
    application_name: 'writ-jobs',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    keepAlive: true,
  };
  return { kind: 'postgres', ...lanesOn(connection, connection), close: () => Promise.resolve() };
}

function onRedis(url: string, deployment: string): QueueBackend {
  const address = parseRedisUrl(url);
  const [adding, taking] = [redisClient(address, 'adds'), redisClient(address, 'takes')];
  for (const client of [adding, taking]) client.on('error', () => undefined);
  const disconnect = (): Promise<void> => {
    for (const client of [adding, taking]) client.disconnect();
    return Promise.resolve();
  };
  // In a cluster the keys of one queue have to be together: what stands in braces says where.
  return { kind: 'redis', ...lanesOn(adding, taking, `{writ-${deployment}}`), close: disconnect };
}

function lanesOn(adding: Connection, taking: Connection, prefix?: string): Pick<QueueBackend, 'queue' | 'worker'> {
  const at = prefix === undefined ? {} : { prefix };
  const streams = { events: { maxLen: NOTED } };
  return {
    queue: (lane) => new Queue(lane, { ...at, connection: adding, streams }, backendOf),
    worker: (lane, processor, settings) => new Worker(lane, processor, { ...at, ...settings, connection: taking }, backendOf),
  };
}
