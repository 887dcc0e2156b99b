export {
  MAX_EVENT_SIZE,
  MAX_EVENTS_PER_APPEND,
  prepareAppend,
  type PreparedAppend,
  type PreparedEvent,
} from './prepared-append.js';
export { EMPTY_LEDGER, planBatch, type BatchPlan, type LedgerDraft, type LedgerPoint, type PlannedEvent } from './batch-plan.js';
export { RecentReceipts, repetitionOf, type Repetition } from './repeated-append.js';
export { formatMicroseconds, parseMicroseconds } from './ledger-time.js';
export { damageOf, type LedgerMark } from './ledger-damage.js';
