import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Refusal } from '#libs/event-sourcing';
import { newId } from '#libs/event-ids';
import { Ledger } from '#libs/nest-event-sourcing';
import { LOGGER } from '#platform/config/configuration.token';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import type { RequestFacts } from '#platform/http/request-context';
import { networkOf } from '#platform/live/remote-address';
import type { Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { FailuresInARow, FREE_FAILURES } from './failures-in-a-row.js';
import { signIns } from './sign-ins.decider.js';
import { signInEvents } from '../events.js';

/** Whoever makes up client ids makes no more events than this in a minute; the metric and the log have all. */
const EVENTS_A_MINUTE = 6;

export interface Attempt {
  readonly tenant: string;
  readonly operator: string;
  readonly address: string;
}

/** Wrong secrets in a row: slowed for the client id and the network they come from, counted, and from the fifth on in the record. */
@Injectable()
export class SlowedSignIns {
  private readonly row = new FailuresInARow();
  private readonly streams;
  private recorded = { minute: 0, events: 0 };

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.streams = ledger.streams(signInEvents, signIns);
  }

  refusal(attempt: Attempt): Refusal<'SIGN_IN_SLOWED'> | undefined {
    const wait = this.row.wait(keyOf(attempt));
    if (wait === 0) return undefined;
    this.metrics.signIns.inc({ outcome: 'SIGN_IN_SLOWED' });
    return refuse('SIGN_IN_SLOWED', undefined, { retryAfterSeconds: Math.ceil(wait / 1000) });
  }

  succeeded(attempt: Attempt): void {
    this.row.succeeded(keyOf(attempt));
    this.metrics.signIns.inc({ outcome: 'OK' });
  }

  failed(attempt: Attempt, facts: RequestFacts): void {
    const failures = this.row.failed(keyOf(attempt));
    this.metrics.signIns.inc({ outcome: 'SIGN_IN_FAILED' });
    if (failures < FREE_FAILURES) return;
    this.logger.warn({ ...attempt, failures }, 'wrong secrets in a row');
    // The first, and then fewer and fewer.
    if (Number.isInteger(Math.log2(failures / FREE_FAILURES)) && this.mayRecord()) void this.record(attempt, failures, facts);
  }

  /** Whoever signs in does not wait for it, and is not told when it cannot be recorded: the log is. */
  private async record({ tenant, operator }: Attempt, failures: number, facts: RequestFacts): Promise<void> {
    const context = {
      tenant: DEPLOYMENT_LEDGER,
      actor: { kind: 'system', id: 'sign-in' },
      correlation: facts.requestId,
      causation: null,
      trace: facts.trace,
      seed: newId(),
    } as const;
    try {
      await this.streams.handle(context, `sign-ins/${tenant}.${operator}`, {
        type: 'NoteSlowedSignIns',
        tenant,
        operator,
        failures,
      });
    } catch (error) {
      this.logger.error({ err: error }, 'slowed sign-ins could not be recorded');
    }
  }

  private mayRecord(): boolean {
    const minute = Math.floor(performance.now() / 60_000);
    if (minute !== this.recorded.minute) this.recorded = { minute, events: 0 };
    this.recorded.events += 1;
    return this.recorded.events <= EVENTS_A_MINUTE;
  }
}

function keyOf({ tenant, operator, address }: Attempt): string {
  return `${tenant}\n${operator}\n${networkOf(address)}`;
}
