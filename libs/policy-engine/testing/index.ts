export { type ComplianceCase, readComplianceCases, readTerm } from './compliance-cases.js';
export { HOSTILE } from './hostile-expressions.js';
export { hostileInput, hostileModule } from './hostile-policies.js';
export { generatedPolicy, inputsFor } from './generated-policies.js';
export { compliancePage } from './compliance-page.js';
export { type Roll, disturbed, rolls } from './disturbance.js';
export { type ComplianceResult, runCompliance } from './compliance-run.js';
