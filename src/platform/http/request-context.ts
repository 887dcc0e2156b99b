import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { newId } from '#libs/event-ids';
import type { CommandContext } from '#libs/event-sourcing';
import { actorOf, type Principal, type SystemPrincipal } from '#platform/auth/principal';

/** What the platform knows of a request before any feature sees it. */
export interface RequestFacts {
  readonly requestId: string;
  /** W3C traceparent of this request, or null when the caller sent none. */
  readonly trace: string | null;
  /** Who sent it, as far as proxies that are trusted tell; undefined over a socket, which is looked at when it is opened. */
  address?: string;
  principal?: Principal;
  /** What was carried out, for the log; several when GraphQL asked for several. */
  operation?: string;
  /** What stands behind the route, for those that are no operation. */
  handler?: string;
  /** The code it ended with, when that was not well. */
  code?: string;
  /** Who says to sign in, while nothing proves it. */
  claims?: { readonly tenant: string; readonly operator: string };
}

const NAMED_AT_MOST = 5;

/** Operations of one request, in their order, each once. */
export function nameOperation(facts: RequestFacts, name: string): void {
  const named = facts.operation === undefined ? [] : facts.operation.split(',');
  if (!named.includes(name) && named.length < NAMED_AT_MOST) facts.operation = [...named, name].join(',');
}

declare module 'fastify' {
  interface FastifyRequest {
    writ: RequestFacts;
  }
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;
/** Version ff is none; what a later version adds stands behind another hyphen. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Caller-chosen ids are echoed only in a safe alphabet; anything else gets a new id. */
export function requestFacts(headers: FastifyRequest['headers']): RequestFacts {
  const id = headers['x-request-id'];
  return {
    requestId: typeof id === 'string' && REQUEST_ID.test(id) ? id : newId(),
    trace: traceOf(headers.traceparent),
  };
}

/** Of a version we do not know the parts we know count, and of its flags the one that says sampled; that is said as version 00. */
function traceOf(header: unknown): string | null {
  const [, version, ids, flags, more] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  if (ids === undefined) return null;
  if (version === '00') return more === undefined ? (header as string) : null;
  return `00-${ids}-0${Number.parseInt(flags as string, 16) & 1}`;
}

/** W3C Trace Context level 2: the caller's trace and an id for this request in it. Writ samples no traces itself: flags 00. */
export function traceResponse(traceparent: string): string {
  return `00-${traceparent.slice(3, 35)}-${randomBytes(8).toString('hex')}-00`;
}

export function commandContext(
  facts: RequestFacts,
  principal: Principal | SystemPrincipal,
  tenant: string = principal.tenant,
): CommandContext {
  return { tenant, actor: actorOf(principal), correlation: facts.requestId, causation: null, trace: facts.trace };
}
