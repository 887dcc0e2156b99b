import type { Place } from './finding-list.js';

/** Rows of a generated policy that say what a rule of the YAML says. A rule has one or more. */
export interface SourceMapEntry {
  readonly rule: string;
  readonly yaml: Place;
  /** Rows count from 1, both ends included. */
  readonly rego: { readonly file: string; readonly from: number; readonly to: number };
}

/** In the order of the rows. */
export type SourceMap = readonly SourceMapEntry[];

/** The YAML rule that a row of a generated policy comes from; undefined for rows that no rule has alone. */
export function yamlRuleAt(map: SourceMap, file: string, row: number): SourceMapEntry | undefined {
  return map.find(({ rego }) => rego.file === file && rego.from <= row && row <= rego.to);
}
