import { once } from 'node:events';
import { WebSocket } from 'ws';
import { call, percentiles, type Load, type LoadResult } from './load.js';

/** Calls that one socket keeps unanswered. */
const IN_FLIGHT = 100;

/** Decides over `/v1/stream`: every connection keeps a window of calls open until the time is up, then drains it. */
export async function streamLoad(load: Load): Promise<LoadResult> {
  const until = performance.now() + (load.seconds ?? 10) * 1000;
  const [started, used] = [performance.now(), process.cpuUsage()];
  const sockets = await Promise.all(Array.from({ length: load.connections }, (_, session) => decideOver(load, session, until)));
  const latencies = sockets.flatMap((socket) => socket.latencies);
  const ok = sockets.reduce((sum, socket) => sum + socket.ok, 0);
  const failed = sockets.reduce((sum, socket) => sum + socket.failed, 0);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(used);
  const cpuMicros = (user + system) / Math.max(1, ok + failed);
  return { requests: ok + failed, cpuMicros, ok, failed, perSecond: (ok + failed) / seconds, ...percentiles(latencies) };
}

interface SocketRun {
  ok: number;
  failed: number;
  readonly latencies: number[];
}

async function decideOver(load: Load, session: number, until: number): Promise<SocketRun> {
  const socket = new WebSocket(`${load.url.replace(/^http/, 'ws')}/v1/stream`, {
    headers: { authorization: `Bearer ${load.key}` },
  });
  await once(socket, 'open');
  const run: SocketRun = { ok: 0, failed: 0, latencies: [] };
  const open = new Map<string, number>();
  let n = 0;
  const ask = (): void => {
    const id = String((n += 1));
    open.set(id, performance.now());
    socket.send(JSON.stringify({ type: 'decide', id, request: call(load, session, n) }));
  };
  const drained = new Promise<void>((resolve, reject) => {
    socket.on('close', (code) => reject(new Error(`the server closed the stream with ${code}`)));
    socket.on('message', (data: Buffer) => {
      const { type, id } = JSON.parse(data.toString('utf8')) as { type: string; id?: string };
      if (type === 'ping') return socket.send('{"type":"pong"}');
      run.latencies.push(performance.now() - (open.get(id ?? '') ?? Number.NaN));
      open.delete(id ?? '');
      if (type === 'decision') run.ok += 1;
      else run.failed += 1;
      if (performance.now() < until) ask();
      else if (open.size === 0) resolve();
    });
  });
  for (let i = 0; i < IN_FLIGHT; i += 1) ask();
  await drained;
  socket.removeAllListeners('close');
  socket.close();
  return run;
}
