import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

const MOST_BYTES = 65_536;

/** Somebody who is told of what happens, and believes only what is signed. */
export class Receiver {
  /** What it was told, by type. */
  readonly told: string[] = [];
  refused = 0;
  /** Known once the webhook was registered. */
  secret = '';

  private readonly server = createServer((request, response) => {
    void this.take(request).then((status) => response.writeHead(status).end());
  });

  /** Where it listens, on this machine. */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/told`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async take(request: IncomingMessage): Promise<number> {
    let raw = '';
    for await (const chunk of request.setEncoding('utf8')) if ((raw += chunk as string).length > MOST_BYTES) return 413;
    try {
      const said = new Webhook(this.secret).verify(raw, request.headers as Record<string, string>) as { type: string };
      this.told.push(said.type);
      return 204;
    } catch {
      this.refused += 1;
      return 400;
    }
  }
}
