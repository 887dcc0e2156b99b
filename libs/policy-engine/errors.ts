/** Where in the policy source something happened. `row` is 1-based, 0 when the compiler generated the statement. */
export interface SourceLocation {
  file: string;
  row: number;
}

/** The plan cannot be run by this engine: unknown statement, unknown built-in, malformed shape. Raised at compile time only. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/**
 * An evaluation that has no answer. Callers must treat it as "deny": nothing about the result may be assumed.
 * Codes: eval_conflict_error, eval_number_error, eval_type_error, eval_builtin_error, eval_fuel_exhausted, eval_depth_exceeded,
 * eval_unknown_entrypoint, eval_prototype_polluted, eval_internal_error.
 */
export class PolicyEvaluationError extends Error {
  override readonly name = 'PolicyEvaluationError';
  readonly code: string;
  readonly location?: SourceLocation;

  constructor(code: string, message: string, location?: SourceLocation, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    if (location) this.location = location;
  }
}

/**
 * A built-in that cannot answer. Without strict errors the call is undefined, with them it becomes a PolicyEvaluationError.
 * Not an Error on purpose: policies run into this on ordinary input and a stack trace costs more than the whole decision.
 */
export class BuiltinFailure {
  readonly code: 'eval_type_error' | 'eval_builtin_error';
  readonly message: string;

  constructor(code: 'eval_type_error' | 'eval_builtin_error', message: string) {
    this.code = code;
    this.message = message;
  }
}

export function refuse(message: string): never {
  throw new BuiltinFailure('eval_builtin_error', message);
}

export function refuseType(message: string): never {
  throw new BuiltinFailure('eval_type_error', message);
}
