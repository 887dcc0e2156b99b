/** `values` are those of what is declared in the text; what is left out may be anything. */
export type Solved =
  | { readonly is: 'sat'; readonly values: ReadonlyMap<string, string> }
  | { readonly is: 'unsat' }
  | { readonly is: 'unknown'; readonly why: string };

/** Says whether an SMT-LIB question can be met, and how. */
export interface Solver {
  readonly name: string;
  readonly version: string;
  solve(text: string, timeMs: number): Promise<Solved>;
}
