import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Load, LoadResult } from './load/load.js';

export interface Secret {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Credentials {
  readonly url: string;
  readonly agentKey: string;
  readonly operator: Secret;
  readonly owner: Secret;
}

/** A whole Writ as `npm start` runs it (durable PostgreSQL, worker, API), in a home of its own. */
export class BenchDeployment {
  private second: ChildProcess | undefined;

  private constructor(
    readonly credentials: Credentials,
    private readonly supervisor: ChildProcess,
    private readonly home: string,
    private token: string,
  ) {}

  static async start(more: NodeJS.ProcessEnv = {}): Promise<BenchDeployment> {
    const home = mkdtempSync(join(tmpdir(), 'writ-bench-'));
    chmodSync(home, 0o755); // root starts PostgreSQL as another account, which must be able to enter
    const main = fileURLToPath(new URL('../../src/apps/local/main.js', import.meta.url));
    const port = String(await freePort());
    const env = { ...process.env, ...more, WRIT_HOME: join(home, 'writ'), WRIT_PORT: port, WRIT_LOG_LEVEL: 'error' };
    const supervisor = spawn(process.execPath, ['--enable-source-maps', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await untilReady(supervisor);
    const credentials = JSON.parse(readFileSync(join(home, 'writ', 'credentials.json'), 'utf8')) as Credentials;
    const deployment = new BenchDeployment(credentials, supervisor, home, '');
    deployment.token = await deployment.signIn();
    return deployment;
  }

  /** Of the process that started all others. */
  get pid(): number {
    return this.supervisor.pid as number;
  }

  /** Address of its PostgreSQL, as the superuser. */
  databaseServer(database = 'postgres'): string {
    const read = (file: string): string => readFileSync(join(this.home, 'writ', file), 'utf8').trim();
    return `postgres://postgres:${read('postgres-password')}@127.0.0.1:${read('postgres-port')}/${database}`;
  }

  /** Another API on the same database; gives back its address. It ends with the deployment. */
  async startSecondApi(): Promise<string> {
    const home = join(this.home, 'writ');
    const database = this.databaseServer('writ');
    const env = { ...process.env, WRIT_HOME: home, WRIT_PORT: '0', WRIT_LOG_LEVEL: 'error', DATABASE_URL: database };
    const main = fileURLToPath(new URL('../../src/apps/api/main.js', import.meta.url));
    this.second = fork(main, [], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [{ ready }] = (await once(this.second, 'message')) as [{ ready: string }];
    return ready;
  }

  /** One load from a process of its own, at the API of this deployment or at another address. */
  async load(load: Omit<Load, 'url'> & { path?: string; at?: string }): Promise<LoadResult> {
    await this.settled();
    return this.loadAtOnce(load);
  }

  /** The same although others may be under way. */
  async loadAtOnce(load: Omit<Load, 'url'> & { path?: string; at?: string }): Promise<LoadResult> {
    const generator = fork(fileURLToPath(new URL('./load/load-generator.js', import.meta.url)));
    generator.send({ ...load, url: `${load.at ?? this.credentials.url}${load.path ?? ''}` } satisfies Load);
    const [answer] = (await once(generator, 'message')) as [{ result?: LoadResult; error?: string }];
    generator.kill();
    if (!answer.result) throw new Error(answer.error);
    return answer.result;
  }

  async get<T>(path: string, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(`${this.credentials.url}${path}`, {
      headers: { ...headers, authorization: `Bearer ${this.token}` },
    });
    if (response.status === 401) {
      this.token = await this.signIn();
      return this.get<T>(path, headers);
    }
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await (response.headers.get('content-type')?.includes('json') ? response.json() : response.text())) as T;
  }

  /** Resolves when the read models have caught up with the ledger, so that one load does not pay for the one before it. */
  async settled(): Promise<void> {
    for (;;) {
      const { checks } = await this.get<{ checks: { projections: { detail?: Record<string, number> } } }>('/readyz');
      const lags = Object.values(checks.projections.detail ?? { unknown: 1 });
      if (lags.every((lag) => lag === 0)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** Streams the ledger of the demo tenant, or of whose operator that is, and calls `see` with every event. */
  async eachEvent(
    see: (event: { type: string; position: number; at: string; data: Record<string, unknown> }) => void,
    operator = this.credentials.operator,
  ): Promise<void> {
    const response = await fetch(`${this.credentials.url}/v1/ledger/export`, {
      headers: { authorization: `Bearer ${await this.signIn(operator)}` },
    });
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (!line.startsWith('{"trailer"')) see(JSON.parse(line));
    }
  }

  /** Resident memory of the API process, in MB. */
  async apiMemory(): Promise<number> {
    const exposition = await this.get<string>('/metrics');
    return Number(/^process_resident_memory_bytes\{[^}]*\} (\S+)/m.exec(exposition)?.[1]) / 1_000_000;
  }

  async stop(): Promise<void> {
    if (this.second) {
      const ended = once(this.second, 'exit');
      this.second.kill('SIGTERM');
      await ended;
    }
    const gone = once(this.supervisor, 'exit');
    this.supervisor.kill('SIGTERM');
    await gone;
    rmSync(this.home, { recursive: true, force: true });
  }

  async signIn(secret: Secret = this.credentials.operator): Promise<string> {
    const { clientId, clientSecret } = secret;
    const response = await fetch(`${this.credentials.url}/v1/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, clientSecret }),
    });
    return ((await response.json()) as { accessToken: string }).accessToken;
  }
}

async function untilReady(supervisor: ChildProcess): Promise<void> {
  let told = '';
  supervisor.stdout!.setEncoding('utf8');
  for await (const chunk of supervisor.stdout!.iterator({ destroyOnReturn: false })) {
    told += chunk as string;
    if (told.includes('Writ is ready')) {
      supervisor.stdout!.resume();
      return;
    }
  }
  throw new Error(`Writ did not start:\n${told}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
