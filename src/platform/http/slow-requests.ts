import type { ServerOptions } from 'node:http';
import type { Configuration } from '#platform/config/configuration';

/** Node looks at its connections this often; a client is cut off that much late at most. */
const LOOK_EVERY_MS = 1_000;

/** Options of an HTTP server that gives no client longer than the setting to send the whole of a request. */
export function slowRequests({ WRIT_REQUEST_READ_MS: ms }: Configuration): ServerOptions {
  return { headersTimeout: ms, requestTimeout: ms, connectionsCheckingInterval: Math.min(LOOK_EVERY_MS, ms) };
}
