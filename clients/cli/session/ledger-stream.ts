import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { isTemporary, WritProblem, WritUnreachable } from '../../contract/problem.js';
import { readAnswer } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import type { Authority } from './api-client.js';
import { CommandError, EXIT_NEGATIVE } from '../exit.js';

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

/** What is listened to; anything else is for later versions of this client. */
const StreamMessage = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('event'), position: z.number(), event: z.looseObject({}) }),
  z.looseObject({ type: z.literal('error'), id: z.string().optional(), code: z.string(), detail: z.string() }),
  z.looseObject({ type: z.literal('ping') }),
]);
type StreamMessage = z.output<typeof StreamMessage>;
type Refused = Extract<StreamMessage, { type: 'error' }>;

type Closes = Schemas['StreamClose'];
const UNAUTHENTICATED: Closes['unauthenticated'] = 4001;
const SLOW: Closes['slow'] = 4008;

/** Refusals of a subscription that say nothing about it: the same may work on the next connection. */
const PASSING: readonly string[] = [
  'OVERLOADED',
  'LEDGER_UNAVAILABLE',
  'DATABASE_UNAVAILABLE',
] satisfies Schemas['Problem']['code'][];

/** Statuses that say: later. */
const BUSY: readonly number[] = [429, 502, 503, 504];

/** Names of channels are the user's; the server says which there are. */
type Subscribe = Extract<Schemas['StreamClientMessage'], { type: 'subscribe' }>;
/** `isBusy`: a server was there, and said that it has no time. */
type Lost = { readonly kind: 'lost'; readonly reason: string; readonly isRefused?: boolean; readonly isBusy?: boolean };
type End = { readonly kind: 'done' } | Lost;

/**
 * Follows a tenant's events in order, each once. A lost connection is made again after the agreed backoff and resumed
 * after the last event seen, so nothing is missed. Rejects when the server refuses the subscription or the credential, or
 * when there is no server that opens a first connection, or says that it will.
 */
export async function followLedger(options: StreamOptions): Promise<void> {
  let after = options.after;
  let failures = 0;
  let wasConnected = false;
  let isRenewed = false;
  while (!options.signal.aborted) {
    const heard = {
      opened: () => (wasConnected = true),
      seen: (position: number | undefined) => {
        after = position;
        failures = 0;
        isRenewed = false;
      },
    };
    let end = await oneConnection(options, after, heard).catch(lostWhenTemporary);
    if (end.kind === 'done' || options.signal.aborted) return;
    if (end.isRefused) {
      if (isRenewed) throw new CommandError('UNAUTHENTICATED', end.reason, EXIT_NEGATIVE);
      end = await renewed(options.authority, end).catch(lostWhenTemporary);
      isRenewed = end.isRefused === true;
      if (isRenewed) continue;
    }
    wasConnected ||= end.isBusy === true;
    if (!wasConnected) throw new WritUnreachable(`cannot follow ${options.url}: ${end.reason}`);
    failures += 1;
    const ms = options.waitMs(failures);
    options.onReconnect(ms, end.reason);
    await setTimeout(ms, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** Gives back `end` when another attempt with a new credential is worth it. */
async function renewed(authority: Authority, end: Lost): Promise<Lost> {
  if (await authority.renew?.()) return end;
  throw new CommandError('UNAUTHENTICATED', end.reason, EXIT_NEGATIVE);
}

/** A credential that cannot be had while the server is away can be had later. */
function lostWhenTemporary(error: unknown): Lost {
  if (!isTemporary(error)) throw error;
  return { kind: 'lost', reason: error.message, isBusy: error instanceof WritProblem };
}

interface Heard {
  readonly opened: () => void;
  /** Told with the last position of which the connection proved good. */
  readonly seen: (position: number | undefined) => void;
}

async function oneConnection(options: StreamOptions, after: number | undefined, heard: Heard): Promise<End> {
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
    return await new Conversation(options, socket, after, heard).end;
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
    private readonly heard: Heard,
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
      const kind = { isRefused: status === 401, isBusy: BUSY.includes(status) };
      this.finish({ kind: 'lost', reason: `the server answered with status ${status}`, ...kind });
    });
    socket.on('error', (error) => this.finish({ kind: 'lost', reason: error.message }));
  }

  private subscribe(): void {
    this.heard.opened();
    const channels = this.options.channels as Subscribe['channels'];
    this.send({
      type: 'subscribe',
      id: SUBSCRIPTION,
      ...(channels?.length && { channels }),
      ...(this.last !== undefined && { after: this.last }),
    });
    this.expectMore();
  }

  private hear(text: string): void {
    this.expectMore();
    const message = parsed(text);
    if (message?.type === 'error') return this.refused(message);
    if (message?.type === 'ping') this.send({ type: 'pong' });
    else if (message) this.event(message.position, message.event);
    // Anything else that is heard means that the connection works.
    this.heard.seen(this.last);
  }

  private event(position: number, event: Readonly<Record<string, unknown>>): void {
    if (this.last !== undefined && position <= this.last) return;
    this.last = position;
    if (this.options.onEvent(position, event)) return;
    // Messages that have arrived already would still be heard.
    this.socket.removeAllListeners('message');
    this.finish({ kind: 'done' });
  }

  /** What is not about the subscription is about the connection, and the code it is closed with says what to do. */
  private refused({ id, code, detail }: Refused): void {
    if (id !== SUBSCRIPTION || code === ('UNAUTHENTICATED' satisfies Schemas['Problem']['code'])) return;
    if (PASSING.includes(code)) this.finish({ kind: 'lost', reason: detail });
    else this.fail(new CommandError(code, detail, EXIT_NEGATIVE));
  }

  private closed(code: number, reason: string): End {
    if (this.options.signal.aborted) return { kind: 'done' };
    if (code === UNAUTHENTICATED) return { kind: 'lost', reason: reason || 'not authenticated', isRefused: true };
    if (code === SLOW) return { kind: 'lost', reason: 'too slow, cut off by the server' };
    return { kind: 'lost', reason: `connection closed (${code}${reason && ` ${reason}`})` };
  }

  private expectMore(): void {
    clearTimeout(this.silence);
    this.silence = globalThis.setTimeout(() => this.finish({ kind: 'lost', reason: 'the server went silent' }), SILENCE_MS);
  }

  private send(message: Schemas['StreamClientMessage']): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function parsed(text: string): StreamMessage | undefined {
  try {
    return StreamMessage.safeParse(readAnswer(text)).data;
  } catch {
    return undefined;
  }
}
