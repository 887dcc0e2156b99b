export { type ComplianceCase, readComplianceCases, readTerm } from './compliance-cases.js';
export { HOSTILE } from './hostile-expressions.js';
export { hostileInput, hostileModule } from './hostile-policies.js';
export { generatedPolicy, inputsFor } from './generated/generated-policies.js';
export { type GeneratedModules, generatedModules } from './generated/policy-modules.js';
export { compliancePage } from './compliance-page.js';
export { type Roll, disturbed, rolls } from './disturbance.js';
export { type ComplianceResult, runCompliance } from './compliance-run.js';
export {
  type RecordedAnswer,
  type Standing,
  ANSWERS,
  CRASHED,
  UNDEFINED,
  UNKNOWN,
  answersText,
  readAnswers,
  standingOf,
} from './edges/answers.js';
export { type Deviation, DEVIATIONS } from './edges/deviations.js';
export { type EdgeQuestions, edgeQuestions } from './edges/families.js';
export { termText, valueOf } from './edges/terms.js';
export {
  type AskedVersions,
  type BuiltinCounts,
  answersPage,
  askedVersions,
  countsOf,
  recordedAnswers,
} from './edges/answers-page.js';
export { parseJson } from '../json/json-parse.js';
