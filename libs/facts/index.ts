export { amountOf, groupOf, isAbout, isCounted, isLabelled, type Amount, type FactCall } from './counted-call.js';
export {
  definitionDigest,
  FactDefinition,
  FactName,
  isTime,
  PERIODS,
  RecordedDefinition,
  recordedDefinition,
  UNDER_WAY,
  type Period,
} from './definition.js';
export {
  amountIn,
  isIncomplete,
  keysIn,
  nothingCounted,
  secondsUntilLess,
  valueOf,
  withCall,
  withCorrected,
  withReleased,
  withSettled,
  type CountedCall,
  type FactState,
} from './fact-state.js';
export { periodAt, secondsLeft } from './periods.js';
