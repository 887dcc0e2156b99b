import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { Authentication } from '#platform/auth/authentication';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import { parseJsonBody } from '#platform/http/bodies/json-body';
import { RefusalError, refuseWith } from '#platform/http/problem-details';
import { ProblemFilter } from '#platform/http/problem.filter';
import { AnswerBudget } from '#platform/http/sizes/answer-budget';
import type { Logger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { GraphiqlController } from './graphiql/graphiql.controller.js';
import { GraphqlGateway } from './graphql.gateway.js';
import { graphqlProblem, problemPlugin, publicError, type GraphqlContext } from './graphql-errors.js';
import { exactLiterals } from './exact-literals.js';
import { queryLimits } from './query-limits.js';
import { unknownPart } from './request-parts.js';
import { SchemaDriver } from './schema-driver.js';
import { buildSchemaOptions, MAX_TOKENS } from './schema-options.js';

function options(
  configuration: Configuration,
  authentication: Authentication,
  logger: Logger,
  metrics: Metrics,
): ApolloDriverConfig {
  const filter = new ProblemFilter(logger, metrics);
  return {
    path: '/graphql',
    buildSchemaOptions,
    introspection: configuration.graphqlIntrospection,
    graphiql: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !configuration.graphqlIntrospection,
    stopOnTerminationSignals: false,
    // Earlier it would wait for sockets that the gateways close only after it.
    stopOnApplicationShutdown: true,
    autoTransformHttpErrors: false,
    cache: 'bounded',
    persistedQueries: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [queryLimits, exactLiterals],
    formatError: publicError,
    plugins: [problemPlugin(filter)],
    context: (request: FastifyRequest) => contextOf(request, authentication, filter),
  };
}

/** A token that is not good is left to the guard, which knows whether the field needs one. */
async function contextOf(
  request: FastifyRequest,
  authentication: Authentication,
  filter: ProblemFilter,
): Promise<GraphqlContext> {
  const { authorization, 'writ-min-position': minPosition, 'idempotency-key': idempotencyKey } = request.headers;
  try {
    checkParts(request);
  } catch (error) {
    throw graphqlProblem(filter.problem(error, request.writ));
  }
  try {
    if (authorization !== undefined) request.writ.principal = await authentication.fromHeader(authorization);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw graphqlProblem(filter.problem(error, request.writ));
  }
  return { writ: request.writ, budget: new AnswerBudget(), minPosition, idempotencyKey };
}

/** A query sent by GET has its JSON in the URL, where no body parser sees it. */
function checkParts({ method, body, query }: FastifyRequest): void {
  const inUrl = query as Readonly<Record<string, unknown>>;
  const wrong = unknownPart(inUrl) ?? (method === 'POST' ? unknownPart(body) : undefined);
  if (wrong !== undefined) throw refuseWith('INVALID_INPUT', wrong);
  for (const name of ['variables', 'extensions']) {
    const text = inUrl[name];
    if (typeof text === 'string' && text !== '') parseJsonBody(Buffer.from(text), { what: name });
  }
}

/** `/graphql`, over HTTP and, for subscriptions, over WebSocket. Resolvers come from the features. */
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: SchemaDriver,
      inject: [CONFIGURATION, Authentication, LOGGER, Metrics],
      useFactory: options,
    }),
  ],
  controllers: [GraphiqlController],
  providers: [GraphqlGateway],
})
export class GraphqlModule {}
