export {
  agents,
  agentsAndOperators,
  deploymentOwner,
  hasRole,
  operators,
  operatorsAnywhere,
  ROLES,
  type Access,
  type Role,
} from './access.js';
export { AS_OF, PastPageQuery, PastQuery, type AsOf } from './as-of.js';
export {
  command,
  isOperation,
  objectIn,
  operationsIn,
  query,
  restRouteOf,
  type AnswerOf,
  type AnyOperation,
  type CsvForm,
  type Asked,
  type GraphqlField,
  type InputOf,
  type Kind,
  type Operation,
  type OperationSpec,
  type RestRoute,
} from './operation.js';
export { Instant, readInstant, type ReadInstant } from './instant.js';
export { Month, monthAt } from './month.js';
export { listAnswer, MAX_PAGE, pageAnswer, PageQuery } from './page.js';
export { actedBy, wantingNames } from './people.js';
export { shownText } from './shown-text.js';
export { wholeNumber } from './whole-number.js';
export { lastReceipt, LedgerReceipt, receiptOf } from './receipt.js';
