export {
  BUILT_IN_INVARIANTS,
  type BuiltInInvariant,
  type BuiltInName,
  CLAIM_ENTRYPOINT,
  claimModules,
  hasPremise,
  type InvariantParameters,
} from './claims/built-in-invariants.js';
export { type Claim, type Subject } from './claims/claim.js';
export { neverGiven } from './claims/never-given.js';
export { factsOf } from './searching/input-shape.js';
export { testCase } from './claims/test-case.js';
export { ANSWERS, type Proof, proveClaim } from './proving/prove-claim.js';
export { z3Solver } from './proving/z3.js';
export { comparePolicies } from './comparing/compare-policies.js';
export { questionModules, type Question, QUESTIONS } from './comparing/questions.js';
