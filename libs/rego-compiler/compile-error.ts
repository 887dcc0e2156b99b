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
