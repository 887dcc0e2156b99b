/**
 * OPA's own codes (rego_parse_error, rego_type_error, ...) or ours: OPA_UNAVAILABLE, OPA_TAMPERED, ENTRYPOINT_INVALID, NO_MODULES,
 * TOO_MANY_MODULES, FILE_NAME_UNSAFE, MODULE_TOO_LARGE, REQUEST_TOO_LARGE, COMPILE_TIME_LIMIT, COMPILE_OUTPUT_LIMIT,
 * COMPILE_MEMORY_LIMIT, COMPILE_FAILED, PLAN_TOO_LARGE, PLAN_UNSUPPORTED. Rows and columns count from 1; column 0 is the end of the line before.
 */
export interface CompileError {
  code: string;
  message: string;
  file?: string;
  row?: number;
  col?: number;
}

export const OUT_OF_TIME: Readonly<CompileError> = { code: 'COMPILE_TIME_LIMIT', message: 'the compiler did not finish in time' };

/** The policy was not looked at: there is no compiler to do it. */
export function isWithoutCompiler({ code }: Pick<CompileError, 'code'>): boolean {
  return code === 'OPA_UNAVAILABLE' || code === 'OPA_TAMPERED';
}

/** The policy was not judged: the compiler met a limit before it was done. */
export function isOverLimit({ code }: Pick<CompileError, 'code'>): boolean {
  return code === 'COMPILE_TIME_LIMIT' || code === 'COMPILE_MEMORY_LIMIT' || code === 'COMPILE_OUTPUT_LIMIT';
}
