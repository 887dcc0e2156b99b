import { refusals } from '#libs/event-sourcing';

/** Codes the platform itself answers with, before or around any feature. */
export const platformRefusals = refusals({
  INVALID_INPUT: {
    kind: 'invalid',
    says: 'The request is malformed or a field has the wrong shape.',
    fix: 'Correct the fields named in `detail` and send it again. A session id or tool name that another system made and that does not fit is mapped: docs/how-to/name-sessions-and-tools.md.',
  },
  UNSUPPORTED_VERSION: {
    kind: 'invalid',
    says: 'The `Writ-Version` header names a version this server does not speak.',
    fix: 'Use one of `supported`, or leave the header out.',
  },
  UNAUTHENTICATED: {
    kind: 'unauthenticated',
    says: 'The credential is missing, malformed, expired, revoked or not ours.',
    fix: 'Send `Authorization: Bearer <agent key or access token>`; operators get a new token from `POST /v1/auth/token`.',
  },
  FORBIDDEN: {
    kind: 'forbidden',
    says: 'The credential is good but may not do this.',
    fix: 'Ask an admin of your tenant for the role named in `detail`, or use the right kind of credential.',
  },
  NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such resource in your tenant, or no such route.',
    fix: 'Check the path and the id.',
  },
  QUERY_TOO_COSTLY: {
    kind: 'invalid',
    says: 'The GraphQL operation is too deep, asks for too many objects or uses too many aliases, or what it asks for is more than 16 MiB.',
    fix: 'Ask for shorter pages or fewer levels, in several operations. What an edge leads to counts in each place that it is asked for in.',
  },
  METHOD_NOT_ALLOWED: {
    kind: 'invalid',
    says: 'The route exists but not with this method.',
    fix: 'See the API reference for the methods of this route.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    kind: 'unprocessable',
    says: 'The body is not of a content type this route takes.',
    fix: 'Send `Content-Type: application/json` (batches also take `application/x-ndjson`).',
  },
  BODY_TOO_LARGE: {
    kind: 'too-large',
    says: 'The body is larger than 1 MiB.',
    fix: 'Send less, or split it into several requests.',
  },
  IDEMPOTENCY_CONFLICT: {
    kind: 'conflict',
    says: 'This idempotency key (or request id) was used before with another body.',
    fix: 'Use a new key for a new request.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    kind: 'conflict',
    says: 'A request with this idempotency key is still being carried out.',
    fix: 'Wait a moment and repeat the same request.',
  },
  STREAM_BUSY: {
    kind: 'conflict',
    says: 'The resource kept changing while the request was decided.',
    fix: 'Send the request again.',
  },
  READ_MODEL_BEHIND: {
    kind: 'unavailable',
    says: 'The read model has not reached `Writ-Min-Position` in time.',
    fix: 'Try again shortly, or read without the header.',
  },
  READ_MODEL_PAUSED: {
    kind: 'conflict',
    says: 'The read model in `detail` is paused before `Writ-Min-Position`: somebody had it stand still.',
    fix: 'Read without the header for what it showed then, or have it go on: `POST /v1/projections/{name}/resume`.',
  },
  AS_OF_BEYOND_LEDGER: {
    kind: 'invalid',
    says: '`asOf` names a position that the ledger has not got to, or a time to come: nobody knows yet what was then.',
    fix: 'Name a position up to the one in `detail`, a time that is over, or leave `asOf` out for how things are now.',
  },
  AS_OF_NOT_TOLD: {
    kind: 'invalid',
    says: 'What is asked for here is not told as it was: it goes by time already, or tells what no event says, such as how far a list is.',
    fix: 'Leave `asOf` out. The guide about the past lists what can be looked at as it was, and what was done about lists is in the ledger.',
  },
  AS_OF_TOO_FAR: {
    kind: 'unprocessable',
    says: 'More would have to be folded to find what was at `asOf` than the server does for one answer.',
    fix: 'Name an earlier position, ask for one thing instead of a list, or have whoever runs the deployment raise `WRIT_AS_OF_EVENTS`. An export of the ledger has everything.',
  },
  AS_OF_UNREADABLE: {
    kind: 'unprocessable',
    says: 'The list cannot be told as of then: it stands still before the event at the position in `detail`, which it cannot take.',
    fix: 'Name an earlier position, or have the list pass the event over: `POST /v1/projections/{name}/skip`.',
  },
  LEDGER_UNAVAILABLE: {
    kind: 'unavailable',
    says: 'The ledger could not confirm the event, so nothing was acknowledged.',
    fix: 'Repeat a decision with the same request id: if it was recorded, you get the first answer. Before repeating anything else, look whether it took effect.',
  },
  LEDGER_DAMAGED: {
    kind: 'unavailable',
    says: "The end of this tenant's ledger is not what was recorded, so nothing is added to it. Other tenants are not concerned.",
    fix: 'Tell whoever runs the deployment. `GET /v1/ledger/verify` and an export say what is missing from which position on.',
  },
  DATABASE_UNAVAILABLE: {
    kind: 'unavailable',
    says: 'The database that answers reads cannot be reached.',
    fix: 'Try again shortly; `/readyz` tells when it is back.',
  },
  DATABASE_UNFIT: {
    kind: 'unavailable',
    says: 'The database does not serve this process: it is not migrated to its version, or was set up with another secret.',
    fix: 'Tell whoever runs the deployment. `checks.database.code` in `/readyz` and the log say which it is.',
  },
  OVERLOADED: {
    kind: 'unavailable',
    says: 'The server has more work waiting than it may hold.',
    fix: 'Try again after `Retry-After` seconds.',
  },
  INTERNAL_FAULT: {
    kind: 'unavailable',
    says: 'Something failed that should not have; the cause is in the server log under the request id.',
    fix: 'Report the request id to whoever runs this deployment.',
  },
});
export type PlatformRefusalCode = keyof typeof platformRefusals;
