import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from './redis-address.js';

/** A client that adds answers at once, also that it cannot; one that takes waits for its Redis, however long. */
export type RedisUse = 'adds' | 'takes';

const LONGEST_PAUSE_MS = 5_000;
const CONNECT_MS = 5_000;
const COMMAND_MS = 10_000;

/** Connects by itself, and again whenever the connection is lost. Certificates are always checked. */
export function redisClient(address: RedisAddress, use: RedisUse): Redis | Cluster {
  const { form, hosts, tls, master = '', sentinelUsername, sentinelPassword, database } = address;
  const [first = { host: '127.0.0.1', port: 6_379 }] = hosts;
  const options = optionsFor(address, use);
  const enableOfflineQueue = use === 'takes';
  if (form === 'single') return new Redis({ ...options, ...first, db: database, retryStrategy: pause, enableOfflineQueue });
  if (form === 'cluster')
    return new Cluster([...hosts], {
      redisOptions: options,
      clusterRetryStrategy: pause,
      enableOfflineQueue,
      // A certificate is of a name, which the usual lookup would replace.
      ...(tls && { dnsLookup: (name, found) => found(null, name) }),
    });
  return new Redis({
    ...options,
    sentinels: [...hosts],
    name: master,
    db: database,
    retryStrategy: pause,
    sentinelRetryStrategy: pause,
    enableOfflineQueue,
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
  });
}

function optionsFor({ username, password, tls }: RedisAddress, use: RedisUse): RedisOptions {
  return {
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: use === 'takes' ? null : 1,
    ...(use === 'adds' && { commandTimeout: COMMAND_MS }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  };
}

function pause(times: number): number {
  return Math.min(100 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
}
