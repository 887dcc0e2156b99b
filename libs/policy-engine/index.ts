export { PlanError, PolicyEvaluationError, type SourceLocation } from './errors.js';
export type { Explanation, RuleLocation } from './explain.js';
export type { Plan } from './plan.js';
export { type CompiledPolicy, type EvaluateOptions, type Evaluation, DEFAULT_FUEL, compilePlan } from './policy.js';
export type { Json } from './values.js';
export { type OpaBuiltin, type OpaCapabilities, type OpaType, capabilities } from './capabilities.js';
export { type DocumentPath, type DocumentRef } from './plan-flow.js';
export { type ReadSet, covers, pathText, readSetOf } from './read-set.js';
export type { Coverage } from './row-coverage.js';
