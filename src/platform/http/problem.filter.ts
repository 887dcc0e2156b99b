import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Refusal } from '#libs/event-sourcing';
import { traceIdOf, type Logger } from '#platform/telemetry/logging';
import type { Metrics } from '#platform/telemetry/metrics';
import { isOfAnotherDatabase, problemOf, refusalOf, type ProblemDocument } from './problem-details.js';
import type { RequestFacts } from './request-context.js';

/** Seconds a caller is asked to wait when a dependency is away. */
const RETRY_AFTER_SECONDS = 1;

/** The one edge where what was thrown becomes an answer: a refusal keeps its code, a fault becomes an id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') {
      throw this.graphqlError(error, host.getArgByIndex<{ writ: RequestFacts }>(2).writ);
    }
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = this.problem(error, request.writ);
    sendProblem(http.getResponse<FastifyReply>(), problem);
  }

  /** The problem document of anything thrown; logs and counts it when it is a fault. */
  problem(error: unknown, facts: RequestFacts): ProblemDocument {
    const refusal = refusalOf(error) ?? httpRefusal(error);
    const traceId = traceIdOf(facts.trace);
    facts.code = refusal?.refused ?? 'INTERNAL_FAULT';
    const traced = traceId === undefined ? {} : { traceId };
    if (!refusal || isOfAnotherDatabase(error)) {
      this.metrics.faults.inc();
      this.logger.error({ err: error, requestId: facts.requestId, traceId }, refusal ? 'unfit database' : 'fault');
    }
    if (refusal) return { ...problemOf(refusal, facts.requestId), ...traced };
    return { ...problemOf({ refused: 'INTERNAL_FAULT' }, facts.requestId), ...traced };
  }

  private graphqlError(error: unknown, facts: RequestFacts): GraphQLError {
    if (error instanceof GraphQLError) return error;
    const problem = this.problem(error, facts);
    return new GraphQLError(problem.detail, { extensions: { ...problem } });
  }
}

export function sendProblem(reply: FastifyReply, problem: ProblemDocument): void {
  if (problem.status === 503) void reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  const { retryAfterSeconds } = problem;
  if (problem.status === 429 && typeof retryAfterSeconds === 'number')
    void reply.header('retry-after', String(retryAfterSeconds));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

const BY_STATUS: Record<number, string> = {
  400: 'INVALID_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** What Nest and fastify throw themselves. */
function httpRefusal(error: unknown): Refusal | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const code = BY_STATUS[error.getStatus()];
  return code === undefined ? undefined : { refused: code, detail: error.message };
}
