import type { InvariantParameters } from '#libs/policy-proofs';

/** One to be checked, as the process that proves is handed it. */
export interface AskedInvariant {
  readonly name: string;
  readonly says: string;
  readonly rego: string;
  readonly needsBaseline: boolean;
  readonly parameters: Partial<InvariantParameters>;
  /** Of those in `parameters`, tools that a catalogue which knows some does not know. */
  readonly unknownTools: readonly string[];
}
