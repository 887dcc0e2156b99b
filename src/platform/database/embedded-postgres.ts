import { createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { locateBinaries } from './postgres-binaries.js';
import { assertSameMajor, ensureCluster, SUPERUSER } from './postgres-cluster.js';
import { type PostgresPlace, preparePlace, removeRecordedPlace } from './postgres-place.js';
import { launchPostgres, type PostgresProcess, stopLeftover, stopPostgres } from './postgres-process.js';
import { serverSettings } from './postgres-settings.js';
import { takeSupervisorLock } from './supervisor-lock.js';

/** A PostgreSQL server that this process supervises. */
export interface EmbeddedPostgres {
  /** The superuser's address, password included: postgres://postgres:…@127.0.0.1:PORT/postgres */
  readonly url: string;
  readonly port: number;
  /** Process id of the postmaster now running; another one after a crash. */
  readonly pid: number;
  readonly dataDir: string;
  /** Stops the server (clients are cut off) and resolves when it is gone. May be called more than once. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder for everything that must survive a restart. Created when absent. */
  readonly home: string;
  /** False only for tests: a power failure then destroys the data. */
  readonly durable: boolean;
  /** Default: the port of the last start when it is free, else any free one. */
  readonly port?: number;
  readonly log?: (line: string) => void;
}

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const LONGEST_PAUSE_MS = 5_000;
/** Worth another attempt: a backend of a killed server is still finishing, or somebody was faster with the port. */
const PASSING_FAILURE = /pre-existing shared memory block|could not (bind|create any TCP)/;

/**
 * Starts PostgreSQL on 127.0.0.1 from the binaries in node_modules and keeps it running: a server that dies is started
 * again on the same port (and recovers by itself) until `stop` is called. It also stops when this process ends in any
 * way, kill -9 included, and never keeps this process alive.
 * Throws HomeInUse while another process supervises the same home.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.home, { recursive: true });
  const home = realpathSync(options.home);
  const release = takeSupervisorLock(home, join(home, 'postgres.lock'));
  try {
    return await start({ ...options, home }, release);
  } catch (error) {
    release();
    throw error;
  }
}

/** Deletes the database of a home for good. Throws HomeInUse while a server runs there. */
export async function removeEmbeddedPostgres(home: string): Promise<void> {
  if (!existsSync(home)) return;
  const real = realpathSync(home);
  const release = takeSupervisorLock(real, join(real, 'postgres.lock'));
  try {
    removeRecordedPlace(real);
    for (const name of ['data', 'password', 'port', 'log'].map((part) =>
      part === 'log' ? 'postgres.log' : `postgres-${part}`,
    )) {
      rmSync(join(real, name), { recursive: true, force: true });
    }
  } finally {
    release();
  }
}

async function start(options: EmbeddedPostgresOptions, release: () => void): Promise<EmbeddedPostgres> {
  const { home, durable } = options;
  const log = options.log ?? (() => undefined);
  const place = preparePlace({ home, durable, binaries: await locateBinaries(), log });
  if (existsSync(place.dataDir)) {
    assertSameMajor(place);
    await stopLeftover(place.dataDir, log);
  }
  const password = ensureCluster(place, join(home, 'postgres-password'), durable);
  const supervisor = new Supervisor(home, durable, place, log, release);
  const port = await supervisor.startFirst(options.port);
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    dataDir: place.dataDir,
    get pid() {
      return supervisor.pid;
    },
    stop: () => supervisor.stop(),
  };
}

class Supervisor {
  private server!: PostgresProcess;
  private restarting: Promise<void> | undefined;
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly home: string,
    private readonly durable: boolean,
    private readonly place: PostgresPlace,
    private readonly log: (line: string) => void,
    private readonly release: () => void,
  ) {}

  get pid(): number {
    return this.server.pid;
  }

  async startFirst(wanted: number | undefined): Promise<number> {
    const remembered = join(this.home, 'postgres-port');
    for (let attempt = 1; ; attempt += 1) {
      const port = wanted ?? (await freePort(existsSync(remembered) ? Number(readFileSync(remembered, 'utf8')) : 0));
      try {
        await this.launch(port);
        writeFileSync(remembered, `${port}\n`);
        return port;
      } catch (error) {
        if (attempt === 40 || (wanted && isPortTaken(error)) || !PASSING_FAILURE.test(String(error))) throw error;
        await delay(250);
      }
    }
  }

  stop(): Promise<void> {
    this.stopped ??= this.shutDown();
    return this.stopped;
  }

  private async launch(port: number): Promise<void> {
    const logFile = join(this.home, 'postgres.log');
    if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) rmSync(logFile);
    this.server = await launchPostgres({ place: this.place, settings: serverSettings(port, this.durable), logFile });
    void this.server.ended.then((how) => {
      if (this.stopped) return;
      this.log(`PostgreSQL ended by itself (${how}), starting it again`);
      this.restarting = this.restart(port);
    });
  }

  private async restart(port: number): Promise<void> {
    for (let pause = 100; !this.stopped; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await stopLeftover(this.place.dataDir, this.log);
        await this.launch(port);
        return this.log(`PostgreSQL is back (process ${this.pid})`);
      } catch (error) {
        this.log(`PostgreSQL did not come back: ${(error as Error).message}`);
        await delay(pause);
      }
    }
  }

  private async shutDown(): Promise<void> {
    await this.restarting;
    if (!this.server.hasEnded()) await stopPostgres(this.server.pid);
    await this.server.ended;
    this.release();
  }
}

const isPortTaken = (error: unknown): boolean => /could not (bind|create any TCP)/.test(String(error));

/** The preferred port when nothing listens there, else any free one. */
async function freePort(preferred: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(preferred, '127.0.0.1');
    await once(probe, 'listening');
    return (probe.address() as { port: number }).port;
  } catch (error) {
    if (preferred === 0) throw error;
    return freePort(0);
  } finally {
    probe.close();
  }
}
