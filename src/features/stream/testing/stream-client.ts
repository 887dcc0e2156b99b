import { once } from 'node:events';
import { WebSocket } from 'ws';

export type Message = Readonly<Record<string, unknown>> & { readonly type: string };

const WITHIN_MS = 20_000;

/** A client of `/v1/stream` that keeps everything it is sent. */
export class StreamClient {
  readonly received: Message[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  private readonly changed = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.received.push(JSON.parse(String(data)) as Message);
      for (const look of this.changed) look();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })));
  }

  static async open(url: string, token?: string): Promise<StreamClient> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const client = new StreamClient(new WebSocket(`${url.replace(/^http/, 'ws')}/v1/stream`, { headers }));
    await once(client.socket, 'open');
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  of(type: string): Message[] {
    return this.received.filter((message) => message.type === type);
  }

  /** Resolves with the first message that fits, past or to come. */
  async next(fits: (message: Message) => boolean): Promise<Message> {
    await this.until(() => this.received.some(fits));
    return this.received.find(fits) as Message;
  }

  /** Resolves when `holds` is true after some message; rejects after a while, telling what was received. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.changed.delete(look);
        reject(
          new Error(
            `not within ${WITHIN_MS} ms; received ${this.received.length}, last: ${JSON.stringify(this.received.slice(-3))}`,
          ),
        );
      }, WITHIN_MS);
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(late);
        this.changed.delete(look);
        resolve();
      };
      this.changed.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
