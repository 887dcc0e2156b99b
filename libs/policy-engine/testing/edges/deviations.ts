import type { Value } from '../../values.js';

/** Answers that differ from OPA's on purpose. */
export interface Deviation {
  readonly name: string;
  readonly builtins: RegExp;
  /** For somebody who writes policies: what the engine does instead and why. */
  readonly reason: string;
  covers(asked: { readonly args: readonly Value[]; readonly right: string; readonly ours: string }): boolean;
}

/** Each is named in docs/reference/rego-compliance.md. */
export const DEVIATIONS: readonly Deviation[] = [];
