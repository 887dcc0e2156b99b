export { type ComplianceCase, readComplianceCases, readTerm } from './compliance-cases.js';
export { compliancePage } from './compliance-page.js';
export { type ComplianceResult, runCompliance } from './compliance-run.js';
