import { type RawData, WebSocket } from 'ws';
import { z } from 'zod';
import { readAnswer } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';

/** The server pings every 30 s; two missed and a bit more means that nobody is there. */
const SILENCE_MS = 75_000;
const HANDSHAKE_MS = 10_000;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const UNAUTHENTICATED: Schemas['StreamClose']['unauthenticated'] = 4001;

export interface StreamMessage {
  readonly type: string;
  readonly id?: string | undefined;
  readonly [more: string]: unknown;
}

const Message = z.looseObject({ type: z.string(), id: z.string().optional() });

export interface SocketEars {
  readonly opened: () => void;
  /** Every message but pings. */
  readonly heard: (message: StreamMessage) => void;
  /** Once, and nothing after it. `isRefused`: the key is not good, and no other connection with it will be. */
  readonly lost: (reason: string, isRefused: boolean) => void;
}

/** One WebSocket of an agent, from its opening to its end. Messages that are none are not heard: they belong to a later version. */
export class StreamSocket {
  private readonly socket: WebSocket;
  private silence: NodeJS.Timeout | undefined;
  private isLost = false;

  constructor(
    url: string,
    agentKey: string,
    private readonly ears: SocketEars,
  ) {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/stream`, {
      headers: { authorization: `Bearer ${agentKey}` },
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      followRedirects: false,
    });
    this.socket.on('open', () => this.open());
    this.socket.on('message', (data) => this.hear(data));
    this.socket.on('unexpected-response', (_request, { statusCode = 0 }) =>
      this.lose(`the server answered with status ${statusCode}`, statusCode === 401),
    );
    this.socket.on('error', (error) => this.lose(error.message));
    this.socket.on('close', (code, reason) =>
      this.lose(`connection closed (${code}${reason.length > 0 ? ` ${String(reason)}` : ''})`, code === UNAUTHENTICATED),
    );
  }

  send(text: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  /** Nothing is heard of it any more. */
  end(): void {
    this.isLost = true;
    clearTimeout(this.silence);
    if (this.socket.readyState === WebSocket.OPEN) this.socket.close(1000);
    else this.socket.terminate();
  }

  private open(): void {
    this.expectMore();
    if (!this.isLost) this.ears.opened();
  }

  private hear(data: RawData): void {
    this.expectMore();
    const message = parsed(String(data));
    if (!message || this.isLost) return;
    if (message.type === 'ping') this.send('{"type":"pong"}');
    else this.ears.heard(message);
  }

  private lose(reason: string, isRefused = false): void {
    clearTimeout(this.silence);
    this.socket.terminate();
    if (this.isLost) return;
    this.isLost = true;
    this.ears.lost(reason, isRefused);
  }

  private expectMore(): void {
    clearTimeout(this.silence);
    if (!this.isLost) this.silence = setTimeout(() => this.lose('the server went silent'), SILENCE_MS).unref();
  }
}

function parsed(text: string): StreamMessage | undefined {
  try {
    return Message.safeParse(readAnswer(text)).data;
  } catch {
    return undefined;
  }
}
