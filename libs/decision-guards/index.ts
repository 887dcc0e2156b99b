export { DECISION_CODES, type DecisionCode } from '#libs/ruling';
export {
  NOTHING_ALONG,
  type ApprovalReference,
  type Asked,
  type AskedCall,
  type Asking,
  type CallCost,
  type CallInput,
  type Decided,
  type DecisionGuard,
  type Effects,
  type FurtherStream,
  type Judgement,
  type LimitStanding,
  type PolicyReference,
  type RememberedStates,
  type Settled,
  type Settlement,
} from './decision-guard.js';
export { inOrder } from './guard-order.js';
