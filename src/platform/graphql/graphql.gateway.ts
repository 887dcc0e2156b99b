import type { IncomingMessage } from 'node:http';
import { Inject, type BeforeApplicationShutdown } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import {
  CloseCode,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  makeServer,
  type Context,
  type Server,
  type SubscribePayload,
} from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import { newId } from '#libs/event-ids';
import { Authentication } from '#platform/auth/authentication';
import type { OperatorPrincipal, Principal } from '#platform/auth/principal';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import { parseJsonBody } from '#platform/http/bodies/json-body';
import { ProblemFilter } from '#platform/http/problem.filter';
import { requestFacts, type RequestFacts } from '#platform/http/request-context';
import { closeReason } from '#platform/live/close-reason';
import { callerAddress } from '#platform/live/remote-address';
import { ROSTER_LIMITS, SocketRoster, type RosterLimits } from '#platform/live/socket-roster';
import { turnAway } from '#platform/live/turn-away';
import { checkUpgrade } from '#platform/live/upgrade-check';
import type { Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { publicError } from './graphql-errors.js';
import { malformed, subscriptionOf } from './subscription-document.js';

/** Subscriptions of one socket, at most. */
const MAX_SUBSCRIPTIONS = 32;
const MAX_MESSAGE_BYTES = 262_144;
const CLOSE_MS = 5_000;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;
const FROM_CLIENTS: ReadonlySet<unknown> = new Set(['connection_init', 'ping', 'pong', 'subscribe', 'complete']);

interface Extra {
  readonly socket: WebSocket;
  readonly facts: RequestFacts;
  /** The credential that came with the upgrade, and whether it is good. */
  readonly shown?: string | undefined;
  atUpgrade?: Promise<boolean>;
  /** Once the client has introduced itself. */
  isReady?: boolean;
  principal?: Principal;
  /** Looks again at the credential that let this socket in. */
  check?: () => Promise<Principal>;
  expiry?: NodeJS.Timeout;
}
type SocketContext = Context<Record<string, unknown>, Extra>;

/**
 * GraphQL subscriptions over graphql-ws on `/graphql`. The token comes in `connectionParams.authorization` or the header
 * of the upgrade, never in the URL. Queries and mutations belong to HTTP and are refused here.
 */
@WebSocketGateway({
  path: '/graphql',
  maxPayload: MAX_MESSAGE_BYTES,
  perMessageDeflate: false,
  closeTimeout: CLOSE_MS,
  handleProtocols,
  verifyClient: checkUpgrade,
})
export class GraphqlGateway implements OnGatewayConnection, BeforeApplicationShutdown {
  /** For connections made from now on. */
  limits: RosterLimits & { readonly authenticateMs: number; readonly pingMs: number } = {
    ...ROSTER_LIMITS,
    authenticateMs: 5_000,
    pingMs: 30_000,
  };
  private readonly sockets = new SocketRoster<WebSocket>(() => this.limits);
  private readonly filter: ProblemFilter;
  private readonly server: Server<Extra>;

  constructor(
    @Inject(GraphQLSchemaHost) private readonly schemas: GraphQLSchemaHost,
    @Inject(Authentication) private readonly authentication: Authentication,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) logger: Logger,
    @Inject(Metrics) metrics: Metrics,
  ) {
    this.filter = new ProblemFilter(logger, metrics);
    this.server = makeServer<Record<string, unknown>, Extra>({
      // Ours begins with the socket and ends when its credential is found good, not when it is shown.
      connectionInitWaitTimeout: 0,
      onConnect: (context) => this.introduced(context),
      onSubscribe: (context, _id, payload) => this.operation(context, payload),
      onError: (_context, _id, _payload, errors) => errors.map((error) => withRequestId(publicError(error.toJSON(), error))),
    });
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    const { authorization } = request.headers;
    const arrival = {
      address: callerAddress(request, this.configuration.trustedProxies),
      hasCredential: authorization !== undefined,
    };
    if (!this.sockets.enter(socket, arrival)) return turnAway(socket, TRY_AGAIN_LATER, 'too many connections');
    const extra: Extra = { socket, facts: requestFacts(request.headers), shown: authorization };
    const closed = this.server.opened(
      {
        protocol: socket.protocol,
        // Resolves when the kernel has taken it: a slow subscriber is served at its own pace and holds one event at most.
        send: (text) => new Promise((resolve) => socket.send(text, () => resolve())),
        close: (code = CloseCode.InternalServerError, reason = '') => this.end(extra, code, reason),
        onMessage: (hear) => socket.on('message', (data) => void this.hear(extra, data, hear)),
      },
      extra,
    );
    const timers = [
      setTimeout(() => this.lateToIntroduce(extra), this.limits.authenticateMs),
      keepAlive(socket, this.limits.pingMs, () => void this.checkAgain(extra)),
    ];
    socket.on('close', (code, reason) => {
      for (const timer of timers) clearTimeout(timer);
      clearTimeout(extra.expiry);
      this.sockets.leave(socket);
      void closed(code, String(reason));
    });
    if (authorization !== undefined) extra.atUpgrade = this.authenticate(extra, authorization);
  }

  beforeApplicationShutdown(): void {
    for (const socket of this.sockets.all()) socket.close(GOING_AWAY, 'the server is stopping');
  }

  private async hear(extra: Extra, data: RawData, hear: (text: string) => Promise<void>): Promise<void> {
    let message: unknown;
    try {
      message = parseJsonBody(data as Buffer);
    } catch {
      return this.end(extra, CloseCode.BadRequest, 'a message is not acceptable JSON');
    }
    // What only servers say: graphql-ws throws for it, as for a fault of its own.
    if (!FROM_CLIENTS.has(typeOf(message)))
      return this.end(extra, CloseCode.BadRequest, 'a message of no type that clients send');
    try {
      await hear(String(data));
    } catch (error) {
      this.filter.problem(error, { requestId: newId(), trace: null });
      this.end(extra, CloseCode.InternalServerError, 'internal server error');
    }
  }

  /** The first message: it may carry the token, or leave it at the one that came with the upgrade. */
  private async introduced({ connectionParams, extra }: SocketContext): Promise<boolean> {
    const shown = credentialsIn(connectionParams);
    const [given] = shown;
    if (shown.length > 1 || (given !== undefined && extra.atUpgrade && given !== extra.shown)) {
      this.end(extra, CloseCode.BadRequest, 'two credentials: the upgrade and connectionParams show another each');
      return false;
    }
    const isGood = given === undefined && extra.atUpgrade ? await extra.atUpgrade : await this.authenticate(extra, given);
    if (isGood) extra.isReady = true;
    return isGood;
  }

  private async authenticate(extra: Extra, given: unknown): Promise<boolean> {
    const check = (): Promise<Principal> => this.authentication.fromHeader(typeof given === 'string' ? given : undefined);
    try {
      const principal = await check();
      if (extra.socket.readyState !== extra.socket.OPEN) return false;
      if (!this.sockets.admit(extra.socket, principal.tenant)) {
        this.end(extra, TRY_AGAIN_LATER, 'too many connections of this tenant');
        return false;
      }
      extra.principal = principal;
      extra.check = check;
      clearTimeout(extra.expiry);
      if (principal.kind === 'operator' && principal.expiresAt !== undefined) {
        const expire = (): void => this.end(extra, CloseCode.Unauthorized, 'the access token has expired');
        extra.expiry = setTimeout(expire, principal.expiresAt - Date.now());
      }
      return true;
    } catch (error) {
      const { code } = this.filter.problem(error, extra.facts);
      this.end(extra, code === 'UNAUTHENTICATED' ? CloseCode.Unauthorized : TRY_AGAIN_LATER, code);
      return false;
    }
  }

  /** A token can be ended, and its roles changed, before its time. Being unable to look says nothing about it. */
  private async checkAgain(extra: Extra): Promise<void> {
    const { principal, check } = extra;
    if (principal?.kind !== 'operator' || !check) return;
    try {
      const { roles } = (await check()) as OperatorPrincipal;
      if (String(roles) !== String(principal.roles)) this.end(extra, CloseCode.Unauthorized, 'the roles have changed');
    } catch (error) {
      const { code } = this.filter.problem(error, extra.facts);
      if (code === 'UNAUTHENTICATED') this.end(extra, CloseCode.Unauthorized, code);
    }
  }

  private lateToIntroduce(extra: Extra): void {
    if (!extra.isReady) this.end(extra, CloseCode.ConnectionInitialisationTimeout, 'no good token in time');
  }

  private end({ socket, principal }: Extra, code: number, reason: string): void {
    if (principal) return socket.close(code, closeReason(reason));
    this.sockets.leave(socket);
    turnAway(socket, code, reason);
  }

  private operation({ extra, subscriptions }: SocketContext, payload: SubscribePayload): ExecutionArgs | readonly GraphQLError[] {
    // This one is among them already.
    if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS)
      return [malformed(`a connection holds at most ${MAX_SUBSCRIPTIONS} subscriptions`)];
    const facts = { requestId: newId(), trace: extra.facts.trace, ...(extra.principal && { principal: extra.principal }) };
    return subscriptionOf(this.schemas.schema, payload, facts, this.configuration.graphqlIntrospection);
  }
}

/** As a header's, its name has no letter case: clients spell it either way. */
function credentialsIn(parameters: Readonly<Record<string, unknown>> | undefined): unknown[] {
  const entries = Object.entries(parameters ?? {});
  return entries
    .filter(([name, value]) => name.toLowerCase() === 'authorization' && value !== undefined)
    .map(([, value]) => value);
}

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? (message as { type?: unknown }).type : undefined;
}

function withRequestId(error: ReturnType<typeof publicError>): ReturnType<typeof publicError> {
  return { ...error, extensions: { requestId: newId(), ...error.extensions } };
}

function handleProtocols(offered: ReadonlySet<string>): string | false {
  return offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false;
}

/** Ends a socket whose other side no longer answers the protocol's own pings; `look` is called with each. */
function keepAlive(socket: WebSocket, everyMs: number, look: () => void): NodeJS.Timeout {
  let answered = true;
  socket.on('pong', () => (answered = true));
  return setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
    look();
  }, everyMs);
}
