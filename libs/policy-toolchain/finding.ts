export type Severity = 'error' | 'warning';

/** Something about a policy that its author should see. Rows and columns count from 1. */
export interface Finding {
  /** A code of the compiler, of its limits, or the id of a lint rule. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file?: string;
  readonly row?: number;
  readonly col?: number;
  /** What to do about it. */
  readonly fix?: string;
}

/** By file, row, column and code: the order in which a person reads them. */
export function inReadingOrder(findings: readonly Finding[]): Finding[] {
  const text = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);
  return findings.toSorted(
    (a, b) => text(a.file, b.file) || (a.row ?? 0) - (b.row ?? 0) || (a.col ?? 0) - (b.col ?? 0) || text(a.code, b.code),
  );
}
