import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '#platform/auth/principal';
import { traceIdOf, type Logger } from '#platform/telemetry/logging';
import type { RequestFacts } from '../request-context.js';

/** What is asked every few seconds by machines that watch this one. */
const WATCHED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
const SIGN_IN = '/v1/auth/token';

/**
 * One line for each request: who asked for what, how it ended, how long it took and from where. Never its body, its headers or its
 * query, which may hold secrets or personal data. What an operator of Writ should look at is a warning.
 */
export function logRequest(logger: Logger, request: FastifyRequest, reply: FastifyReply, route: string): void {
  const isSignIn = route === SIGN_IN;
  const { code = 'OK' } = request.writ;
  const level = levelOf(code, reply.statusCode, route, isSignIn);
  if (!logger.isLevelEnabled(level)) return;
  const line = {
    requestId: request.writ.requestId,
    traceId: traceIdOf(request.writ.trace),
    ...whoAsked(request.writ),
    operation: request.writ.operation ?? request.writ.handler,
    code,
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    address: request.writ.address,
  };
  logger[level](line, isSignIn ? (code === 'OK' ? 'signed in' : 'sign-in failed') : (SAYS[code] ?? 'answered'));
}

const SAYS: Readonly<Record<string, string>> = { FORBIDDEN: 'refused for its role', UNAUTHENTICATED: 'not authenticated' };

function levelOf(code: string, status: number, route: string, isSignIn: boolean): 'debug' | 'info' | 'warn' {
  if (WATCHED.has(route)) return 'debug';
  return status >= 500 || code in SAYS || (isSignIn && code !== 'OK') ? 'warn' : 'info';
}

/** Who signs in is known by what it says of itself; that it was let in is told by the code. */
function whoAsked({ principal, claims }: RequestFacts): object {
  if (claims) return { tenant: claims.tenant, actor: `user/${claims.operator}` };
  if (!principal) return {};
  const { kind, id } = actorOf(principal);
  return { tenant: principal.tenant, actor: `${kind}/${id}` };
}
