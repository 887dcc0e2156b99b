import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { TaskOrder, TaskReply } from './task.js';

const MAIN = fileURLToPath(new URL('./task-main.process.js', import.meta.url));
const WATCH_MS = 250;
/** What the kernel counts processor time in for others to read. */
const TICK_MS = 10;
const GUARD_FD = 4;
/**
 * Before the shell becomes the process it forbids images of its memory on the disk and leaves a guard behind, which reads from a pipe
 * whose other end this process alone holds: when this process is gone, however it went, the guard ends the whole group, at once and
 * however busy that is.
 */
const GUARDED = `ulimit -c 0; (read -r _ <&${GUARD_FD}; kill -9 0) 3<&- & exec "$0" "$@" ${GUARD_FD}<&-`;

/** `why` is the limit it met, or that it was no longer needed; without it the process ended by itself or by another's doing. */
export interface ProcessEnd {
  readonly why?: 'time' | 'memory' | 'unneeded';
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

export interface TaskLimits {
  /**
   * Of processor time, by the process and what it started and has ended; on Linux, looked at four times a second. As a busy machine
   * gives it little of that, the task may take `PATIENCE` times as long by the clock. Without Linux the clock alone counts.
   */
  readonly taskMs: number;
  /** Of all memory it uses, in mebibytes; on Linux only. */
  readonly residentMb: number;
}

const PATIENCE = process.platform === 'linux' ? 3 : 1;

/** How long a task may take by the clock. */
export function wallMs(taskMs: number): number {
  return PATIENCE * taskMs;
}

/** A process that works on one task at a time. It leads a process group, and what it starts belongs to that. */
export class TaskProcess {
  /** Resolves when it is gone and all of its group is being ended. */
  readonly gone: Promise<ProcessEnd>;
  /** Tasks it was given so far. */
  tasks = 0;
  private readonly child: ChildProcess;
  private why: ProcessEnd['why'];
  private hear: ((reply: TaskReply) => void) | undefined;
  private idling: NodeJS.Timeout | undefined;

  constructor(heapMb: number) {
    const child = (this.child = start(heapMb));
    this.gone = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null, error?: Error): void => {
        this.endGroup();
        resolve({ code, signal, ...(this.why && { why: this.why }), ...(error && { error }) });
      };
      child.once('exit', (code, signal) => end(code, signal));
      child.on('error', (error) => child.pid === undefined && end(null, null, error));
    });
    child.on('message', (reply) => this.hear?.(reply as TaskReply));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** False from the moment it is to end, and when it has ended by itself. */
  get isUsable(): boolean {
    return this.why === undefined && this.child.connected && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it makes of the order; its end, when that comes first. A process that met a limit or reported a fault MUST be ended. */
  async carryOut(order: TaskOrder, limits: TaskLimits): Promise<TaskReply | ProcessEnd> {
    clearTimeout(this.idling);
    this.tasks += 1;
    const before = await this.processorMs();
    const timer = setTimeout(() => void this.end('time'), wallMs(limits.taskMs));
    const watch = setInterval(() => void this.watch(limits, before), WATCH_MS);
    try {
      const reply = new Promise<TaskReply>((resolve) => (this.hear = resolve));
      if (this.child.connected) this.child.send(order);
      return await Promise.race([reply, this.gone]);
    } finally {
      this.hear = undefined;
      clearTimeout(timer);
      clearInterval(watch);
    }
  }

  /** Ends it when it has had nothing to do for so long. */
  endWhenIdleFor(ms: number): void {
    this.idling = setTimeout(() => void this.end('unneeded'), ms).unref();
  }

  end(why: ProcessEnd['why'] = 'unneeded'): Promise<ProcessEnd> {
    clearTimeout(this.idling);
    this.why ??= why;
    this.child.ref();
    this.endGroup();
    return this.gone;
  }

  private async watch({ taskMs, residentMb }: TaskLimits, before: number): Promise<void> {
    if ((await this.processorMs()) - before > taskMs) void this.end('time');
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(await this.told('status'))?.[1] ?? 0);
    if (kilobytes > residentMb * 1024) void this.end('memory');
  }

  /** Processor time it and its ended children have used since it started. */
  private async processorMs(): Promise<number> {
    // The name in parentheses may hold anything; then come state and numbers, the times as 14th to 17th field of all.
    const times = (await this.told('stat')).split(') ').at(-1)?.split(' ').slice(11, 15) ?? [];
    return times.reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
  }

  private async told(file: 'stat' | 'status'): Promise<string> {
    if (process.platform !== 'linux') return '';
    return readFile(`/proc/${this.pid}/${file}`, 'utf8').catch(() => '');
  }

  /** A group keeps its number for as long as anything of it runs. */
  private endGroup(): void {
    if (this.pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? this.pid : -this.pid, 'SIGKILL');
    } catch {
      // Nothing of it runs.
    }
  }
}

/** No secret of this process is in reach of what works on hostile text, and nothing keeps this process from ending. */
function start(heapMb: number): ChildProcess {
  const flags = [`--max-old-space-size=${heapMb}`];
  const options: ForkOptions = { detached: true, env: {}, execArgv: flags, stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'] };
  const child =
    process.platform === 'win32'
      ? fork(MAIN, options)
      : fork(MAIN, { ...options, execPath: '/bin/sh', execArgv: ['-c', GUARDED, process.execPath, ...flags] });
  child.unref();
  child.channel?.unref();
  const pipe = child.stdio?.[GUARD_FD] as Socket | null | undefined;
  pipe?.on('error', () => {}).unref();
  return child;
}
