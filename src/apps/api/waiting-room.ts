import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Configuration } from '#platform/config/configuration';
import { TOLD, type UnfitDatabaseError } from '#platform/database/unfit-database';
import { LATEST_VERSION, SUPPORTED_VERSIONS } from '#platform/http/api-version';
import { problemOf } from '#platform/http/problem-details';
import { requestFacts } from '#platform/http/request-context';
import { slowRequests } from '#platform/http/slow-requests';

export interface WaitingRoom {
  tell(unfit: UnfitDatabaseError): void;
  close(): Promise<void>;
}

/** Answers in the API's place while it waits for its database: alive, not ready and why, and 503 to everything else. */
export async function openWaitingRoom(configuration: Configuration): Promise<WaitingRoom> {
  let reason: UnfitDatabaseError['trouble'] = 'DATABASE_AWAY';
  const server = createServer(slowRequests(configuration), (request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (path === '/healthz') return answer(response, 200, { status: 'ok' });
    const database = { ok: false, ms: 0, code: reason, detail: TOLD[reason] };
    if (path === '/readyz') return answer(response, 503, { status: 'not ready', checks: { database } });
    const refused = reason === 'DATABASE_AWAY' ? 'DATABASE_UNAVAILABLE' : 'DATABASE_UNFIT';
    const { requestId } = requestFacts(request.headers);
    answer(response, 503, problemOf({ refused, detail: TOLD[reason] }, requestId), { 'x-request-id': requestId });
  });
  server.listen(configuration.WRIT_PORT, configuration.WRIT_HOST);
  await once(server, 'listening');
  return {
    tell: ({ trouble }) => (reason = trouble),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** No connection outlives the waiting: the next request is the API's. */
function answer(response: ServerResponse, status: number, body: object, more: Readonly<Record<string, string>> = {}): void {
  const headers = {
    'content-type': 'code' in body ? 'application/problem+json' : 'application/json',
    'cache-control': 'no-store',
    'writ-version': LATEST_VERSION,
    'writ-supported-versions': SUPPORTED_VERSIONS.join(', '),
    'x-content-type-options': 'nosniff',
    connection: 'close',
    ...(status === 503 && { 'retry-after': '1' }),
    ...more,
  };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
