/** One line of the bench table. Ratios compare with something measured in the same run. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the ratio is against. */
  readonly against?: string;
  readonly ratio?: number;
  /** The bar, as text. */
  readonly target?: string;
  /** Whether the bar is met; undefined when there is none. */
  readonly met?: boolean;
}
