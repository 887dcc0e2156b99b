import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** A connection from which nothing came for this long has no request on its way. */
const QUIET_MS = 1_000;
const LOOK_EVERY_MS = 20;

/**
 * The time between being told to stop and no longer listening. Readiness is down at once, so that balancers send nothing more; what
 * still comes is served, and every answer closes its connection, so that no client sends into one that is going away.
 */
@Injectable()
export class Draining {
  private began = false;
  private readonly open = new Set<Socket>();

  get hasBegun(): boolean {
    return this.began;
  }

  /** Connections of the stream are not waited for: they are told when the server closes. */
  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
    server.on('upgrade', (_request, socket) => this.open.delete(socket as Socket));
  }

  /**
   * Resolves after `leastMs`, once every connection has been answered and closed, or has been quiet for a while. Takes no longer than
   * `leastMs` and five seconds.
   */
  async end(leastMs: number): Promise<void> {
    this.began = true;
    const started = performance.now();
    let heard = -1;
    let heardAt = started;
    for (;;) {
      const now = performance.now();
      const bytes = this.bytesRead();
      if (bytes !== heard) [heard, heardAt] = [bytes, now];
      const isOver = this.open.size === 0 || now - heardAt > QUIET_MS || now - started > leastMs + 5 * QUIET_MS;
      if (isOver && now - started >= leastMs) return;
      await setTimeout(LOOK_EVERY_MS);
    }
  }

  private bytesRead(): number {
    return [...this.open].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  }
}
