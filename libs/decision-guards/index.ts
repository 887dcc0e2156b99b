export { DECISION_CODES, type DecisionCode } from '#libs/ruling';
export type {
  ApprovalReference,
  Asked,
  AskedCall,
  Asking,
  CallCost,
  CallInput,
  Decided,
  DecisionGuard,
  Effects,
  FurtherStream,
  Judgement,
  LimitStanding,
  PolicyReference,
  RememberedStates,
  Settled,
  Settlement,
} from './decision-guard.js';
export { inOrder } from './guard-order.js';
