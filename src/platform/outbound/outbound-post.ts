import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.js';

export interface OutboundRules {
  /** Whether it may go to this machine and this network, and without TLS. */
  readonly allowsPrivate: boolean;
  readonly withinMs?: number;
  /** Instead of the machine's own. */
  readonly resolver?: typeof resolve;
}

/** How a request ended: with a status, or without one and why. The reason holds nothing of the other side's words. */
export type OutboundResult =
  | { readonly status: number; readonly ms: number }
  | {
      readonly status: null;
      readonly reason: 'target-refused' | 'not-configured' | 'timeout' | 'connection';
      readonly ms: number;
    };

const WITHIN_MS = 10_000;
/** Of an answer, which nobody reads: a connection is not kept busy by more. */
const MOST_ANSWER = 65_536;
const LONGEST_URL = 2_048;

class TargetRefusedError extends Error {
  override readonly name = 'TargetRefusedError';
}

/** What is wrong with a URL that something is to be sent to; where its host leads is found out when it is sent. */
export function problemOfTarget(url: string, { allowsPrivate }: Pick<OutboundRules, 'allowsPrivate'>): string | undefined {
  const target = URL.canParse(url) && url.length <= LONGEST_URL ? new URL(url) : undefined;
  if (!target || !['https:', 'http:'].includes(target.protocol)) return 'must be an https URL of at most 2,048 characters';
  if (target.username !== '' || target.password !== '') return 'must hold no user and no password';
  if (target.hash !== '') return 'must hold no fragment';
  if (allowsPrivate) return undefined;
  if (target.protocol !== 'https:') return 'must be an https URL';
  const host = hostOf(target);
  return isIP(host) !== 0 && !isPublicAddress(host) ? 'must not lead to a private address' : undefined;
}

/**
 * Sends a body to a stranger. Where it goes is checked as the connection is made, on the addresses that are connected to: a name that
 * leads elsewhere a moment later leads nowhere. Redirects are not followed, answers not read, and all of it ends in time. Never rejects.
 */
export async function outboundPost(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  rules: OutboundRules,
): Promise<OutboundResult> {
  const began = performance.now();
  const ms = (): number => Math.round(performance.now() - began);
  if (problemOfTarget(url, rules) !== undefined) return { status: null, reason: 'target-refused', ms: ms() };
  const signal = AbortSignal.timeout(rules.withinMs ?? WITHIN_MS);
  try {
    return { status: await send(new URL(url), headers, body, rules, signal), ms: ms() };
  } catch (error) {
    const reason = error instanceof TargetRefusedError ? 'target-refused' : signal.aborted ? 'timeout' : 'connection';
    return { status: null, reason, ms: ms() };
  }
}

function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  rules: OutboundRules,
  signal: AbortSignal,
): Promise<number> {
  const request = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const length = String(Buffer.byteLength(body));
  return new Promise((done, fail) => {
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': length },
      agent: false,
      signal,
      maxHeaderSize: 16_384,
      lookup: lookupFor(rules),
    };
    const sent = request(url, options, (answer) => readToEnd(answer, done, fail));
    sent.on('error', fail);
    sent.end(body);
  });
}

function readToEnd(answer: IncomingMessage, done: (status: number) => void, fail: (error: Error) => void): void {
  const status = answer.statusCode ?? 0;
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_ANSWER) return;
    done(status);
    answer.destroy();
  });
  answer.on('end', () => done(status));
  answer.on('error', fail);
}

function lookupFor({ allowsPrivate, resolver = resolve }: OutboundRules): LookupFunction {
  return (host, options, found) => {
    resolver(host, { ...options, all: true }, (error: Error | null, addresses: LookupAddress[]) => {
      const [first] = addresses ?? [];
      if (error || !first) return found(error ?? new Error('no address'), '', 0);
      if (!allowsPrivate && !addresses.every(({ address }) => isPublicAddress(address)))
        return found(new TargetRefusedError('not a public address'), '', 0);
      if (options.all === true) return found(null, addresses);
      return found(null, first.address, first.family);
    });
  };
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
