import { totalmem } from 'node:os';

const MIB = 1024 * 1024;

/** Memory this process may count on: the container's limit where there is one. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Server settings for a ledger: many small synchronous commits, few deletes, reads by index. */
export function serverSettings(port: number, durable: boolean): Record<string, string> {
  const memory = availableMemory();
  const sharedBuffers = memory >= 8192 * MIB ? 512 : 256;
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statement errors go to the client that caused them; the log is for what concerns the whole server.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    jit: 'off',
    work_mem: '16MB',
    random_page_cost: '1.1',
    effective_cache_size: `${Math.floor(memory / MIB / 2)}MB`,
    max_wal_size: '4GB',
    ...(durable ? durableSettings(sharedBuffers) : TEST_SETTINGS),
  };
}

function durableSettings(sharedBuffers: number): Record<string, string> {
  return {
    // A worker that starts has one for each list and reaction for a moment.
    max_connections: '200',
    shared_buffers: `${sharedBuffers}MB`,
    maintenance_work_mem: '256MB',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    wal_buffers: '64MB',
    min_wal_size: '512MB',
    // Compressing page images costs the processor that commits need.
    wal_compression: 'off',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
  };
}

/** Only for tests: a power failure destroys such a cluster. */
const TEST_SETTINGS: Record<string, string> = {
  max_connections: '500',
  shared_buffers: '128MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // Passwords of tests protect nothing, and every connection would pay for thousands of rounds.
  scram_iterations: '1',
};
