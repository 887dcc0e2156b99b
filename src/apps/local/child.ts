import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What was compiled for one start is there for the next, beside the code itself. */
const COMPILE_CACHE = fileURLToPath(new URL('../../../.compile-cache', import.meta.url));
const READY_WITHIN_MS = 120_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** One of Writ's own processes, started again whenever it ends without being asked to. */
export class SupervisedChild {
  private process: ChildProcess | undefined;
  private pause = FIRST_PAUSE_MS;
  private stopping = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly name: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly tell: (line: string) => void,
    /** After this long it is killed. */
    private readonly stopWithinMs: number,
  ) {}

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Resolves with what the process reports once it serves; rejects when it ends before that. */
  async start(): Promise<string> {
    const main = fileURLToPath(new URL(`../${this.name}/main.js`, import.meta.url));
    const child = fork(main, [], {
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...this.env },
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.process = child;
    const ready = await Promise.race([this.reported(child), once(child, 'exit').then(() => undefined)]);
    if (ready === undefined) throw new Error(`the ${this.name} process did not start; its message is above`);
    this.pause = FIRST_PAUSE_MS;
    child.once('exit', (code, signal) => this.ended(code, signal));
    return ready;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.retry);
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), this.stopWithinMs);
    await gone;
    clearTimeout(hard);
  }

  private reported(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the ${this.name} process was not ready within ${READY_WITHIN_MS / 1000} s`)),
        READY_WITHIN_MS,
      );
      child.once('message', (message) => {
        clearTimeout(timer);
        resolve((message as { ready: string }).ready);
      });
      child.once('exit', () => clearTimeout(timer));
    });
  }

  private ended(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.stopping) return;
    this.tell(`the ${this.name} process ended (${signal ?? code}); starting it again in ${this.pause / 1000} s`);
    this.retry = setTimeout(() => {
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
      this.start().catch(() => this.ended(null, null));
    }, this.pause);
  }
}
