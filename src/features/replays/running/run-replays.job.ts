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
import { ReplayWork } from './work-table.js';

/** After so long the lane goes to the end of the queue: other tenants' replays have a turn. */
const TURN_MS = 5_000;
/** After so many failures in a row somebody is told, and may have it tried again. */
const MOST_FAILURES = 5;
const AT_ONCE = 500;

/** One run: a lane of a replay in one of its turns. Without a lane it starts all of them. */
interface Run {
  readonly tenant: string;
  readonly replay: string;
  readonly lane: number | undefined;
  readonly turn: number;
}

/**
 * Goes through the stretches of a replay. Lanes of one replay are worked on at the same time, by several workers where there are several;
 * what a worker leaves behind when it dies, another one does, and a stretch counts once whoever does it.
 */
@Injectable()
export class RunReplays implements Job {
  readonly name = RUN_REPLAYS;
  readonly lane = 'heavy';

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
    if (lane === undefined) return Array.from({ length: LANES }, (_, n) => requestOf({ ...run, lane: n }));
    const holder = randomUUID();
    if (!(await this.work.take(tenant, replay, lane, holder))) return [];
    try {
      return await this.turn({ ...run, lane }, holder);
    } catch (error) {
      await this.failed({ ...run, lane }, error as Error);
      throw error;
    }
  }

  /** Some of the lane's stretches, and the report when they were the last ones of all. */
  private async turn(run: Run & { readonly lane: number }, holder: string): Promise<readonly JobRequest[]> {
    const { tenant, replay, lane, turn } = run;
    const until = performance.now() + TURN_MS;
    for (;;) {
      const state = await this.desk.find(tenant, replay);
      if (state?.is !== 'running') break;
      const done = await this.work.done(tenant, replay);
      const [next] = missingIn(state.plan, lane, done);
      if (!next) {
        if (done.size === stretchesIn(state.plan)) await this.reporter.report(tenant, replay, state.plan);
        break;
      }
      if (performance.now() > until) {
        await this.work.release(tenant, replay, lane, holder);
        return [requestOf({ ...run, turn: turn + 1 })];
      }
      const { stretch, from, to } = next;
      const tallied = await this.threads.tally({ kind: 'tally', tenant, replay, plan: state.plan, from, to });
      await this.work.keep(tenant, replay, lane, stretch, tallied);
      if (!(await this.work.take(tenant, replay, lane, holder))) return [];
    }
    await this.work.release(tenant, replay, lane, holder);
    return [];
  }

  private async failed({ tenant, replay, lane }: Run & { readonly lane: number }, error: Error): Promise<void> {
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

function requestOf({ tenant, replay, lane, turn }: Run): JobRequest {
  return { job: RUN_REPLAYS, id: [tenant, replay, lane, turn].join('/') };
}

function readRun(id: string): Run {
  const [tenant = '', replay = '', lane, turn = '0'] = id.split('/');
  return { tenant, replay, lane: lane === undefined ? undefined : Number(lane), turn: Number(turn) };
}
