import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { StreamMessage } from './answers.js';
import type { Authority } from './api-client.js';
import { CommandError, EXIT_NEGATIVE } from './exit.js';
import { UnreachableError } from './problem.js';

export interface StreamOptions {
  /** http(s) URL of the server. */
  readonly url: string;
  readonly authority: Authority;
  /** Empty for all the server offers. */
  readonly channels: readonly string[];
  /** Events up to this position are not wanted; undefined starts with what comes next. */
  readonly after: number | undefined;
  /** False ends the stream. */
  readonly onEvent: (position: number, event: Readonly<Record<string, unknown>>) => boolean;
  /** Milliseconds to wait after this many failures in a row (1..). */
  readonly waitMs: (failures: number) => number;
  /** Told before each wait: how long, and why the connection is gone. */
  readonly onReconnect: (ms: number, reason: string) => void;
  readonly signal: AbortSignal;
}

/** The server pings every 30 s; two missed and a bit more means that nobody is there. */
const SILENCE_MS = 75_000;
const SUBSCRIPTION = 'tail';

type End = { readonly kind: 'done' } | { readonly kind: 'lost'; readonly reason: string; readonly isRefused?: boolean };

/**
 * Follows a tenant's events in order, each once. A lost connection is made again after the agreed backoff and resumed
 * after the last event seen, so nothing is missed. Rejects when the server refuses the subscription or the credential, or
 * when the very first connection fails.
 */
export async function followLedger(options: StreamOptions): Promise<void> {
  let after = options.after;
  let failures = 0;
  let wasConnected = false;
  let isRenewed = false;
  while (!options.signal.aborted) {
    const end = await oneConnection(options, after, (position) => {
      after = position;
      failures = 0;
      isRenewed = false;
      wasConnected = true;
    });
    if (end.kind === 'done' || options.signal.aborted) return;
    if (end.isRefused) {
      if (isRenewed || !(await options.authority.renew?.())) throw new CommandError('UNAUTHENTICATED', end.reason, EXIT_NEGATIVE);
      isRenewed = true;
      continue;
    }
    if (!wasConnected && failures === 0) throw new UnreachableError(`cannot follow ${options.url}: ${end.reason}`);
    failures += 1;
    const ms = options.waitMs(failures);
    options.onReconnect(ms, end.reason);
    await setTimeout(ms, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

async function oneConnection(
  options: StreamOptions,
  after: number | undefined,
  seen: (position: number | undefined) => void,
): Promise<End> {
  const authorization = await options.authority.authorization();
  const socket = new WebSocket(`${options.url.replace(/^http/, 'ws')}/v1/stream`, {
    headers: authorization === undefined ? {} : { authorization },
    handshakeTimeout: 10_000,
    maxPayload: 16 * 1024 * 1024,
    followRedirects: false,
  });
  const stop = (): void => socket.close(1000);
  options.signal.addEventListener('abort', stop);
  try {
    return await new Conversation(options, socket, after, seen).end;
  } finally {
    options.signal.removeEventListener('abort', stop);
    socket.terminate();
  }
}

/** One WebSocket from opening to its end. */
class Conversation {
  readonly end: Promise<End>;
  private finish: (end: End) => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;
  private silence: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: StreamOptions,
    private readonly socket: WebSocket,
    private last: number | undefined,
    private readonly seen: (position: number | undefined) => void,
  ) {
    this.end = new Promise<End>((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    }).finally(() => clearTimeout(this.silence));
    socket.on('open', () => this.subscribe());
    socket.on('message', (data) => this.hear(String(data)));
    socket.on('ping', () => this.expectMore());
    socket.on('close', (code, reason) => this.finish(this.closed(code, String(reason))));
    socket.on('unexpected-response', (_request, response) => {
      const status = response.statusCode ?? 0;
      this.finish({ kind: 'lost', reason: `the server answered with status ${status}`, isRefused: status === 401 });
    });
    socket.on('error', (error) => this.finish({ kind: 'lost', reason: error.message }));
  }

  private subscribe(): void {
    const { channels } = this.options;
    this.send({
      type: 'subscribe',
      id: SUBSCRIPTION,
      ...(channels.length > 0 && { channels }),
      ...(this.last !== undefined && { after: this.last }),
    });
    this.expectMore();
  }

  private hear(text: string): void {
    this.expectMore();
    const message = parsed(text);
    if (message?.type === 'ping') this.send({ type: 'pong' });
    else if (message?.type === 'error') this.refused(message);
    else if (message?.type === 'event' && message.position !== undefined && message.event)
      this.event(message.position, message.event);
    // Anything heard means that the connection works; other messages are for later versions of this client.
    if (message?.type !== 'error') this.seen(this.last);
  }

  private event(position: number, event: Readonly<Record<string, unknown>>): void {
    if (this.last !== undefined && position <= this.last) return;
    this.last = position;
    if (this.options.onEvent(position, event)) return;
    // Messages that have arrived already would still be heard.
    this.socket.removeAllListeners('message');
    this.finish({ kind: 'done' });
  }

  private refused(message: StreamMessage): void {
    const code = message.code ?? 'STREAM_ERROR';
    const detail = message.detail ?? 'the server refused the subscription';
    if (code.startsWith('TOKEN_') || code === 'UNAUTHENTICATED') this.finish({ kind: 'lost', reason: detail, isRefused: true });
    else this.fail(new CommandError(code, detail, EXIT_NEGATIVE));
  }

  private closed(code: number, reason: string): End {
    if (this.options.signal.aborted) return { kind: 'done' };
    if (code === 4401 || code === 1008) return { kind: 'lost', reason: reason || 'not authenticated', isRefused: true };
    return {
      kind: 'lost',
      reason: code === 4008 ? 'too slow, cut off by the server' : `connection closed (${code}${reason && ` ${reason}`})`,
    };
  }

  private expectMore(): void {
    clearTimeout(this.silence);
    this.silence = globalThis.setTimeout(() => this.finish({ kind: 'lost', reason: 'the server went silent' }), SILENCE_MS);
  }

  private send(message: unknown): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function parsed(text: string): StreamMessage | undefined {
  try {
    return StreamMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
