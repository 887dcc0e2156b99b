import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { DecisionInput } from '#features/decisions/contract';
import type { Json } from '#libs/policy-engine';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import { RefusalError } from '#platform/http/problem-details';
import type { Logger } from '#platform/telemetry/logging';
import { FairQueue } from './fair-queue.js';
import type { WorkbenchRefusalCode } from './refusals.js';
import { ToolProcess, type ProcessEnd } from './tool-process.js';
import { monotonicMs, type ToolAnswers, type ToolOrder, type ToolOutcome, type ToolReply, type ToolTask } from './tool-tasks.js';

const WAITING = 16;
const WAITING_PER_TENANT = 8;
/** What is kept free between the last compiler run of a task and its end. */
const MARGIN_MS = 1_000;
/** For a task that is still going on when the server stops: longer than one compiler run, shorter than a stop may take. */
const STOP_MS = 6_000;
/** What Node ends with where there are no signals when its memory is not enough; elsewhere it is SIGABRT. */
const ABORTED = 134;
/** A problem is told briefly: the first few places are enough to go on. */
const TOLD = 10;
const MAX_TEXT = 300;

/**
 * The policy toolchain in processes of its own. Policy text is hostile and the tools search for seconds on end, so each task has a
 * limit of time and of memory, after which its process is ended with all it started, and the others go on. Processes start when they
 * are first needed and work on one task after another.
 */
@Injectable()
export class ToolProcesses implements BeforeApplicationShutdown, OnApplicationShutdown {
  /** For tasks that begin from now on, and processes that start from now on. */
  limits = { taskMs: 15_000, heapMb: 512, residentMb: 1_536, idleMs: 60_000, tasksPerProcess: 200 };
  private readonly queue: FairQueue;
  private readonly processes = new Set<ToolProcess>();
  private readonly idle = new Set<ToolProcess>();
  private readonly running = new Set<Promise<unknown>>();
  private inputSchema: Json | undefined;
  private isStopping = false;
  private stop: NodeJS.Timeout | undefined;

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
    const outcome = this.carriedOut(task);
    this.running.add(outcome);
    try {
      return this.answerOf<T>(await outcome);
    } finally {
      this.running.delete(outcome);
      this.queue.leave();
    }
  }

  /** Before the server waits for its requests to end: they end soon. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    this.queue.close();
    this.stop = setTimeout(() => void this.endAll(), STOP_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.running);
    clearTimeout(this.stop);
    await this.endAll();
  }

  private async carriedOut(task: ToolTask): Promise<ToolOutcome> {
    if (this.isStopping) throw this.busy();
    const folder = await mkdtemp(join(tmpdir(), 'writ-policy-tools-'));
    try {
      return await this.workedOn(this.orderOf(task, folder));
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  private orderOf(task: ToolTask, folder: string): ToolOrder {
    const { OPA_BIN: opaBin, WRIT_DECISION_FUEL: fuel } = this.configuration;
    const compileUntil = monotonicMs() + this.limits.taskMs - MARGIN_MS;
    return { task, compileUntil, folder, opaBin, fuel, inputSchema: (this.inputSchema ??= inputSchemaOf()) };
  }

  private async workedOn(order: ToolOrder): Promise<ToolOutcome> {
    const tools = this.usable();
    let isReusable = false;
    try {
      const reply = await tools.carryOut(order, this.limits);
      if (!('outcome' in reply)) throw this.failureOf(reply, tools);
      isReusable = !this.isStopping && tools.tasks < this.limits.tasksPerProcess;
      return reply.outcome;
    } finally {
      if (isReusable) this.rest(tools);
      else await tools.end();
    }
  }

  private usable(): ToolProcess {
    for (const tools of this.idle) {
      this.idle.delete(tools);
      if (tools.isUsable) return tools;
    }
    const tools = new ToolProcess(this.limits.heapMb);
    this.processes.add(tools);
    void tools.gone.then(() => {
      this.processes.delete(tools);
      this.idle.delete(tools);
    });
    return tools;
  }

  private rest(tools: ToolProcess): void {
    this.idle.add(tools);
    tools.endWhenIdleFor(this.limits.idleMs);
  }

  private async endAll(): Promise<void> {
    await Promise.all([...this.processes].map((tools) => tools.end()));
  }

  private answerOf<T extends ToolTask>(outcome: ToolOutcome): ToolAnswers[T['tool']] {
    if (outcome.ok) return outcome.answer as ToolAnswers[T['tool']];
    const { code, detail, findings } = outcome;
    if (code === 'POLICY_TOO_COSTLY' && this.isStopping) throw this.busy();
    const errors = findings.slice(0, TOLD).map(({ message, ...place }) => ({ ...place, message: brief(message) }));
    throw new RefusalError({ refused: code, detail: brief(detail), ...(errors.length > 0 && { extra: { errors } }) });
  }

  private failureOf(reply: Exclude<ToolReply, { outcome: unknown }> | ProcessEnd, { pid }: ToolProcess): Error {
    if ('fault' in reply) return new Error('the policy tools failed', { cause: reply.fault });
    const { why, code, signal, error } = reply;
    this.logger.warn({ pid, why, code, signal }, 'a process of the policy tools ended in the middle of a task');
    if (this.isStopping) return this.busy();
    if (why === 'time') return refused('POLICY_TOO_COSTLY', 'the policy took too long');
    if (why === 'memory' || signal === 'SIGABRT' || code === ABORTED)
      return refused('POLICY_TOO_COSTLY', 'the policy took too much memory');
    if (signal !== null) return refused('POLICY_TOO_COSTLY', `what worked on the policy was ended by ${signal}`);
    return new Error(`the policy tools ended with code ${code}`, { cause: error });
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
