import { type ChildProcess, spawn } from 'node:child_process';

export interface OpaRun {
  /** Exit code, undefined when the process was killed. */
  code: number | undefined;
  stdout: string;
  stderr: string;
  /** Which limit ended the run, if one did. */
  stopped?: 'time' | 'output';
}

interface RunLimits {
  /** By the clock. */
  timeMs: number;
  /** Of processor time, on Linux; a compiler ends by it whose caller is gone. */
  processorMs?: number;
  outputBytes: number;
  memoryBytes: number;
}

const PROCESSORS = 2;
/** Processor time above what can be used within the limit by the clock, which therefore comes first. */
const MARGIN_MS = 1_000;
/** The environment is empty on purpose: policy text must not reach proxies, tokens or settings of this process. */
const ENVIRONMENT = { GOMAXPROCS: String(PROCESSORS), HOME: '/nonexistent' };

/** Runs the compiler in `cwd` and waits until it is gone, by its own will or killed at a limit. Rejects when it cannot start. */
export function runOpa(binary: string, args: string[], cwd: string, limits: RunLimits): Promise<OpaRun> {
  const child = start(binary, args, cwd, limits);
  return new Promise((resolve, reject) => {
    let stopped: OpaRun['stopped'];
    const stop = (reason: 'time' | 'output'): void => {
      stopped ??= reason;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop('time'), Math.max(1, limits.timeMs));
    const output = collect(child, limits.outputBytes, () => stop('output'));
    child.once('error', (cause) => {
      clearTimeout(timer);
      reject(new Error(`cannot start the OPA binary ${binary}`, { cause }));
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      // So the kernel ends what has used up its processor time.
      if (signal === 'SIGKILL' || signal === 'SIGXCPU') stopped ??= 'time';
      const run: OpaRun = { code: code ?? undefined, ...output() };
      resolve(stopped ? { ...run, stopped } : run);
    });
  });
}

/** On Linux the shell sets the limits that the kernel enforces and then becomes the compiler, so killing it kills the compiler. */
function start(
  binary: string,
  args: string[],
  cwd: string,
  { memoryBytes, timeMs, processorMs = PROCESSORS * Math.max(0, timeMs) + MARGIN_MS }: RunLimits,
): ChildProcess {
  const options = { cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], windowsHide: true };
  if (process.platform !== 'linux') return spawn(binary, args, options);
  const cpuSeconds = Math.ceil(processorMs / 1_000);
  const script = `ulimit -v ${Math.ceil(memoryBytes / 1024)} && ulimit -t ${cpuSeconds} && exec "$0" "$@"`;
  return spawn('/bin/sh', ['-c', script, binary, ...args], options);
}

function collect(child: ChildProcess, limit: number, onOverflow: () => void): () => { stdout: string; stderr: string } {
  const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  let bytes = 0;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) onOverflow();
      else chunks[name].push(chunk);
    });
  }
  return () => ({ stdout: Buffer.concat(chunks.stdout).toString('utf8'), stderr: Buffer.concat(chunks.stderr).toString('utf8') });
}
