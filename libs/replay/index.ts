export { decideAgain, type AskedAgain, type BehindPolicy } from './decide-again.js';
export {
  CAUSES,
  differenceOf,
  isSameRuling,
  SEVERITIES,
  type Cause,
  type Difference,
  type Reach,
  type Severity,
} from './difference.js';
export type { DecidedBy } from './deciders.js';
export { wasForThePolicy, type RecordedDecision } from './recorded-decision.js';
export { drawOf, type Drawn } from './sample.js';
export {
  KINDS,
  OTHERS,
  Tally,
  type Kind,
  type BySeverity,
  type Divergence,
  type Named,
  type Stratum,
  type Tallied,
  type TallyOptions,
} from './tally.js';
export {
  listedDifference,
  REPORT_FORMAT,
  reportOf,
  sideOf,
  type ListedDifference,
  type ReplayReport,
  type ReportedPolicy,
  type ReportHead,
  type ReportLine,
  type Side,
  type Why,
} from './report.js';
export { reportPage } from './report-page.js';
export { SimulatedLedger } from './simulated-ledger.js';
