export { type ComplianceCase, readComplianceCases, readTerm, withoutSets } from './compliance-cases.js';
