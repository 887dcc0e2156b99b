export const QUOTA_LEVELS = ['ok', 'warning', 'exceeded'] as const;
export type QuotaLevel = (typeof QUOTA_LEVELS)[number];

/** Of a budget: `warning` from four fifths on, `exceeded` when nothing is left, whether further calls are denied or only warned of. */
export function quotaLevel(used: number, limit: number): QuotaLevel {
  if (used >= limit) return 'exceeded';
  return used * 5 >= limit * 4 ? 'warning' : 'ok';
}
