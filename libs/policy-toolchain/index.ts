export {
  type BuildResult,
  type BuiltPolicy,
  type EvalResult,
  buildPolicy,
  evalPolicy,
  explainPolicy,
  readTexts,
} from './build-policy.js';
export {
  type CheckOptions,
  type CheckReport,
  type CompiledPolicyText,
  type FormatReport,
  type ToolOptions,
  checkPolicy,
  compilePolicy,
  formatPolicy,
} from './check-policy.js';
export {
  type DiffResult,
  type Difference,
  type Effect,
  type NamedChanges,
  type PolicyDifference,
  diffPolicy,
} from './diff-policy.js';
export { type Finding, type Severity, inReadingOrder } from './finding.js';
export { sourceOfExample } from './lint/lint-example.js';
export { type LintReport, lintPolicy } from './lint/lint-policy.js';
export { lintPages } from './lint/lint-pages.js';
export { LINT_RULES } from './lint/lint-rules.js';
export type { LintRule } from './lint/lint-rule.js';
export { hashPolicy } from './policy-shape.js';
export { DEFAULT_ENTRYPOINT, type PolicySource, splitTests } from './policy-source.js';
export { type QualityScore, qualityScore, scoreOf } from './quality-score.js';
export { COVERAGE_THRESHOLD, type CoverageReport, type TestReport, coverPolicy, testPolicy } from './test-policy.js';
export { PLAN_DISAGREES } from './trial/disagreement.js';
export { missedRules } from './trial/missed-rules.js';
export { type Instantiated, type PolicyTemplate, instantiateTemplate, readTemplates } from './policy-template.js';
export { type SearchSummary, SAMPLE_SEED, searchAnswers } from './inputs/answer-search.js';
export { type Dimension, MISSING, inputDomain, isTriable, resolve as resolvePath } from './inputs/input-domain.js';
export { isObject, sampleOf, schemaPart } from './inputs/input-schema.js';
