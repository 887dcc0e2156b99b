/**
 * What a failed statement means for the events it carried: `connection`: nothing is known about them; otherwise they were rolled
 * back because a head `moved`, a ledger may be `damaged` (its head is not its last event), an id, revision or position is a `duplicate`, or the server
 * `refused` for any other reason.
 */
export type Failure = 'connection' | 'moved' | 'damaged' | 'duplicate' | 'refused';

export function failureOf(error: unknown): Failure {
  const { code, severity } = error as { code?: string; severity?: string };
  if (typeof code !== 'string' || severity === undefined || severity === 'FATAL' || severity === 'PANIC') return 'connection';
  if (code.startsWith('57P') || code.startsWith('08')) return 'connection';
  if (code === 'LG001' || code.startsWith('40')) return 'moved';
  if (code === 'LG002' || code === 'LG003') return 'damaged';
  return code === '23505' ? 'duplicate' : 'refused';
}
