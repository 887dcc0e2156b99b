/** Nearest rank: sorted[ceil(q n) - 1]. Undefined for no values. `q` is in (0, 1]. */
export function percentile(values: readonly number[], q: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1];
}
