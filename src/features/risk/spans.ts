export const SPANS = ['hour', 'day'] as const;
export type Span = (typeof SPANS)[number];

const WRITTEN = { hour: 'YYYY-MM-DDTHH', day: 'YYYY-MM-DD' } as const;
const REST = { hour: ':00:00.000000Z', day: 'T00:00:00.000000Z' } as const;

/** The hour or day (UTC) that an instant lies in. `at` is RFC 3339 in UTC with six digits, as the ledger writes it. */
export function spanAt(per: Span, at: string): string {
  return at.slice(0, WRITTEN[per].length);
}

/** When it begins, written as `at` is. */
export function beginOf(per: Span, span: string): string {
  return span + REST[per];
}
