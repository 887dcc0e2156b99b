import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLedgerDatabase, execute } from '#libs/event-store-postgres/testing';
import { findOpa } from '#libs/rego-compiler';
import { freePort } from '../bench-deployment.js';

const POLICY = ['policy.rego', 'data.json'].map((file) => `src/features/demo/default-policy/${file}`);
const READY_WITHIN_MS = 20_000;

/** What decisions are measured beside, each in a process of its own on the same machine. */
export interface Contestants {
  /** Fastify alone: a request read and answered. */
  readonly bare: string;
  /** Fastify and the ledger, on the same PostgreSQL as Writ. */
  readonly floor: string;
  /** The stock OPA server on the demo's policy; keeps nothing. */
  readonly opa: string;
  readonly opaVersion: string;
  stop(): Promise<void>;
}

export async function startContestants(serverUrl: string): Promise<Contestants> {
  const floor = await startFloor(serverUrl);
  const { path } = await findOpa(process.env['OPA_BIN']);
  const opaVersion = /^Version: (\S+)/m.exec(execFileSync(path, ['version'], { encoding: 'utf8' }))?.[1] ?? 'of unknown version';
  const port = await freePort();
  const server = ['run', '--server', '--addr', `127.0.0.1:${port}`, '--log-level', 'error'];
  const opa = spawn(path, [...server, '--disable-telemetry', '--v1-compatible', ...POLICY], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const opaUrl = `http://127.0.0.1:${port}`;
  await answers(`${opaUrl}/health`);
  return {
    bare: `${floor.url}/bare`,
    floor: `${floor.url}/floor`,
    opa: `${opaUrl}/v1/data/writ/decision`,
    opaVersion,
    stop: async () => void (await Promise.all([floor.child, opa].map(stopped))),
  };
}

async function startFloor(serverUrl: string): Promise<{ url: string; child: ChildProcess }> {
  await execute(serverUrl, 'create database bench_floor');
  const database = new URL(serverUrl);
  database.pathname = '/bench_floor';
  const { ledgerUrl, appUrl } = await createLedgerDatabase(database.href);
  const main = fileURLToPath(new URL('./floor-server.js', import.meta.url));
  const child = fork(main, [ledgerUrl, appUrl], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ ready }] = (await once(child, 'message')) as [{ ready: string }];
  return { url: ready, child };
}

async function answers(url: string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    if (performance.now() > until) throw new Error(`${url} did not answer within ${READY_WITHIN_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
