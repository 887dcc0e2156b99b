export {
  type CheckOptions,
  type CheckReport,
  type FormatReport,
  type ToolOptions,
  checkPolicy,
  formatPolicy,
} from './check-policy.js';
export { type Finding, type Severity, inReadingOrder } from './finding.js';
export { DEFAULT_ENTRYPOINT, type PolicySource, splitTests } from './policy-source.js';
export { type QualityScore, qualityScore, scoreOf } from './quality-score.js';
export { COVERAGE_THRESHOLD, type CoverageReport, type TestReport, coverPolicy, testPolicy } from './test-policy.js';
