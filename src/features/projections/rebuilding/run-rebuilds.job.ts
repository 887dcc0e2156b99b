import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { excerpt } from '#libs/bounded';
import { RebuiltRows, UnappliableEventError, type RowComparison } from '#libs/event-store-postgres';
import type { CommandContext, EventStore, Projection } from '#libs/event-sourcing';
import type { DueRun, Job, JobRequest } from '#libs/jobs';
import { EVENT_STORE, SubscriptionRegistry } from '#libs/nest-event-sourcing';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import { roleUrl } from '#platform/database/role-urls';
import { DueTimes } from '#platform/jobs/due-times';
import type { Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import type { RowsCompared } from '../events.js';
import type { Run } from '../decider.js';
import { KNOWN_MS } from '../pausing/pauses.query.js';
import { ProjectionDesk } from '../projection-desk.js';
import { RUN_REBUILDS } from '../projection-words.js';
import { Cancellation } from './cancellation.js';
import { RunWork, type Swapped } from './run-work.js';

/** After so many failures it is given up and told; nothing was changed. */
const MOST_FAILURES = 5;
const AT_ONCE = 500;
const LOOK_AGAIN_MS = 2_000;
const TELL_EVERY_MS = 1_000;
const LONGEST_DETAIL = 500;
/** How long a projection is held for a worker that says nothing. */
const HELD_SECONDS = 10;
const STILL_MS = 3_000;
/** By then every worker knows. One that does not waits for the checkpoint. */
const KNOWN_EVERYWHERE_MS = 2 * KNOWN_MS;

interface Asked extends Run {
  readonly tenant: string;
  readonly projection: string;
}

/**
 * Compares a projection's rows with what its events come to, or makes them anew. The work is in temporary tables of a session
 * of its own: whatever ends that session, the live rows are as they were, and somebody begins again. Of a rebuild the rows and what was
 * found are in one transaction, so that whoever comes after it records what it found and does nothing again.
 */
@Injectable()
export class RunRebuilds implements Job {
  readonly name = RUN_REBUILDS;
  readonly lane = 'heavy';
  /** One at a time leaves room for everybody else's work. */
  private isWorking = false;
  private readonly ends: Counter;

  constructor(
    @Inject(DueTimes) private readonly times: DueTimes,
    @Inject(ProjectionDesk) private readonly desk: ProjectionDesk,
    @Inject(RunWork) private readonly work: RunWork,
    @Inject(SubscriptionRegistry) private readonly registry: SubscriptionRegistry,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.ends = new Counter({
      name: 'writ_projection_runs_total',
      help: 'Verifications and rebuilds that ended, by projection, kind and result: same, different or failed.',
      labelNames: ['projection', 'kind', 'result'],
      registers: [metrics.registry],
    });
  }

  async due(): Promise<readonly DueRun[]> {
    const running = await this.times.look<{ tenant: string; projection: string; id: string }>(
      `(select tenant, projection, id from projections_runs where state = 'running' limit ${AT_ONCE}) union all
       (select tenant, projection, id from projections_runs as r where state = 'cancelled'
          and exists (select from projections_work as w where w.tenant = r.tenant and w.run = r.id) limit ${AT_ONCE})`,
    );
    return running.map(({ tenant, projection, id }) => ({ id: [tenant, projection, id].join('/') }));
  }

  async run(id: string): Promise<readonly JobRequest[]> {
    const [tenant = '', projection = '', run = ''] = id.split('/');
    const { run: underWay } = await this.desk.standing(tenant, projection);
    if (underWay?.id !== run) {
      await this.leave(tenant, projection, run);
      return [];
    }
    if (this.isWorking) return [lookAgain(id)];
    this.isWorking = true;
    try {
      return (await this.carryOut({ ...underWay, tenant, projection })) ? [] : [lookAgain(id)];
    } finally {
      this.isWorking = false;
    }
  }

  /** What is kept of a run that is over goes. It was cancelled too late when its rows are in place: that is recorded. */
  private async leave(tenant: string, projection: string, run: string): Promise<void> {
    // Whoever writes them may be about to be done.
    if (!(await this.work.isHeld(tenant, run))) await this.settle(tenant, projection, run);
  }

  private async settle(tenant: string, projection: string, run: string): Promise<void> {
    const found = await this.work.swapped(tenant, run);
    if (found) await this.end({ tenant, projection, id: run, kind: 'rebuild' }, found);
    else await this.work.forget(tenant, run);
  }

  /** False when somebody else is at it. */
  private async carryOut(asked: Asked): Promise<boolean> {
    const { tenant, projection, id } = asked;
    const cancellation = new Cancellation(async () => (await this.desk.standing(tenant, projection)).run?.id !== id);
    try {
      const found = (await this.work.swapped(asked.tenant, asked.id)) ?? (await this.found(asked, cancellation));
      if (!found) return false;
      await this.end(asked, found);
      return true;
    } catch (error) {
      if (cancellation.isSeen) {
        await this.settle(tenant, projection, id);
        return true;
      }
      if (await this.givenUp(asked, error as Error)) return true;
      throw error;
    }
  }

  private async found(asked: Asked, cancellation: Cancellation): Promise<Swapped | undefined> {
    const { tenant, kind } = asked;
    const projection = this.registry.projections.find(({ name }) => name === asked.projection);
    if (!projection) throw new NoSuchProjectionError(`there is no list ${asked.projection} any more`);
    const app = roleUrl(this.configuration, 'writ_app');
    const passesOver = async (...event: [string, string, number]) => (await this.registry.passesOver?.(...event)) ?? false;
    const rows = await RebuiltRows.open({ store: this.store, app, passesOver }, projection, tenant);
    if (!rows) return undefined;
    try {
      const compared = await cancellation.during(
        async () => {
          await rows.foldUp(this.telling(asked));
          return factsOf(projection, await rows.compare());
        },
        () => rows.close(),
      );
      if (kind === 'verify' || compared.live === compared.rebuilt) return { compared, written: 0 };
      return await this.held(asked, async () => {
        await cancellation.look();
        const { before, written } = await rows.swap((found, count) =>
          this.work.keeping(tenant, asked.id, { compared: factsOf(projection, found), written: count }),
        );
        return { compared: factsOf(projection, before), written };
      });
    } finally {
      await rows.close();
    }
  }

  /** Nobody follows with the projection meanwhile: whoever goes on together with it would wait for its checkpoint, too. */
  private async held<T>({ tenant, id }: Asked, work: () => Promise<T>): Promise<T> {
    const hold = () => this.work.hold(tenant, id, HELD_SECONDS);
    await hold();
    let saying: Promise<void> | undefined;
    const still = setInterval(() => (saying = hold().catch(() => undefined)), STILL_MS);
    try {
      await delay(KNOWN_EVERYWHERE_MS);
      return await work();
    } finally {
      clearInterval(still);
      await saying;
    }
  }

  private async end({ tenant, projection, id, kind }: Asked, { compared, written }: Swapped): Promise<void> {
    const context = contextOf(tenant);
    await this.desk.end(context, { type: 'CompleteRun', projection, run: id, compared, written });
    await this.work.forget(tenant, id);
    const isSame = compared.live === compared.rebuilt;
    this.ends.inc({ projection, kind, result: isSame ? 'same' : 'different' });
    if (!isSame) this.logger.error({ tenant, projection, run: id, compared, written }, 'rows were not what their events come to');
  }

  private async givenUp({ tenant, projection, id, kind }: Asked, error: Error): Promise<boolean> {
    this.logger.error({ tenant, projection, run: id, error }, 'rows could not be compared or made anew');
    const isFinal = error instanceof UnappliableEventError || error instanceof NoSuchProjectionError;
    const failures = await this.work.failed(tenant, id);
    if (!isFinal && failures < MOST_FAILURES) return false;
    const detail = excerpt(error.message, LONGEST_DETAIL);
    await this.desk.end(contextOf(tenant), { type: 'FailRun', projection, run: id, detail });
    await this.work.forget(tenant, id);
    this.ends.inc({ projection, kind, result: 'failed' });
    return true;
  }

  /** Tells how far it is, now and then. */
  private telling({ tenant, id }: Asked): (done: number, total: number) => Promise<void> {
    let next = 0;
    return async (done, total) => {
      if (performance.now() < next) return;
      next = performance.now() + TELL_EVERY_MS;
      await this.work.progressed(tenant, id, done, total);
    };
  }
}

class NoSuchProjectionError extends Error {}

function factsOf({ version }: Projection, { examples, ...compared }: RowComparison): RowsCompared {
  return { version, ...compared, examples: [...examples] };
}

function contextOf(tenant: string): CommandContext {
  return { tenant, actor: { kind: 'system', id: RUN_REBUILDS }, correlation: null, causation: null, trace: null };
}

/** Two ids take turns: a run cannot be asked for by itself. */
function lookAgain(id: string): JobRequest {
  const [tenant, projection, run, turn] = id.split('/');
  return {
    job: RUN_REBUILDS,
    id: [tenant, projection, run, turn === 'wait' ? 'wait-on' : 'wait'].join('/'),
    at: Date.now() + LOOK_AGAIN_MS,
  };
}
