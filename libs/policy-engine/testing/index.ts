export { type ComplianceCase, readComplianceCases, readTerm } from './compliance-cases.js';
