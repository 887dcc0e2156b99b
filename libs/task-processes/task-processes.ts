import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FairQueue } from '#libs/bounded';
import { TaskProcess, wallMs, type ProcessEnd, type TaskLimits } from './task-process.js';
import { monotonicMs, type Task, type TaskOrder, type TaskReply } from './task.js';
import type { WaitingRoom } from './waiting-room.js';

/** What is kept free between the end of what a task may start and its own. */
const MARGIN_MS = 1_000;
/** For a task that is still going on when the server stops: shorter than a stop may take. */
const STOP_MS = 6_000;
/** What Node ends with where there are no signals when its memory is not enough; elsewhere it is SIGABRT. */
const ABORTED = 134;

export interface ProcessLimits extends TaskLimits {
  readonly heapMb: number;
  /** A process without work ends after this. */
  readonly idleMs: number;
  readonly tasksPerProcess: number;
}

/**
 * `busy`: there was no place to wait. `stopping`: of the server. The others say which limit the task met, or by which signal another
 * ended it; its process is gone with all it started.
 */
export type TaskStop = 'busy' | 'stopping' | 'time' | 'memory' | NodeJS.Signals;
export type TaskEnd<A> = { readonly answer: A } | { readonly stopped: TaskStop };

/**
 * Work that is hostile or heavy in processes of its own, a fixed number of them, which tenants have in turns. Each task has a limit
 * of time and of memory, after which its process is ended with all it started, and the others go on. Processes have a low priority,
 * start when they are first needed and work on one task after another.
 */
export class TaskProcesses {
  /** For tasks that begin from now on, and processes that start from now on. */
  limits: ProcessLimits = { taskMs: 15_000, heapMb: 512, residentMb: 1_536, idleMs: 60_000, tasksPerProcess: 200 };
  private readonly queue: FairQueue;
  private readonly processes = new Set<TaskProcess>();
  private readonly idle = new Set<TaskProcess>();
  private readonly running = new Set<Promise<unknown>>();
  private isStopping = false;
  private stop: NodeJS.Timeout | undefined;

  constructor(
    working: number,
    /** Told of each process that ended in the middle of a task. */
    private readonly onLost: (end: ProcessEnd & { readonly pid: number | undefined }) => void,
  ) {
    // How many may wait is said by the rooms.
    this.queue = new FairQueue({ working, waiting: Number.POSITIVE_INFINITY, waitingPerTenant: Number.POSITIVE_INFINITY });
  }

  /** Processes there are at this moment. */
  get alive(): number {
    return this.processes.size;
  }

  /** Whoever finds no place in the room is not worked on. Throws when the task's code does, or a process ends by itself. */
  async run<I, A>(tenant: string, task: Task<I, A>, input: I, room: WaitingRoom): Promise<TaskEnd<A>> {
    if (!room.enter(tenant)) return { stopped: this.isStopping ? 'stopping' : 'busy' };
    const isTurn = await this.queue.enter(tenant).finally(() => room.leave(tenant));
    if (!isTurn) return { stopped: 'stopping' };
    const end = this.carriedOut(task.module, input);
    this.running.add(end);
    try {
      return (await end) as TaskEnd<A>;
    } finally {
      this.running.delete(end);
      this.queue.leave();
    }
  }

  /** Nothing begins from now on, and what goes on ends soon. */
  stopSoon(): void {
    this.isStopping = true;
    this.queue.close();
    this.stop = setTimeout(() => void this.endAll(), STOP_MS);
  }

  /** Resolves when every process is gone. */
  async close(): Promise<void> {
    if (!this.isStopping) this.stopSoon();
    await Promise.allSettled(this.running);
    clearTimeout(this.stop);
    await this.endAll();
  }

  private async carriedOut(module: string, input: unknown): Promise<TaskEnd<unknown>> {
    if (this.isStopping) return { stopped: 'stopping' };
    const { taskMs, residentMb } = this.limits;
    const folder = await mkdtemp(join(tmpdir(), 'writ-task-'));
    try {
      return await this.workedOn(
        { module, input, folder, until: monotonicMs() + wallMs(taskMs) - MARGIN_MS },
        { taskMs, residentMb },
      );
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  private async workedOn(order: TaskOrder, limits: TaskLimits): Promise<TaskEnd<unknown>> {
    const worker = this.usable();
    let isReusable = false;
    try {
      const reply = await worker.carryOut(order, limits);
      if (!('answer' in reply)) return this.endOf(reply, worker);
      isReusable = !this.isStopping && worker.tasks < this.limits.tasksPerProcess;
      return reply;
    } finally {
      if (isReusable) this.rest(worker);
      else await worker.end();
    }
  }

  private usable(): TaskProcess {
    for (const worker of this.idle) {
      this.idle.delete(worker);
      if (worker.isUsable) return worker;
    }
    const worker = new TaskProcess(this.limits.heapMb);
    this.processes.add(worker);
    void worker.gone.then(() => {
      this.processes.delete(worker);
      this.idle.delete(worker);
    });
    return worker;
  }

  private rest(worker: TaskProcess): void {
    this.idle.add(worker);
    worker.endWhenIdleFor(this.limits.idleMs);
  }

  private async endAll(): Promise<void> {
    await Promise.all([...this.processes].map((worker) => worker.end()));
  }

  private endOf(reply: Exclude<TaskReply, { answer: unknown }> | ProcessEnd, { pid }: TaskProcess): TaskEnd<never> {
    if ('fault' in reply) throw new Error('a task failed', { cause: reply.fault });
    const { why, code, signal, error } = reply;
    this.onLost({ ...reply, pid });
    if (this.isStopping) return { stopped: 'stopping' };
    if (why === 'time' || why === 'memory') return { stopped: why };
    if (signal === 'SIGABRT' || code === ABORTED) return { stopped: 'memory' };
    if (signal !== null) return { stopped: signal };
    throw new Error(`a process of tasks ended with code ${code}`, { cause: error });
  }
}
