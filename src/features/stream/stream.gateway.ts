import type { IncomingMessage } from 'node:http';
import { Inject, type BeforeApplicationShutdown } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import { Counter, Gauge } from 'prom-client';
import type { WebSocket } from 'ws';
import { AgentStanding } from '#features/agents/contract';
import { DecisionMaker } from '#features/decisions/contract';
import { ReplayFollowing } from '#features/replays/contract';
import { Authentication } from '#platform/auth/authentication';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import { ProblemFilter } from '#platform/http/problem.filter';
import { requestFacts } from '#platform/http/request-context';
import { LedgerFollower } from '#platform/live/ledger-follower';
import { ReadAudit } from '#platform/operations/read-audit';
import { callerAddress } from '#platform/live/remote-address';
import { SocketRoster } from '#platform/live/socket-roster';
import { checkUpgrade } from '#platform/live/upgrade-check';
import type { Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { MAX_MESSAGE_BYTES, STREAM_LIMITS, type StreamLimits } from './limits.js';
import { CLOSE } from './messages.js';
import { StreamConnection, type StreamServices } from './stream-connection.js';

/** Milliseconds a closing socket may take before it is dropped. */
const CLOSE_MS = 5_000;

/** `/v1/stream`: accepts sockets, bounds how many there are, and ends them in order when the process stops. */
@WebSocketGateway({
  path: '/v1/stream',
  maxPayload: MAX_MESSAGE_BYTES,
  perMessageDeflate: false,
  closeTimeout: CLOSE_MS,
  verifyClient: checkUpgrade,
})
export class StreamGateway implements OnGatewayConnection, BeforeApplicationShutdown {
  /** For connections made from now on. */
  limits: StreamLimits = STREAM_LIMITS;
  private readonly services: StreamServices;
  private readonly connections = new SocketRoster<StreamConnection>(() => this.limits);
  private readonly closes: Counter<'code'>;
  private isStopping = false;

  constructor(
    @Inject(Authentication) authentication: Authentication,
    @Inject(DecisionMaker) maker: DecisionMaker,
    @Inject(AgentStanding) standing: AgentStanding,
    @Inject(LedgerFollower) follower: LedgerFollower,
    @Inject(ReplayFollowing) replays: ReplayFollowing,
    @Inject(ReadAudit) audit: ReadAudit,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) logger: Logger,
    @Inject(Metrics) metrics: Metrics,
  ) {
    const filter = new ProblemFilter(logger, metrics);
    this.services = {
      authentication,
      maker,
      standing,
      follower,
      replays,
      audit,
      problem: (error, facts) => filter.problem(error, facts),
      admit: (connection, tenant) => this.connections.admit(connection, tenant),
      forget: (connection) => this.connections.leave(connection),
      closing: (code) => this.closes.inc({ code }),
    };
    const { connections } = this;
    this.closes = new Counter({
      name: 'writ_stream_closes_total',
      help: 'Sockets of /v1/stream that the server closed, by code.',
      labelNames: ['code'],
      registers: [metrics.registry],
    });
    new Gauge({
      name: 'writ_stream_sockets',
      help: 'Open sockets of /v1/stream.',
      registers: [metrics.registry],
      collect() {
        this.set(connections.size);
      },
    });
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    const connection = new StreamConnection(socket, requestFacts(request.headers), this.services, this.limits);
    if (this.isStopping) return connection.close(CLOSE.goingAway, 'the server is stopping');
    const { authorization } = request.headers;
    const arrival = {
      address: callerAddress(request, this.configuration.trustedProxies),
      hasCredential: authorization !== undefined,
    };
    if (!this.connections.enter(connection, arrival)) return connection.close(CLOSE.overloaded, 'too many connections');
    socket.on('close', () => this.connections.leave(connection));
    connection.start(authorization);
  }

  /** Answers what is waiting, then tells every client to go elsewhere. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    const open = this.connections.all();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.limits.finishMs);
    });
    await Promise.race([Promise.all(open.map((connection) => connection.finish())), late]);
    clearTimeout(timer);
    for (const connection of open) connection.close(CLOSE.goingAway, 'the server is stopping');
  }
}
