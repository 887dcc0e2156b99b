import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '#platform/config/configuration';
import { showGraphiql } from '#platform/graphql/graphiql/graphiql-page';
import { GatewayAdapter } from '#platform/live/gateway-adapter';
import { NestLogger, type Logger } from '#platform/telemetry/logging';
import type { Metrics } from '#platform/telemetry/metrics';
import { checkVersion, LATEST_VERSION, SUPPORTED_VERSIONS } from './api-version.js';
import { checkEncoding } from './bodies/body-encoding.js';
import { DirectRoutes } from './direct-routes.js';
import { KnownRoutes } from './known-routes.js';
import { logRequest } from './requests/access-log.js';
import { Draining } from './requests/draining.js';
import { checkHeaders } from './requests/single-headers.js';
import { answerMalformed } from './bodies/malformed-requests.js';
import { MAX_BODY_BYTES, parseJsonBody, parseNdjsonBody } from './bodies/json-body.js';
import { LargeBodies, takesRawBody } from './bodies/raw-body.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { requestFacts, traceResponse } from './request-context.js';
import { silentConnections } from './requests/silent-connections.js';
import { slowRequests } from './slow-requests.js';
import { refuseWith } from './problem-details.js';

export interface HttpAppOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A Nest application on fastify with the platform's edge: ids, versions, body limits, problem documents, metrics. */
export async function createHttpApp(module: Type | object, options: HttpAppOptions): Promise<NestFastifyApplication> {
  const filter = new ProblemFilter(options.logger, options.metrics);
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    logger: false,
    routerOptions: { maxParamLength: 512 },
    keepAliveTimeout: 72_000,
    requestTimeout: options.configuration.WRIT_REQUEST_READ_MS,
    http: slowRequests(options.configuration),
    forceCloseConnections: 'idle',
    // Whoever still has a connection while the server stops gets an answer, and then the connection is closed.
    return503OnClosing: false,
    clientErrorHandler: answerMalformed,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      beginAnswer(request, reply, options.configuration);
      sendProblem(reply, filter.problem(error, request.writ));
    },
  });
  addEdgeHooks(adapter.getInstance<FastifyInstance>(), filter, options);
  if (options.configuration.graphqlIntrospection) showGraphiql(adapter.getInstance<FastifyInstance>());
  const app = await NestFactory.create<NestFastifyApplication>(module as Type, adapter, {
    logger: new NestLogger(options.logger),
    bodyParser: false,
    abortOnError: false,
  });
  addBodyParsers(adapter.getInstance<FastifyInstance>());
  const fail = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(reply, filter.problem(error, request.writ));
  app.get(DirectRoutes, { strict: false }).takeOver(adapter.getInstance<FastifyInstance>(), fail);
  const draining = app.get(Draining, { strict: false });
  draining.watch(app.getHttpServer());
  closeAnswered(adapter.getInstance<FastifyInstance>(), draining);
  const endSilentOnes = silentConnections(app.getHttpServer());
  adapter.getInstance<FastifyInstance>().addHook('preClose', (done: () => void) => {
    endSilentOnes();
    done();
  });
  app.useGlobalFilters(filter);
  app.useWebSocketAdapter(new GatewayAdapter(app));
  return app;
}

/** Said with the answer, so that the client sends nothing more over this connection. What is being answered already says it, too. */
function closeAnswered(fastify: FastifyInstance, draining: Draining): void {
  fastify.addHook('onSend', (_request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: () => void) => {
    if (draining.hasBegun) void reply.header('connection', 'close');
    done();
  });
}

function addEdgeHooks(fastify: FastifyInstance, filter: ProblemFilter, options: HttpAppOptions): void {
  const { configuration, logger, metrics } = options;
  const routes = new KnownRoutes();
  fastify.decorateRequest('writ');
  const large = new LargeBodies();
  fastify.addHook('onRoute', (route) => {
    routes.add(route.method, route.url);
    large.allow(route);
  });
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    beginAnswer(request, reply, configuration);
    try {
      checkHeaders(request.raw.rawHeaders);
      checkVersion(request.headers['writ-version']);
      large.enter(request, reply);
      if (request.is404) refuseWrongMethod(routes.methodsOf(request.url), reply);
      done();
    } catch (error) {
      sendProblem(reply, filter.problem(error, request.writ));
    }
  });
  let closing = false;
  fastify.addHook('preClose', (done: () => void) => {
    closing = true;
    done();
  });
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    // A connection that was in use when the server began to stop would be kept open for the client's next request.
    if (closing) request.raw.socket.end();
    const route = request.routeOptions.url ?? 'none';
    metrics.httpRequests.observe(
      { method: request.method, route, status: `${Math.floor(reply.statusCode / 100)}xx` },
      reply.elapsedTime / 1000,
    );
    logRequest(logger, request, reply, route);
    done();
  });
}

const SUPPORTED = SUPPORTED_VERSIONS.join(', ');

/** What every answer carries, whatever becomes of the request. */
function beginAnswer(request: FastifyRequest, reply: FastifyReply, { trustedProxies }: Configuration): void {
  request.writ = requestFacts(request.headers);
  request.writ.address = trustedProxies.clientOf(request.raw);
  const version = request.headers['writ-version'];
  void reply.headers({
    'x-request-id': request.writ.requestId,
    'writ-version':
      typeof version === 'string' && SUPPORTED_VERSIONS.some((known) => known === version) ? version : LATEST_VERSION,
    'writ-supported-versions': SUPPORTED,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  if (request.writ.trace !== null) void reply.header('traceresponse', traceResponse(request.writ.trace));
}

function refuseWrongMethod(allowed: readonly string[], reply: FastifyReply): void {
  if (allowed.length === 0) return;
  void reply.header('allow', allowed.join(', '));
  throw refuseWith('METHOD_NOT_ALLOWED', `this path takes ${allowed.join(', ')}`);
}

/**
 * JSON and NDJSON bodies, both parsed as hostile input. NDJSON becomes the array of its lines' values. Compressed bodies are
 * no JSON, except for the routes that take the bytes themselves.
 */
function addBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (request, body, done) => {
    parseInto(done, () => {
      const isRaw = takesRawBody(request);
      checkEncoding(request, isRaw);
      if (isRaw) return body;
      return (body as Buffer).length === 0 ? undefined : parseJsonBody(body as Buffer);
    });
  });
  fastify.addContentTypeParser(
    'application/x-ndjson',
    { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
    (request, body, done) => {
      parseInto(done, () => {
        const isRaw = takesRawBody(request);
        checkEncoding(request, isRaw);
        return isRaw ? body : parseNdjsonBody(body as Buffer);
      });
    },
  );
  fastify.addContentTypeParser('text/csv', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (request, body, done) => {
    parseInto(done, () => {
      const isRaw = takesRawBody(request);
      checkEncoding(request, isRaw);
      if (isRaw) return body;
      throw refuseWith('UNSUPPORTED_MEDIA_TYPE');
    });
  });
}

function parseInto(done: (error: Error | null, value?: unknown) => void, parse: () => unknown): void {
  let value: unknown;
  try {
    value = parse();
  } catch (error) {
    return done(error as Error);
  }
  done(null, value);
}
