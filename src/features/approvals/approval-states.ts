export const APPROVAL_STATES = ['pending', 'approved', 'denied', 'withdrawn', 'expired', 'used', 'superseded'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATES)[number];

/** How an approval stands at a moment: what nobody has recorded yet is over all the same. Times are RFC 3339 UTC, as long as each other. */
export function statusAt(
  { status, expiresAt }: { readonly status: ApprovalStatus; readonly expiresAt: string },
  now: string,
): ApprovalStatus {
  return (status === 'pending' || status === 'approved') && expiresAt <= now ? 'expired' : status;
}
