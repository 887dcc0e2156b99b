import { Agent, request as send } from 'node:http';
import { call, percentiles, type Load, type LoadResult } from './load.js';

const TICK_MS = 1;
/** Requests of the first second open the connections; they are counted, their latency is not. */
const WARM_UP_MS = 1_000;

/**
 * Single decisions at a steady rate, whatever the server does: what is due is sent, and each latency counts from the moment the
 * request was due, so that a server that stalls cannot hide it by being asked less.
 */
export async function openLoop(load: Load): Promise<LoadResult> {
  const amount = load.amount ?? (load.rate as number) * (load.seconds ?? 10);
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const started = performance.now();
  const pending: Promise<boolean>[] = [];
  const latencies: number[] = [];
  while (pending.length < amount) {
    const due = Math.min(amount, Math.floor(((performance.now() - started) / 1000) * (load.rate as number)) + 1);
    while (pending.length < due) {
      const dueAt = started + (pending.length / (load.rate as number)) * 1000;
      const told = (ok: boolean): boolean => {
        if (dueAt - started >= WARM_UP_MS) latencies.push(performance.now() - dueAt);
        return ok;
      };
      pending.push(decide(load, agent, pending.length).then(told));
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const answers = await Promise.all(pending);
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  const ok = answers.filter(Boolean).length;
  return { requests: amount, ok, failed: amount - ok, perSecond: amount / seconds, ...percentiles(latencies) };
}

function decide(load: Load, agent: Agent, n: number): Promise<boolean> {
  const body = JSON.stringify(call(load, n % load.connections, n));
  const headers = {
    authorization: `Bearer ${load.key}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve) => {
    const request = send(`${load.url}/v1/decisions`, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
      response.on('error', () => resolve(false));
    });
    request.on('error', () => resolve(false));
    request.end(body);
  });
}
