export { DETECTED_LABELS, type DetectedLabel, type Finding } from './finding.js';
export { redact, tokenize } from './rewrite.js';
export { scan, SCAN_BOUNDS, type Scan, type ScanBounds } from './scan.js';
