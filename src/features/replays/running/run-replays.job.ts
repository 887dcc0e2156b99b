import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { excerpt } from '#libs/bounded';
import type { CommandContext } from '#libs/event-sourcing';
import type { DueRun, Job, JobRequest } from '#libs/jobs';
import { LOGGER } from '#platform/config/configuration.token';
import { DueTimes } from '#platform/jobs/due-times';
import type { Logger } from '#platform/telemetry/logging';
import { RUN_REPLAYS } from '../replay-words.js';
import { ReplayDesk } from '../replay-desk.js';
import { Reporter } from './reporter.js';
import { ReplayThreads } from './replay-threads.js';
import { LANES, missingIn, stretchesIn } from './stretch-plan.js';
import { HELD_SECONDS, ReplayWork } from './work-table.js';

/** After so long the lane goes to the end of the queue: other tenants' replays have a turn. */
const TURN_MS = { independent: 5_000, causal: 600_000 };
/** After so many failures in a row somebody is told, and may have it tried again. */
const MOST_FAILURES = 5;
const AT_ONCE = 500;

/** The lane of the report. */
const REPORT = -1;
/** How often whoever works on a lane says so. */
const STILL_MS = 1_500;

/** A replay without a lane starts all of them. What else stands in the id of a run only tells it from those before it. */
interface Run {
  readonly id: string;
  readonly tenant: string;
  readonly replay: string;
  readonly lane: number | undefined;
}
type LaneRun = Run & { readonly lane: number };

/**
 * Goes through the stretches of a replay. Lanes of one replay are worked on at the same time, by several workers where there are several;
 * what a worker leaves behind when it dies, another one does, and a stretch counts once whoever does it.
 */
@Injectable()
export class RunReplays implements Job {
  readonly name = RUN_REPLAYS;
  readonly lane = 'heavy';
  /** Whether a causal replay is gone through here. */
  private isSimulating = false;

  constructor(
    @Inject(DueTimes) private readonly times: DueTimes,
    @Inject(ReplayDesk) private readonly desk: ReplayDesk,
    @Inject(ReplayThreads) private readonly threads: ReplayThreads,
    @Inject(ReplayWork) private readonly work: ReplayWork,
    @Inject(Reporter) private readonly reporter: Reporter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async due(): Promise<readonly DueRun[]> {
    const running = await this.times.look<{ tenant: string; id: string }>(
      `select tenant, id from replays_replays where state = 'running' limit ${AT_ONCE}`,
    );
    return running.map(({ tenant, id }) => ({ id: `${tenant}/${id}` }));
  }

  async run(id: string): Promise<readonly JobRequest[]> {
    const run = readRun(id);
    const { tenant, replay, lane } = run;
    const state = await this.desk.find(tenant, replay);
    if (state?.is !== 'running') return [];
    const isCausal = state.plan.mode === 'causal';
    const lanes = isCausal ? 1 : LANES;
    if (lane === undefined) return Array.from({ length: lanes }, (_, n) => nextTurn({ ...run, lane: n }));
    if (!isCausal) return this.held({ ...run, lane });
    // It takes long: one of them at a time leaves room for everybody else's work.
    if (this.isSimulating) return [lookAgain({ ...run, lane })];
    this.isSimulating = true;
    try {
      return await this.held({ ...run, lane });
    } finally {
      this.isSimulating = false;
    }
  }

  /** A turn on the lane, if nobody else is on it. */
  private async held(run: LaneRun): Promise<readonly JobRequest[]> {
    const { tenant, replay, lane } = run;
    const holder = randomUUID();
    if (!(await this.work.take(tenant, replay, lane, holder))) return [lookAgain(run)];
    const still = setInterval(() => void this.work.hold(tenant, replay, holder).catch(() => undefined), STILL_MS);
    try {
      return await this.turn(run, holder);
    } catch (error) {
      await this.failed(run, error as Error);
      throw error;
    } finally {
      clearInterval(still);
    }
  }

  /** Some of the lane's stretches, and the report when they were the last ones of all. */
  private async turn(run: LaneRun, holder: string): Promise<readonly JobRequest[]> {
    const { tenant, replay, lane } = run;
    const began = performance.now();
    for (;;) {
      const state = await this.desk.find(tenant, replay);
      if (state?.is === 'completed' || state?.is === 'cancelled') await this.work.forget(tenant, replay);
      if (state?.is !== 'running') {
        await this.threads.end(replay);
        break;
      }
      const done = await this.work.done(tenant, replay);
      const [next] = missingIn(state.plan, lane, done);
      if (!next) {
        if (done.size < stretchesIn(state.plan)) break;
        // One makes the report; should it die over it, another one looks after a while.
        if (!(await this.work.take(tenant, replay, REPORT, holder))) {
          await this.work.release(tenant, replay, holder);
          return [lookAgain(run)];
        }
        await this.reporter.report(tenant, replay, state.plan);
        break;
      }
      if (performance.now() - began > TURN_MS[state.plan.mode]) {
        await this.work.release(tenant, replay, holder);
        return [nextTurn(run)];
      }
      const { stretch, from, to } = next;
      const { tallied } = await this.threads.tally({ kind: 'tally', tenant, replay, plan: state.plan, from, to });
      await this.work.keep(tenant, replay, lane, stretch, tallied);
    }
    await this.work.release(tenant, replay, holder);
    return [];
  }

  private async failed({ tenant, replay, lane }: LaneRun, error: Error): Promise<void> {
    this.logger.error({ tenant, replay, lane, error }, 'a replay does not get on');
    const failures = await this.work.failed(tenant, replay, lane);
    if (failures < MOST_FAILURES) return;
    const detail = excerpt(`${error.message}${error.cause === undefined ? '' : `: ${String(error.cause)}`}`, 500);
    await this.desk.handle(contextOf(tenant), { type: 'FailReplay', replay, detail });
  }
}

function contextOf(tenant: string): CommandContext {
  return { tenant, actor: { kind: 'system', id: RUN_REPLAYS }, correlation: null, causation: null, trace: null };
}

function nextTurn({ tenant, replay, lane }: LaneRun): JobRequest {
  return { job: RUN_REPLAYS, id: [tenant, replay, lane, Date.now()].join('/') };
}

/** Whoever holds the lane may have died. Two ids take turns: a run cannot be asked for by itself. */
function lookAgain({ id, tenant, replay, lane }: LaneRun): JobRequest {
  const turn = id.endsWith('/wait') ? 'wait-on' : 'wait';
  return { job: RUN_REPLAYS, id: [tenant, replay, lane, turn].join('/'), at: Date.now() + HELD_SECONDS * 1_000 };
}

function readRun(id: string): Run {
  const [tenant = '', replay = '', lane] = id.split('/');
  return { id, tenant, replay, lane: lane === undefined ? undefined : Number(lane) };
}
