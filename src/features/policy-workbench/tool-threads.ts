import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { z } from 'zod';
import { DecisionInput } from '#features/decisions/contract';
import type { Json } from '#libs/policy-engine';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import { RefusalError } from '#platform/http/problem-details';
import type { Logger } from '#platform/telemetry/logging';
import { FairQueue } from './fair-queue.js';
import type { WorkbenchRefusalCode } from './refusals.js';
import { TaskDeadline } from './task-deadline.js';
import type { ToolAnswers, ToolOrder, ToolOutcome, ToolTask } from './tool-tasks.js';

const WORKER = fileURLToPath(new URL('./policy-tools.worker.js', import.meta.url));
const WAITING = 16;
const WAITING_PER_TENANT = 8;
/** A thread nobody needs gives its memory back. */
const IDLE_MS = 30_000;
/** For a task that is still going on when the server stops: longer than one compiler run, shorter than a stop may take. */
const STOP_MS = 6_000;
/** A problem is told briefly: the first few places are enough to go on. */
const TOLD = 10;
const MAX_TEXT = 300;

/**
 * The policy toolchain in threads of its own. Policy text is hostile and the tools search for seconds on end, so each task has a
 * limit of time and of memory, after which its thread is gone and the others go on. Threads start when they are first needed.
 */
@Injectable()
export class ToolThreads implements BeforeApplicationShutdown, OnApplicationShutdown {
  /**
   * For tasks that begin from now on, and threads that start from now on. The memory is far more than text within the body limit
   * makes the tools use: a thread that meets its limit amid one large allocation would take the process with it.
   */
  limits = { taskMs: 15_000, heapMb: 1_024 };
  private readonly queue: FairQueue;
  private readonly running = new Map<TaskDeadline, Promise<unknown>>();
  private pool: Piscina<ToolOrder, ToolOutcome> | undefined;
  private inputSchema: Json | undefined;
  private isStopping = false;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const working = configuration.WRIT_POLICY_WORKERS;
    this.queue = new FairQueue({ working, waiting: WAITING, waitingPerTenant: WAITING_PER_TENANT });
  }

  /** What the tool makes of it. Rejects with a RefusalError when it is the tools' or the policy's doing that there is nothing. */
  async run<T extends ToolTask>(tenant: string, task: T): Promise<ToolAnswers[T['tool']]> {
    if (!(await this.queue.enter(tenant))) throw this.busy();
    try {
      return this.answerOf<T>(await this.limited(task));
    } finally {
      this.queue.leave();
    }
  }

  /** Before the server waits for its requests to end: they end soon. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    this.queue.close();
    for (const deadline of this.running.keys()) deadline.stopWithin(STOP_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.running.values());
    await this.pool?.destroy();
  }

  private async limited(task: ToolTask): Promise<ToolOutcome> {
    if (this.isStopping) throw this.busy();
    const deadline = new TaskDeadline(this.limits.taskMs);
    const outcome = this.carriedOut(task, deadline);
    this.running.set(deadline, outcome);
    try {
      return await outcome;
    } finally {
      deadline.clear();
      this.running.delete(deadline);
    }
  }

  private async carriedOut(task: ToolTask, deadline: TaskDeadline): Promise<ToolOutcome> {
    const folder = await mkdtemp(join(tmpdir(), 'writ-policy-tools-'));
    try {
      const { OPA_BIN: opaBin, WRIT_DECISION_FUEL: fuel } = this.configuration;
      const inputSchema = (this.inputSchema ??= inputSchemaOf());
      const order: ToolOrder = { task, endsAt: deadline.endsAt, folder, opaBin, fuel, inputSchema };
      return await this.threads().run(order, { signal: deadline.signal });
    } catch (error) {
      throw this.failureOf(error);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  private threads(): Piscina<ToolOrder, ToolOutcome> {
    if (this.pool) return this.pool;
    const pool = new Piscina<ToolOrder, ToolOutcome>({
      filename: WORKER,
      minThreads: 0,
      maxThreads: this.configuration.WRIT_POLICY_WORKERS,
      idleTimeout: IDLE_MS,
      // No secret of this process is in reach of what works on hostile text.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: this.limits.heapMb },
    });
    pool.on('error', (err: unknown) => this.logger.error({ err }, 'a thread of the policy tools failed between tasks'));
    return (this.pool = pool);
  }

  private answerOf<T extends ToolTask>(outcome: ToolOutcome): ToolAnswers[T['tool']] {
    if (outcome.ok) return outcome.answer as ToolAnswers[T['tool']];
    const { code, detail, findings } = outcome;
    if (code === 'POLICY_TOO_COSTLY' && this.isStopping) throw this.busy();
    const errors = findings.slice(0, TOLD).map(({ message, ...place }) => ({ ...place, message: brief(message) }));
    throw new RefusalError({ refused: code, detail: brief(detail), ...(errors.length > 0 && { extra: { errors } }) });
  }

  private failureOf(error: unknown): Error {
    const { name, code } = error as { name?: string; code?: string };
    if (name === 'AbortError') return this.isStopping ? this.busy() : refused('POLICY_TOO_COSTLY', 'the policy took too long');
    if (code === 'ERR_WORKER_OUT_OF_MEMORY') return refused('POLICY_TOO_COSTLY', 'the policy took too much memory');
    return new Error('the policy tools failed', { cause: error });
  }

  private busy(): RefusalError {
    return refused('POLICY_TOOLS_BUSY', this.isStopping ? 'the server is stopping' : undefined);
  }
}

function inputSchemaOf(): Json {
  return z.toJSONSchema(DecisionInput, { unrepresentable: 'any', target: 'draft-7' }) as Json;
}

function brief(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT).toWellFormed()}...`;
}

function refused(code: WorkbenchRefusalCode, detail?: string): RefusalError {
  return new RefusalError({ refused: code, ...(detail !== undefined && { detail }) });
}
