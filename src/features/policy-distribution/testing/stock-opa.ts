import { expectThat } from '#libs/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOpa } from '#libs/rego-compiler';
import { eventually } from '#test/support/conditions';

/** What OPA answers a question with: no `result` when the rule has no value. */
export interface OpaAnswer {
  readonly decision_id: string;
  readonly result?: unknown;
}

/** The real OPA as a server, with a configuration and nothing else. Stop it when done. */
export class StockOpa {
  private output = '';

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (this.output += String(text)));
  }

  /** Resolves when it answers; its bundles may not be there yet. The configuration finds the key as `${WRIT_AGENT_KEY}`. */
  static async start(configuration: object, agentKey: string): Promise<StockOpa> {
    const { path } = await findOpa(process.env['OPA_BIN']);
    const folder = await mkdtemp(join(tmpdir(), 'writ-opa-'));
    await writeFile(join(folder, 'opa.json'), JSON.stringify(configuration));
    const port = await freePort();
    const args = ['run', '--server', '--addr', `127.0.0.1:${port}`, '--config-file', 'opa.json', '--log-level', 'debug'];
    const child = spawn(path, args, {
      cwd: folder,
      env: { HOME: folder, WRIT_AGENT_KEY: agentKey },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const opa = new StockOpa(`http://127.0.0.1:${port}`, child, folder);
    await eventually('OPA answers', async () => (await fetch(`${opa.url}/health`)).ok || opa.hasEnded());
    expectThat(opa.log, opa.hasEnded()).toBe(false);
    return opa;
  }

  /** Everything it has written so far. */
  get log(): string {
    return this.output;
  }

  /** Whether all its bundles are activated. */
  async isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/health?bundles`)).ok;
  }

  async ready(): Promise<void> {
    await eventually('OPA has its bundles', () => this.isReady(), 30_000).catch((error: unknown) => {
      throw new Error(this.log.slice(-4_000), { cause: error });
    });
  }

  async ask(path: string, input: unknown, headers: object = {}): Promise<OpaAnswer> {
    const answer = await fetch(`${this.url}/v1/data/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ input }),
    });
    expectThat(this.log.slice(-2_000), answer.status).toBe(200);
    return (await answer.json()) as OpaAnswer;
  }

  async stop(): Promise<void> {
    if (!this.hasEnded()) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      // It waits for its long polls; nobody waits for it.
      const hard = setTimeout(() => this.child.kill('SIGKILL'), 2_000);
      await gone;
      clearTimeout(hard);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
