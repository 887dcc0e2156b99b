import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { readJson } from '#libs/exact-json';
import { mayRun, traceFrom, type Enforce, type LocalDecision } from '../../sdk-typescript/index.js';

const RefundRequest = z.strictObject({
  orderId: z.string().min(1).max(64),
  amount: z.number().positive(),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
type RefundRequest = z.output<typeof RefundRequest>;

type Obligation = LocalDecision['obligations'][number];

export interface RefundServiceOptions {
  readonly enforce: Enforce;
  /** Where this service runs, as policies know it. */
  readonly environment: string;
  /** Pays the money back. */
  readonly refund: (request: RefundRequest) => void;
  /** The one obligation this service knows: to tell a team of the refund. */
  readonly notify: (team: string, request: RefundRequest) => void;
  /** Body of GET /healthz. */
  readonly health: () => object;
}

const MAX_BODY = 16_384;

/**
 * POST /refunds: 200 refunded, 202 waits for an approval, 403 not allowed, 503 ask again later. The caller's role comes from
 * the header `x-user-role`, which the gateway in front of this service sets from what it authenticated.
 */
export function refundService(options: RefundServiceOptions): Server {
  return createServer((request, response) => {
    answer(options, request).then(
      ([status, body, headers = {}]) => send(response, status, body, headers),
      // Nothing was decided, or it could not be recorded: nothing is done.
      (error: unknown) => send(response, 503, { code: 'NOT_DECIDED', detail: String(error) }, { 'retry-after': '1' }),
    );
  });
}

type Answer = readonly [status: number, body: object, headers?: Readonly<Record<string, string>>];

async function answer(options: RefundServiceOptions, request: IncomingMessage): Promise<Answer> {
  if (request.method === 'GET' && request.url === '/healthz') return [200, options.health()];
  if (request.method !== 'POST' || request.url !== '/refunds') return [404, { code: 'NOT_FOUND' }];
  const refund = RefundRequest.safeParse(await bodyOf(request));
  if (!refund.success) return [400, { code: 'INVALID_INPUT', detail: z.prettifyError(refund.error) }];
  const role = request.headers['x-user-role'];
  const input = inputOf(refund.data, typeof role === 'string' ? role : 'none', options.environment);
  return enacted(
    options,
    refund.data,
    await options.enforce(input, traceFrom(request.headers.traceparent as string | undefined)),
  );
}

/**
 * Who wants to do what with what, and where. In `context` for policies, which see a call as Writ itself would show it to
 * them, and at the top for whoever looks for these attributes in the log.
 */
function inputOf(refund: RefundRequest, role: string, environment: string) {
  const attributes = { role, resource: 'order', action: 'refund', environment };
  return { ...attributes, tool: 'refund', arguments: refund, context: attributes, time: new Date().toISOString() };
}

/** Does what was decided, and nothing when it cannot do all of it. */
function enacted({ refund, notify }: RefundServiceOptions, request: RefundRequest, decision: LocalDecision): Answer {
  const { verdict, code, rule, reason, decisionId, policy, staleSince, obligations } = decision;
  const told = { decisionId, verdict, code, rule, reason, policy, ...(staleSince !== undefined && { staleSince }) };
  if (verdict === 'REQUIRE_APPROVAL') return [202, told];
  if (verdict === 'DEFER') return [503, told, { 'retry-after': String(decision.retryAfter ?? 60) }];
  // This service knows no way to refund with changes.
  if (!mayRun(decision) || verdict === 'MODIFY') return [403, told];
  const teams = obligations.map(teamOf);
  if (!teams.every((team) => team !== undefined)) return [403, { ...told, detail: 'an obligation is not known here' }];
  refund(request);
  for (const team of teams) notify(team, request);
  return [200, { ...told, obligations, refunded: request.amount }];
}

function teamOf({ type, team }: Obligation): string | undefined {
  return type === 'notify' && typeof team === 'string' ? team : undefined;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if ((length += chunk.length) > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  try {
    // What another reader would take differently is not decided on: an amount that stands twice, or 1e999.
    return readJson(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(`${JSON.stringify(body)}\n`);
}
