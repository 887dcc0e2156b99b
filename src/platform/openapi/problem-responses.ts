import { STATUS_CODES } from 'node:http';
import { registeredRefusals } from '#platform/http/problem-details';

const PROBLEM = 'application/problem+json';
const TELLS_RETRY = new Set([429, 503]);

type Member = Record<string, unknown>;

/** The schema of every answer that is not a success, with every code this deployment can answer. */
export function problemSchema(): Member {
  const codes = registeredRefusals().map(({ code }) => code);
  return {
    type: 'object',
    description: 'RFC 9457 problem document. Decide by `code`; `detail` is for people. Some codes add members.',
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
    properties: {
      type: {
        type: 'string',
        description: 'The page of the code, relative to this server.',
        examples: ['/docs/refusals#INVALID_INPUT'],
      },
      title: { type: 'string', description: 'The name of the status.' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: { type: 'string', enum: codes.sort() },
      requestId: { type: 'string', description: 'The same as the header `X-Request-Id`.' },
    },
  };
}

/** One reusable response per status, naming the codes that come with it. */
export function problemResponses(): Record<string, Member> {
  const byStatus = new Map<number, string[]>();
  for (const { code, status } of registeredRefusals()) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  return Object.fromEntries([...byStatus].map(([status, codes]) => [responseName(status), response(status, codes)]));
}

function response(status: number, codes: readonly string[]): Member {
  const listed = [...codes].sort().map((code) => `[\`${code}\`](/docs/refusals#${code})`);
  const headers = TELLS_RETRY.has(status)
    ? { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } } }
    : {};
  return {
    description: `${STATUS_CODES[status]}: ${listed.join(', ')}`,
    ...headers,
    content: { [PROBLEM]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

/** Statuses a route can refuse with, from what the route is. */
export function refusalStatuses(route: {
  readonly isOpen: boolean;
  readonly hasPathParameter: boolean;
  readonly hasBody: boolean;
  readonly changes: boolean;
}): number[] {
  const statuses = [400, 500, 503];
  if (!route.isOpen) statuses.push(401, 403);
  if (route.hasPathParameter) statuses.push(404);
  if (route.changes) statuses.push(409);
  if (route.hasBody) statuses.push(413, 415, 422);
  const known = new Set(registeredRefusals().map(({ status }) => status));
  return statuses.filter((status) => known.has(status)).sort((a, b) => a - b);
}

export function responseName(status: number): string {
  return (STATUS_CODES[status] ?? `Status${status}`).replaceAll(/[^A-Za-z]/g, '');
}
