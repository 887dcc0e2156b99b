import { readFileSync } from 'node:fs';
import { parseJson } from '#libs/exact-json';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LATEST_VERSION } from '#platform/http/api-version';

const { version: VERSION } = parseJson(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** A pool of connections, as node-postgres tells it. */
export interface PoolState {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Everything `/metrics` shows. One registry per process, so tests can start several applications. */
export class Metrics {
  readonly registry = new Registry();
  private readonly pools = new Map<string, PoolState>();

  readonly httpRequests = new Histogram({
    name: 'writ_http_request_seconds',
    help: 'Time from the first byte of a request to its answer, by route and status class.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [this.registry],
  });

  readonly operations = new Histogram({
    name: 'writ_operation_seconds',
    help: 'Time of one command or query at the front door, by operation and by how it ended: OK, the code of a refusal, or FAULT.',
    labelNames: ['operation', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [this.registry],
  });

  readonly decisions = new Counter({
    name: 'writ_decisions_total',
    help: 'Decisions recorded, by verdict and code.',
    labelNames: ['verdict', 'code'],
    registers: [this.registry],
  });

  readonly policyEvaluation = new Histogram({
    name: 'writ_policy_evaluation_seconds',
    help: 'Time of one policy evaluation.',
    buckets: [0.000_002, 0.000_005, 0.000_01, 0.000_05, 0.000_1, 0.001, 0.01, 0.1],
    registers: [this.registry],
  });

  readonly appendConflicts = new Counter({
    name: 'writ_append_conflicts_total',
    help: 'Appends that lost a race and were decided again.',
    registers: [this.registry],
  });

  readonly faults = new Counter({
    name: 'writ_faults_total',
    help: 'Requests that ended in an unexpected fault.',
    registers: [this.registry],
  });

  readonly signIns = new Counter({
    name: 'writ_sign_ins_total',
    help: 'Sign-ins with a secret or a refresh token, by how they ended: OK, SIGN_IN_FAILED or SIGN_IN_SLOWED.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly commits = new Histogram({
    name: 'writ_ledger_commit_seconds',
    help: 'Time from sending a batch of appends to the database until it is durable.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [this.registry],
  });

  readonly batches = new Histogram({
    name: 'writ_ledger_batch_events',
    help: 'Events committed together.',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
    registers: [this.registry],
  });

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    this.gauge('writ_build_info', 'Always 1; the labels say what runs.', ['version', 'node', 'api_version']).set(
      { version: VERSION, node: process.versions.node, api_version: LATEST_VERSION },
      1,
    );
    this.poolGauges();
    collectDefaultMetrics({ register: this.registry });
    // Gauges that are called as counters are. The same numbers are there by type.
    for (const what of ['handles', 'requests', 'resources']) this.registry.removeSingleMetric(`nodejs_active_${what}_total`);
  }

  gauge(name: string, help: string, labelNames: readonly string[] = [], collect?: (gauge: Gauge) => void | Promise<void>): Gauge {
    return new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      ...(collect && {
        collect(this: Gauge) {
          return collect(this);
        },
      }),
    });
  }

  /** Connections of a pool and who waits for one, as of each look at `/metrics`. */
  watchPool(name: string, pool: PoolState): void {
    this.pools.set(name, pool);
  }

  private poolGauges(): void {
    this.gauge(
      'writ_database_connections',
      'Open connections to the database, by pool and state.',
      ['pool', 'state'],
      (gauge) => {
        for (const [pool, { totalCount, idleCount }] of this.pools) {
          gauge.set({ pool, state: 'idle' }, idleCount);
          gauge.set({ pool, state: 'busy' }, totalCount - idleCount);
        }
      },
    );
    this.gauge('writ_database_waiting', 'Who waits for a connection to the database, by pool.', ['pool'], (gauge) => {
      for (const [pool, { waitingCount }] of this.pools) gauge.set({ pool }, waitingCount);
    });
  }
}
