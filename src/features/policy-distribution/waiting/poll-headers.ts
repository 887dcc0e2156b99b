/** Longest a request is held, in seconds. */
const LONGEST_WAIT_S = 60;

/**
 * Seconds a client is willing to wait: `Prefer: wait=N` (RFC 7240), also as OPA writes it, `modes=snapshot,delta;wait=N`.
 * 0 when it does not say, or says nothing usable.
 */
export function waitOf(prefer: string | string[] | undefined): number {
  const [, seconds] = /(?:^|[;,\s])wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[;,])/i.exec([prefer].flat().join(',')) ?? [];
  return Math.min(Number(seconds ?? 0), LONGEST_WAIT_S);
}

/** Whether a client that sent this `If-None-Match` has what `etag` names; compared weakly (RFC 9110, 13.1.2). */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return (ifNoneMatch.match(/(?:W\/)?"[^"]*"/g) ?? []).some((known) => opaque(known) === opaque(etag));
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, '');
}
