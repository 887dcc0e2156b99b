import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Reply = (response: ServerResponse, request: SeenRequest) => void;

/** A server that answers as a spec says, one reply per request, the last one for all that follow. */
export class ScriptedServer {
  readonly seen: SeenRequest[] = [];
  replies: Reply[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<ScriptedServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const scripted = new ScriptedServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void scripted.answer(request, response));
    return scripted;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const seen = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
    this.seen.push(seen);
    const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
    reply?.(response, seen);
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

export const problem = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  json(status, { type: '', title: 'T', status, detail: `detail of ${code}`, code, requestId: 'req-1' }, headers);

/** The request was received, and then the connection is gone. */
export const hangUp: Reply = (response) => response.destroy();

export const silence: Reply = () => undefined;
