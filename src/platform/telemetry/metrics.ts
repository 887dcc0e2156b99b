import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** Everything `/metrics` shows. One registry per process, so tests can start several applications. */
export class Metrics {
  readonly registry = new Registry();

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

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }
}
