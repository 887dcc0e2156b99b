import type { IncomingMessage } from 'node:http';
import { checkVersion } from '#platform/http/api-version';
import { problemOf, refusalOf, refuseWith } from '#platform/http/problem-details';
import { requestFacts } from '#platform/http/request-context';
import { checkHeaders } from '#platform/http/requests/single-headers';

type Verified = (isFine: boolean, status?: number, body?: string, headers?: Readonly<Record<string, string>>) => void;

/**
 * Holds the request that opens a socket to what every other request is held to; fastify's hooks do not see it. For `verifyClient` of
 * ws, which ends the connection with the answer.
 */
export function checkUpgrade({ req: request }: { readonly req: IncomingMessage }, verified: Verified): void {
  try {
    checkHeaders(request.rawHeaders);
    checkVersion(request.headers['writ-version']);
    if (request.url?.includes('?'))
      throw refuseWith('INVALID_INPUT', 'query: a socket takes no parameters; send the token as a header');
    verified(true);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    const { requestId } = requestFacts(request.headers);
    const problem = problemOf(refusal, requestId);
    verified(false, problem.status, JSON.stringify(problem), {
      'Content-Type': 'application/problem+json',
      'X-Request-Id': requestId,
      'Cache-Control': 'no-store',
    });
  }
}
