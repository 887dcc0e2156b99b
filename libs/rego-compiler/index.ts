export { type CompileError, isOverLimit, isWithoutCompiler } from './compile-error.js';
export { type CompileRequest, type CompileResult, compileRego } from './compile-rego.js';
export { DEFAULT_LIMITS, type CompileLimits } from './limits.js';
export { type OpaBinary, OpaUnavailable, findOpa, sealedOpa } from './opa-binary.js';
export { readErrors } from './opa-errors.js';
export type { OpaRun } from './opa-process.js';
export {
  type CompilerOptions,
  LANGUAGE,
  type OpaWorkspace,
  type Refused,
  type RegoSources,
  inOpaWorkspace,
} from './opa-workspace.js';
export { type Checked, type ParsedModules, checkRego, formatRego, parseRego } from './rego-toolbox.js';
export type { RegoTest } from './running-tests/rego-test.js';
export { type TestedRego, testRego } from './running-tests/test-rego.js';
