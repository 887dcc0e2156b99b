import type { JsonObject } from '#libs/event-sourcing';
import type { Json } from '#libs/policy-engine';

/** Calls that a candidate decides otherwise than was recorded, all by the same rule. */
export interface EditOrder {
  readonly source: {
    readonly modules: Readonly<Record<string, string>>;
    readonly tests: Readonly<Record<string, string>>;
    readonly data: Json;
    readonly entrypoint: string;
  };
  readonly tool: string;
  /** Rows of the candidate's modules that gave its answer a value, by module. */
  readonly fired: readonly { readonly rule: string; readonly file: string; readonly row: number }[];
  readonly conditions: readonly string[];
  /** What a rule in front is for; that it rules as before when left out. */
  readonly says?: string;
  /** What was recorded, as a policy would answer it. */
  readonly recorded: JsonObject;
  /** Of some of the calls, for tests. */
  readonly inputs: readonly JsonObject[];
}
