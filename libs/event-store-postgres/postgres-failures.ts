/**
 * What a failed statement means for the events it carried: `connection`: nothing is known about them; otherwise they were rolled
 * back because a head `moved`, an id or revision is a `duplicate`, or the server `refused` for any other reason.
 */
export type Failure = 'connection' | 'moved' | 'duplicate' | 'refused';

export function failureOf(error: unknown): Failure {
  const { code, severity } = error as { code?: string; severity?: string };
  if (typeof code !== 'string' || severity === undefined || severity === 'FATAL' || severity === 'PANIC') return 'connection';
  if (code.startsWith('57P') || code.startsWith('08')) return 'connection';
  if (code === 'LG001' || code.startsWith('40')) return 'moved';
  return code === '23505' ? 'duplicate' : 'refused';
}
