import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Load, LoadResult } from './load.js';

interface Credentials {
  readonly url: string;
  readonly agentKey: string;
  readonly operator: { readonly clientId: string; readonly clientSecret: string };
}

/** A whole Writ as `npm start` runs it (durable PostgreSQL, worker, API), in a home of its own. */
export class BenchDeployment {
  private constructor(
    readonly credentials: Credentials,
    private readonly supervisor: ChildProcess,
    private readonly home: string,
    private token: string,
  ) {}

  static async start(): Promise<BenchDeployment> {
    const home = mkdtempSync(join(tmpdir(), 'writ-bench-'));
    chmodSync(home, 0o755); // root starts PostgreSQL as another account, which must be able to enter
    const main = fileURLToPath(new URL('../../src/apps/local/main.js', import.meta.url));
    const env = { ...process.env, WRIT_HOME: join(home, 'writ'), WRIT_PORT: String(await freePort()), WRIT_LOG_LEVEL: 'error' };
    const supervisor = spawn(process.execPath, ['--enable-source-maps', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    await untilReady(supervisor);
    const credentials = JSON.parse(readFileSync(join(home, 'writ', 'credentials.json'), 'utf8')) as Credentials;
    const deployment = new BenchDeployment(credentials, supervisor, home, '');
    deployment.token = await deployment.signIn();
    return deployment;
  }

  /** One load from a process of its own. */
  async load(load: Omit<Load, 'url'> & { path?: string }): Promise<LoadResult> {
    await this.settled();
    const generator = fork(fileURLToPath(new URL('./load-generator.js', import.meta.url)));
    generator.send({ ...load, url: `${this.credentials.url}${load.path ?? ''}` } satisfies Load);
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

  /** Streams the ledger and calls `see` with every event. */
  async eachEvent(
    see: (event: { type: string; position: number; at: string; data: Record<string, unknown> }) => void,
  ): Promise<void> {
    const response = await fetch(`${this.credentials.url}/v1/ledger/export`, {
      headers: { authorization: `Bearer ${await this.signIn()}` },
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
    const gone = once(this.supervisor, 'exit');
    this.supervisor.kill('SIGTERM');
    await gone;
    rmSync(this.home, { recursive: true, force: true });
  }

  private async signIn(): Promise<string> {
    const { clientId, clientSecret } = this.credentials.operator;
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
