import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serverEnvironment } from './postgres-cluster.js';
import type { PostgresPlace } from './postgres-place.js';
import { isRunning, processCommand } from '#libs/process-lock';

const POLL_MS = 10;
/** Fast shutdown writes one checkpoint; immediate shutdown writes nothing and costs a recovery at the next start. */
const SHUTDOWN: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
];

/** One running postmaster. */
export interface PostgresProcess {
  readonly pid: number;
  hasEnded(): boolean;
  /** Resolves when the process has ended, however it did, to a text for the log. */
  readonly ended: Promise<string>;
}

export interface PostgresLaunch {
  readonly place: PostgresPlace;
  readonly settings: Record<string, string>;
  readonly logFile: string;
}

/** Starts the server and resolves when it takes connections; crash recovery, if needed, has then happened. */
export async function launchPostgres({ place, settings, logFile }: PostgresLaunch): Promise<PostgresProcess> {
  const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
  const log = openSync(logFile, 'a', 0o600);
  const args = ['-D', place.dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // A process group of its own: Ctrl-C in a terminal must not stop the server before the application has drained.
  const options = { ...place.account, cwd: place.folder, env: serverEnvironment(), detached: true } as const;
  const child = spawn(place.binaries.postgres, args, { ...options, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = describeEnd(child);
  child.unref();
  const pid = child.pid;
  if (pid === undefined) throw new Error(`PostgreSQL could not be started: ${await ended}`);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const server = { pid, hasEnded, ended: stopWithSupervisor(pid, place, ended) };
  await waitUntilReady(place.dataDir, server, () => readFileSync(logFile, 'utf8').slice(logStart));
  return server;
}

async function describeEnd(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal ? `signal ${signal}` : `exit code ${code}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The server writes its state into line 8 of postmaster.pid; pg_ctl relies on the same. */
async function waitUntilReady(dataDir: string, server: PostgresProcess, readLog: () => string): Promise<void> {
  while (!server.hasEnded()) {
    const file = readPidFile(dataDir);
    if (file?.pid === server.pid && file.status === 'ready') return;
    await delay(POLL_MS);
  }
  throw new Error(`PostgreSQL did not start (${await server.ended}):\n${readLog().trim()}`);
}

/**
 * A shell that outlives this process just long enough to stop the server: its input closes when this process ends,
 * however it ends. Resolves to how the server ended once that shell is gone, too.
 */
async function stopWithSupervisor(pid: number, place: PostgresPlace, ended: Promise<string>): Promise<string> {
  if (process.platform === 'win32') return ended;
  const script = 'read -r line; kill -INT "$1" 2>/dev/null';
  const options = { ...place.account, cwd: '/', env: serverEnvironment(), detached: true } as const;
  const watch = spawn('/bin/sh', ['-c', script, 'writ-stops-postgres', String(pid)], {
    ...options,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const watchEnded = describeEnd(watch);
  watch.unref();
  (watch.stdin as unknown as { unref(): void }).unref();
  const how = await ended;
  watch.ref();
  watch.kill('SIGKILL');
  await watchEnded;
  return how;
}

interface PidFile {
  readonly pid: number;
  readonly status: string;
}

function readPidFile(dataDir: string): PidFile | undefined {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

async function goneWithin(pid: number, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (isRunning(pid)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/** Stops a server by its id and resolves when it is gone. Clients are cut off, nothing acknowledged is lost. */
export async function stopPostgres(pid: number): Promise<void> {
  for (const [signal, patience] of SHUTDOWN) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw error;
    }
    if (await goneWithin(pid, patience)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop`);
}

/**
 * Stops a server that an earlier supervisor left behind. When its id now belongs to some other program, the file that
 * names it is removed: PostgreSQL would take that program for a running server and refuse to start.
 */
export async function stopLeftover(dataDir: string, log: (line: string) => void): Promise<void> {
  const pid = readPidFile(dataDir)?.pid;
  if (!pid || !isRunning(pid)) return;
  if (!processCommand(pid)?.includes(dataDir)) return rmSync(join(dataDir, 'postmaster.pid'));
  log(`stopping the PostgreSQL that an earlier run left behind (process ${pid})`);
  await stopPostgres(pid);
}
