import type { IncomingMessage } from 'node:http';
import { Inject, type BeforeApplicationShutdown } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import { getOperationAST, GraphQLError, parse, specifiedRules, validate, type ExecutionArgs } from 'graphql';
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
import type { Principal } from '#platform/auth/principal';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import { parseJsonBody } from '#platform/http/json-body';
import { ProblemFilter } from '#platform/http/problem.filter';
import { requestFacts, type RequestFacts } from '#platform/http/request-context';
import { SocketRoster } from '#platform/live/socket-roster';
import type { Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { publicError, type GraphqlContext } from './graphql-errors.js';
import { queryLimits } from './query-limits.js';
import { MAX_TOKENS } from './schema-options.js';

/** Subscriptions of one socket, at most. */
const MAX_SUBSCRIPTIONS = 32;
const MAX_MESSAGE_BYTES = 262_144;
const AUTHENTICATE_MS = 5_000;
const PING_MS = 30_000;
const CLOSE_MS = 5_000;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

interface Extra {
  readonly socket: WebSocket;
  readonly facts: RequestFacts;
  readonly authorization: string | undefined;
  principal?: Principal;
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
})
export class GraphqlGateway implements OnGatewayConnection, BeforeApplicationShutdown {
  /** For connections made from now on. */
  limits = { strangers: 500, socketsPerTenant: 1_000 };
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
      connectionInitWaitTimeout: AUTHENTICATE_MS,
      onConnect: (context) => this.authenticate(context),
      onSubscribe: (context, _id, payload) => this.operation(context, payload),
      onError: (_context, _id, _payload, errors) => errors.map((error) => withRequestId(publicError(error.toJSON(), error))),
    });
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    if (!this.sockets.enter(socket)) return socket.close(TRY_AGAIN_LATER, 'too many connections');
    const extra: Extra = { socket, facts: requestFacts(request.headers), authorization: request.headers.authorization };
    const closed = this.server.opened(
      {
        protocol: socket.protocol,
        // Resolves when the kernel has taken it: a slow subscriber is served at its own pace and holds one event at most.
        send: (text) => new Promise((resolve) => socket.send(text, () => resolve())),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (hear) => socket.on('message', (data) => void this.hear(socket, data, hear)),
      },
      extra,
    );
    const alive = keepAlive(socket);
    socket.on('close', (code, reason) => {
      clearInterval(alive);
      clearTimeout(extra.expiry);
      this.sockets.leave(socket);
      void closed(code, String(reason));
    });
  }

  beforeApplicationShutdown(): void {
    for (const socket of this.sockets.all()) socket.close(GOING_AWAY, 'the server is stopping');
  }

  private async hear(socket: WebSocket, data: RawData, hear: (text: string) => Promise<void>): Promise<void> {
    try {
      parseJsonBody(data as Buffer);
    } catch {
      return socket.close(CloseCode.BadRequest, 'a message is not acceptable JSON');
    }
    try {
      await hear(String(data));
    } catch (error) {
      this.filter.problem(error, { requestId: newId(), trace: null });
      socket.close(CloseCode.InternalServerError, 'internal server error');
    }
  }

  private async authenticate({ connectionParams, extra }: SocketContext): Promise<boolean> {
    const { socket } = extra;
    const given = connectionParams?.authorization ?? extra.authorization;
    try {
      const principal = await this.authentication.fromHeader(typeof given === 'string' ? given : undefined);
      if (!this.sockets.admit(socket, principal.tenant)) {
        socket.close(TRY_AGAIN_LATER, 'too many connections of this tenant');
        return false;
      }
      extra.principal = principal;
      if (principal.kind === 'operator' && principal.expiresAt !== undefined) {
        extra.expiry = setTimeout(
          () => socket.close(CloseCode.Unauthorized, 'the access token has expired'),
          principal.expiresAt - Date.now(),
        );
      }
      return true;
    } catch (error) {
      const { code } = this.filter.problem(error, extra.facts);
      socket.close(code === 'UNAUTHENTICATED' ? CloseCode.Unauthorized : TRY_AGAIN_LATER, code);
      return false;
    }
  }

  private operation(
    { extra, subscriptions }: SocketContext,
    { query, operationName, variables }: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema } = this.schemas;
    // This one is among them already.
    if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS)
      return [refused(`a connection holds at most ${MAX_SUBSCRIPTIONS} subscriptions`)];
    let document;
    try {
      document = parse(query, { maxTokens: MAX_TOKENS });
    } catch (error) {
      return [error instanceof GraphQLError ? refused(error.message) : refused('the query cannot be parsed')];
    }
    const errors = validate(schema, document, [...specifiedRules, queryLimits]);
    if (errors.length > 0)
      return errors.map((error) =>
        error.extensions.code === 'QUERY_TOO_COSTLY' ? error : refused(this.withoutHints(error.message)),
      );
    if (getOperationAST(document, operationName)?.operation !== 'subscription')
      return [refused('only subscriptions are answered here; send queries and mutations over HTTP')];
    const contextValue: GraphqlContext = {
      writ: { requestId: newId(), trace: extra.facts.trace, ...(extra.principal && { principal: extra.principal }) },
    };
    return { schema, document, operationName: operationName ?? null, variableValues: variables ?? null, contextValue };
  }

  private withoutHints(message: string): string {
    return this.configuration.graphqlIntrospection ? message : message.replace(HINT, '');
  }
}

/** graphql-js ends a refusal with names of the schema that are like what was asked for. */
const HINT = / Did you mean .*\?$/s;

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

function withRequestId(error: ReturnType<typeof publicError>): ReturnType<typeof publicError> {
  return { ...error, extensions: { requestId: newId(), ...error.extensions } };
}

function handleProtocols(offered: ReadonlySet<string>): string | false {
  return offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false;
}

/** Ends a socket whose other side no longer answers the protocol's own pings. */
function keepAlive(socket: WebSocket): NodeJS.Timeout {
  let answered = true;
  socket.on('pong', () => (answered = true));
  return setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_MS);
}
