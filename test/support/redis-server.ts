import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Why specs on a real Redis are left out; false when there is one. */
export const withoutRedis = spawnSync('redis-server', ['--version']).status === 0 ? false : 'there is no redis-server';

const PASSWORD = 'only-in-specs';

/** A Redis of its own, which keeps nothing when it is stopped. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly settings: readonly string[],
  ) {}

  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const server = await RedisServer.stopped(...settings);
    await server.resume();
    return server;
  }

  /** One that is not there yet. */
  static async stopped(...settings: readonly string[]): Promise<RedisServer> {
    return new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), 'writ-redis-')), settings);
  }

  /** With its user and password, in front of `host:port`. */
  get login(): string {
    return `:${PASSWORD}@127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `redis://${this.login}`;
  }

  /** Starts it, or starts it again. */
  async resume(): Promise<void> {
    const settings = ['--requirepass', PASSWORD, '--save', '', '--appendonly', 'no', ...this.settings];
    await this.run(
      ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, ...settings],
      'Ready to accept connections',
    );
  }

  /** As the sentinel of another Redis. */
  async resumeAsSentinel(master: string, of: RedisServer): Promise<void> {
    const file = join(this.folder, 'sentinel.conf');
    const lines = [
      `port ${this.port}`,
      'bind 127.0.0.1',
      `dir ${this.folder}`,
      `requirepass ${PASSWORD}`,
      `sentinel monitor ${master} 127.0.0.1 ${of.port} 1`,
      `sentinel auth-pass ${master} ${PASSWORD}`,
    ];
    writeFileSync(file, lines.join('\n'));
    await this.run([file, '--sentinel'], '+monitor master');
  }

  get password(): string {
    return PASSWORD;
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(settings: readonly string[], word: string): Promise<void> {
    const child = spawn('redis-server', [...settings], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.child = child;
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines)
      if (line.includes(word)) {
        child.stdout.resume();
        return;
      }
    throw new Error(`redis-server ended with ${child.exitCode}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
