export { type CompileError, type CompileRequest, type CompileResult, compileRego } from './compile-rego.js';
export { DEFAULT_LIMITS, type CompileLimits } from './limits.js';
export { type OpaBinary, OpaUnavailable, findOpa } from './opa-binary.js';
